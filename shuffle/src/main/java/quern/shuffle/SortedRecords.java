package quern.shuffle;

/**
 * The records of one partition in their order. Those that follow one another are far apart in
 * memory, and each has to be waited for; so the lengths of some are read ahead, for the processor
 * to wait for them all at once.
 */
final class SortedRecords implements Combining.Source {
  private static final int AHEAD = 16;

  private final RecordSorter sorter;
  private final RecordBuffer buffer;
  private final int start;
  private final int end;
  private final int[] keys = new int[AHEAD];
  private final int[] keyLengths = new int[AHEAD];
  private final int[] valueLengths = new int[AHEAD];
  private int next;
  private int slot;
  private byte[] bytes = new byte[0];
  private int from;

  SortedRecords(RecordSorter sorter, RecordBuffer buffer, int partition) {
    this.sorter = sorter;
    this.buffer = buffer;
    this.start = sorter.start(partition);
    this.end = sorter.end(partition);
    this.next = start;
  }

  boolean isEmpty() {
    return start == end;
  }

  /** How many have been moved to. */
  int taken() {
    return next - start;
  }

  @Override
  public boolean next() {
    if (next == end) {
      return false;
    }
    slot = (next - start) % AHEAD;
    if (slot == 0) {
      lookAhead();
    }
    long position = sorter.position(next++);
    bytes = buffer.array(position);
    from = buffer.offset(position);
    return true;
  }

  private void lookAhead() {
    int count = Math.min(AHEAD, end - next);
    for (int i = 0; i < count; i++) {
      long position = sorter.position(next + i);
      byte[] array = buffer.array(position);
      int at = buffer.offset(position);
      int second = at + VInts.sizeFrom(array[at]);
      keyLengths[i] = VInts.get(array, at);
      valueLengths[i] = VInts.get(array, second);
      keys[i] = second + VInts.sizeFrom(array[second]);
    }
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  /** Where the record begins as a file has it: with the lengths. */
  int recordFrom() {
    return from;
  }

  /** How long it is so. */
  int recordLength() {
    return keys[slot] - from + keyLengths[slot] + valueLengths[slot];
  }

  @Override
  public int keyFrom() {
    return keys[slot];
  }

  @Override
  public int keyLength() {
    return keyLengths[slot];
  }

  @Override
  public int valueLength() {
    return valueLengths[slot];
  }
}
