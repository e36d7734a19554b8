package quern.shuffle;

import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.RawKeyValueIterator;
import org.apache.hadoop.mapred.Reporter;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.util.Progress;
import org.jspecify.annotations.Nullable;
import quern.records.commit.RecordSums;
import quern.records.commit.Sum;
import quern.records.shuffle.RawInput;

/**
 * What a reduce task reads: sorted records, added up as they are given out, be it to the framework
 * or past it.
 */
final class ReduceInput implements RawKeyValueIterator {
  private static final int BATCH = 1 << 10;

  private final SortedRecords records;
  private final @Nullable RecordSums sums;
  private final Reporter reporter;
  private final Progress progress;
  private final DataInputBuffer key = new DataInputBuffer();
  private final DataInputBuffer value = new DataInputBuffer();
  private final Raw raw;
  private boolean any;
  private long given;

  /** Sorted records, one after the other. */
  interface SortedRecords {
    /** Moves on to the next record; false when there is none. */
    boolean next() throws IOException;

    /** The array with the key and, right behind it, the value. */
    byte[] bytes();

    int keyFrom();

    int keyLength();

    int valueLength();

    /** How much has been given out, from 0 to 1. */
    float progress();

    /** Lets go of files and memory. */
    void close() throws IOException;
  }

  /**
   * @param sums whether records are added up
   * @param progress of the reduce phase
   */
  ReduceInput(SortedRecords records, boolean sums, Reporter reporter, Progress progress) {
    this.records = records;
    this.sums = sums ? new RecordSums(1) : null;
    this.reporter = reporter;
    this.progress = progress;
    this.raw = new Raw();
  }

  @Override
  public boolean next() throws IOException {
    any = records.next();
    if (any) {
      if (sums != null) {
        sums.add(0, records.bytes(), records.keyFrom(), records.keyLength(), records.valueLength());
      }
      if (++given % BATCH == 0) {
        progress.set(records.progress());
      }
    }
    return any;
  }

  @Override
  public DataInputBuffer getKey() {
    key.reset(records.bytes(), records.keyFrom(), records.keyLength());
    return key;
  }

  @Override
  public DataInputBuffer getValue() {
    value.reset(records.bytes(), records.keyFrom() + records.keyLength(), records.valueLength());
    return value;
  }

  @Override
  public Progress getProgress() {
    return progress;
  }

  @Override
  public void close() throws IOException {
    records.close();
  }

  /** Reads what has been left, and tells what all was; null when nobody wants to know. */
  @Nullable Sum finish() throws IOException {
    if (sums == null) {
      return null;
    }
    boolean more = true;
    while (more) {
      more = next();
    }
    return sums.sum(0);
  }

  /** The same records past the framework, which has moved on to the first one. */
  RawInput raw() {
    return raw;
  }

  private final class Raw implements RawInput {
    private final Counters.Counter recordCounter;
    private final Counters.Counter groupCounter;
    private boolean begun;
    private boolean startsGroup;
    private byte[] lastKey = new byte[64];
    private int lastLength = -1;
    private int batchRecords;
    private int batchGroups;

    Raw() {
      recordCounter = reporter.getCounter(TaskCounter.REDUCE_INPUT_RECORDS);
      groupCounter = reporter.getCounter(TaskCounter.REDUCE_INPUT_GROUPS);
    }

    @Override
    public boolean next() throws IOException {
      boolean more = (begun || given == 0) ? ReduceInput.this.next() : any;
      begun = true;
      if (!more) {
        count();
        return false;
      }
      byte[] bytes = records.bytes();
      int from = records.keyFrom();
      int length = records.keyLength();
      startsGroup =
          length != lastLength || !Arrays.equals(bytes, from, from + length, lastKey, 0, length);
      if (startsGroup) {
        if (length > lastKey.length) {
          lastKey = new byte[length + length / 2];
        }
        System.arraycopy(bytes, from, lastKey, 0, length);
        lastLength = length;
        batchGroups++;
      }
      if (++batchRecords == BATCH) {
        count();
      }
      return true;
    }

    private void count() {
      recordCounter.increment(batchRecords);
      groupCounter.increment(batchGroups);
      batchRecords = 0;
      batchGroups = 0;
      reporter.progress();
    }

    @Override
    public boolean startsGroup() {
      return startsGroup;
    }

    @Override
    public byte[] keyBytes() {
      return records.bytes();
    }

    @Override
    public int keyFrom() {
      return records.keyFrom();
    }

    @Override
    public int keyLength() {
      return records.keyLength();
    }

    @Override
    public byte[] valueBytes() {
      return records.bytes();
    }

    @Override
    public int valueFrom() {
      return records.keyFrom() + records.keyLength();
    }

    @Override
    public int valueLength() {
      return records.valueLength();
    }
  }
}
