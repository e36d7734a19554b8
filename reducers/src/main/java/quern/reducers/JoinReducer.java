package quern.reducers;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.Reducer;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RowBlock;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.InputSide;
import quern.records.join.Join;
import quern.records.join.JoinKey;
import quern.records.join.JoinType;
import quern.records.join.JoinedRows;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawInput;
import quern.records.shuffle.RawKey;
import quern.records.shuffle.RawShuffle;

/**
 * Joins the rows of each key: holds those of one side, which come first, and has those of the other
 * stream by.
 */
public final class JoinReducer extends Reducer<RawKey, RawBytes, NullWritable, RowBlock> {

  @Override
  public void run(Context context) throws IOException, InterruptedException {
    QuernCommitter.run(context, () -> runOn(context));
  }

  private static void runOn(Context context) throws IOException, InterruptedException {
    Configuration conf = context.getConfiguration();
    try (HeldRows held =
        new HeldRows(
            Settings.JOIN_MEMORY_BYTES.get(conf), Spill.maker(conf, context.getTaskAttemptID()))) {
      Work work = new Work(context, held);
      work.run(RawShuffle.input(context));
      work.finish();
    }
  }

  private static final class Work {
    private final Context context;
    private final JoinType type;
    private final InputSide heldSide;
    private final InputSide streamedSide;
    private final JoinedRows joined;
    private final HeldRows held;
    private final RowBlock block = new RowBlock();

    /** The key of the group at hand, without its last byte. */
    private final ByteBuilder key = new ByteBuilder(64);

    /** Whether the group has rows that are held; where only that counts, they are not. */
    private boolean anyHeld;

    /** Whether it has rows that stream by, in this partition or another. */
    private boolean anyStreamed;

    /** Whether rows that are held are copies of those in another partition. */
    private boolean copies;

    Work(Context context, HeldRows held) throws IOException {
      Configuration conf = context.getConfiguration();
      Join join = Join.of(conf);
      this.context = context;
      this.held = held;
      type = join.type();
      heldSide = InputSide.of(Settings.JOIN_HELD.get(conf));
      streamedSide = heldSide.other();
      joined = new JoinedRows(join);
    }

    void run(RawInput records) throws IOException, InterruptedException {
      while (records.next()) {
        byte[] bytes = records.keyBytes();
        int from = records.keyFrom();
        int end = from + records.keyLength() - 1;
        byte last = bytes[end];
        if (!Arrays.equals(key.array(), 0, key.length(), bytes, from, end)) {
          endGroup();
          key.clear();
          key.append(bytes, from, end - from);
        }
        if (end == from) {
          unmatched(JoinKey.isStreamed(last) ? streamedSide : heldSide, records);
        } else if (!JoinKey.isStreamed(last)) {
          hold(records, JoinKey.slot(last));
        } else {
          anyStreamed = true;
          if (!JoinKey.isMarker(last)) {
            stream(records);
          }
        }
      }
      endGroup();
    }

    private void hold(RawInput records, int slot) throws IOException {
      anyHeld = true;
      copies = slot > 0;
      if (type.isPaired()) {
        held.add(records.valueBytes(), records.valueFrom(), records.valueLength());
      }
    }

    private void stream(RawInput records) throws IOException, InterruptedException {
      if (!type.isPaired()) {
        if (anyHeld == (type == JoinType.SEMI)) {
          unmatched(streamedSide, records);
        }
        return;
      }
      if (!anyHeld) {
        if (type.keeps(streamedSide)) {
          unmatched(streamedSide, records);
        }
        return;
      }
      joined.set(streamedSide, records.valueBytes(), records.valueFrom(), records.valueLength());
      held.rewind();
      while (held.next()) {
        joined.set(heldSide, held.row(), held.from(), held.length());
        append();
      }
    }

    /** Writes a row without one of the other side. */
    private void unmatched(InputSide side, RawInput records)
        throws IOException, InterruptedException {
      joined.set(side, records.valueBytes(), records.valueFrom(), records.valueLength());
      joined.setAbsent(side.other());
      append();
    }

    private void endGroup() throws IOException, InterruptedException {
      if (!anyHeld && !anyStreamed) {
        return;
      }
      if (anyHeld && !anyStreamed && !copies && type.keeps(heldSide)) {
        joined.setAbsent(streamedSide);
        held.rewind();
        while (held.next()) {
          joined.set(heldSide, held.row(), held.from(), held.length());
          append();
        }
      }
      held.clear();
      anyHeld = false;
      anyStreamed = false;
      copies = false;
    }

    private void append() throws IOException, InterruptedException {
      joined.append(block);
      if (block.isFull()) {
        RowBlockOutputFormat.write(context, block);
        block.clear();
      }
    }

    void finish() throws IOException, InterruptedException {
      if (block.rows() > 0) {
        RowBlockOutputFormat.write(context, block);
      }
      joined.report(QuernCommitter.page(context));
    }
  }
}
