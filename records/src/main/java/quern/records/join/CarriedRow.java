package quern.records.join;

import quern.records.ByteBuilder;

/** One side's row as {@link SideRows} carries it, taken apart. Not for several threads. */
final class CarriedRow {
  private final boolean plain;
  private final int[] from;
  private final int[] length;
  private byte[] bytes = {};

  /**
   * @param plain whether it is one text without its length
   * @param segments how many there are otherwise
   */
  CarriedRow(boolean plain, int segments) {
    this.plain = plain;
    this.from = new int[Math.max(1, segments)];
    this.length = new int[Math.max(1, segments)];
  }

  /** Appends a text with its length before it, seven bits a byte, the lowest first. */
  static void append(ByteBuilder segment, ByteBuilder out) {
    int left = segment.length();
    while (left > 0x7f) {
      out.append(left | 0x80);
      left >>>= 7;
    }
    out.append(left).append(segment.array(), 0, segment.length());
  }

  /** Points at {@code row[at, at + count)}. */
  void set(byte[] row, int at, int count) {
    bytes = row;
    if (plain) {
      from[0] = at;
      length[0] = count;
      return;
    }
    int next = at;
    for (int i = 0; i < from.length && next < at + count; i++) {
      int size = row[next] & 0x7f;
      for (int shift = 7; row[next++] < 0; shift += 7) {
        size |= (row[next] & 0x7f) << shift;
      }
      from[i] = next;
      length[i] = size;
      next += size;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  int from(int segment) {
    return from[segment];
  }

  int length(int segment) {
    return length[segment];
  }
}
