package quern.mappers;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Mapper;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Murmur3;
import quern.records.commit.QuernCommitter;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.join.HotKeys;
import quern.records.join.Join;
import quern.records.join.JoinKey;
import quern.records.join.SideRows;
import quern.records.keys.KeyEncoder;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawWriter;

/**
 * Hands on the rows of both sides of a join, each under the key it is matched by (see {@link
 * JoinKey}). Rows that can have no match, as a column of their key is null, go only where they are
 * written all the same. Of a hot key, rows of the side that streams by are spread over several
 * partitions by turns, and rows of the side that is held are copied to each of these.
 */
public final class JoinMapper extends Mapper<NullWritable, RowBatch, RawKey, RawBytes> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    @Nullable Work work = null; // a split has rows of one side
    while (context.nextKeyValue()) {
      RowBatch batch = context.getCurrentValue();
      if (work == null) {
        work = new Work(context, batch.side());
      }
      work.send(batch);
    }
    if (work != null) {
      work.finish(context);
    }
  }

  private static final class Work {
    /** A power of two. */
    private static final int RECENT = 1 << 12;

    private final boolean held;
    private final boolean keeps;
    private final boolean marks;

    /** Whether of this side's rows only their keys count, and each once. */
    private final boolean onlyKeys;

    private final SideRows rows;
    private final KeyEncoder keys;
    private final HotKeys hot;
    private final int partitions;

    /** For each hot key, how many rows of it there were. */
    private final long[] turns;

    /** Of the keys with one hash the last that was sent, where only keys count. */
    private final @Nullable ByteBuilder[] recent = new ByteBuilder[RECENT];

    private final RawWriter out;
    private final ByteBuilder keyBytes = new ByteBuilder(64);
    private final ByteBuilder rowBytes = new ByteBuilder(256);
    private final RawKey key = new RawKey();
    private final RawBytes row = new RawBytes();
    private final int task;
    private long unmatched;

    Work(Context context, InputSide side) throws IOException {
      Configuration conf = context.getConfiguration();
      Join join = Join.of(conf);
      InputSide heldSide = InputSide.of(Settings.JOIN_HELD.get(conf));
      held = side == heldSide;
      keeps = join.type().keeps(side);
      onlyKeys = held && !join.type().isPaired();
      marks = !held && join.type().keeps(heldSide);
      rows = new SideRows(join, side);
      keys = join.keys(side, rows.misfits());
      hot = HotKeys.get(conf);
      turns = new long[hot.size()];
      partitions = context.getNumReduceTasks();
      task = context.getTaskAttemptID().getTaskID().getId();
      out = new RawWriter(context);
    }

    void send(RowBatch batch) throws IOException, InterruptedException {
      int count = batch.rows();
      for (int i = 0; i < count; i++) {
        if (!rows.keeps(batch, i)) {
          continue;
        }
        keyBytes.clear();
        if (!keys.encode(batch, i, keyBytes)) {
          if (keeps) {
            carry(batch, i);
            sendUnmatched();
          }
          continue;
        }
        if (onlyKeys && wasSent()) {
          continue;
        }
        carry(batch, i);
        int number = hot.find(keyBytes.array(), 0, keyBytes.length());
        if (number == HotKeys.NONE) {
          send(0);
        } else if (held) {
          for (int slot = 0; slot < hot.slots(number); slot++) {
            send(slot);
          }
        } else {
          send((int) ((task + turns[number]++) % hot.slots(number)));
        }
      }
    }

    /** Whether the key was among the last ones sent; it is from now on. */
    private boolean wasSent() {
      byte[] bytes = keyBytes.array();
      int length = keyBytes.length();
      int at = (int) Murmur3.hash64(bytes, 0, length, 0) & (RECENT - 1);
      ByteBuilder known = recent[at];
      if (known == null) {
        known = new ByteBuilder(length);
        recent[at] = known;
      } else if (Arrays.equals(known.array(), 0, known.length(), bytes, 0, length)) {
        return true;
      }
      known.clear();
      known.append(bytes, 0, length);
      return false;
    }

    private void carry(RowBatch batch, int i) throws IOException {
      rowBytes.clear();
      rows.append(batch, i, rowBytes);
    }

    /** Hands a row on that matches nothing, to any partition. */
    private void sendUnmatched() throws IOException, InterruptedException {
      keyBytes.clear();
      send((int) ((task + unmatched++) % Math.min(JoinKey.SLOTS, partitions)));
    }

    private void send(int slot) throws IOException, InterruptedException {
      int length = keyBytes.length();
      if (held) {
        JoinKey.endBuffered(keyBytes, slot);
      } else {
        JoinKey.endStreamed(keyBytes, slot);
      }
      write();
      keyBytes.truncate(length);
    }

    private void write() throws IOException, InterruptedException {
      key.set(keyBytes.array(), 0, keyBytes.length());
      row.set(rowBytes.array(), 0, rowBytes.length());
      out.write(key, row);
    }

    /** Tells each partition of a hot key that there are rows of it, which need not be there. */
    void finish(Context context) throws IOException, InterruptedException {
      rowBytes.clear();
      for (int number = 0; marks && number < turns.length; number++) {
        for (int slot = 0; turns[number] > 0 && slot < hot.slots(number); slot++) {
          keyBytes.clear();
          keyBytes.append(hot.key(number));
          JoinKey.endMarker(keyBytes, slot);
          write();
        }
      }
      rows.report(QuernCommitter.page(context));
    }
  }
}
