package quern.shuffle;

/** Hadoop's variable-length integers ({@code WritableUtils.writeVInt}), within arrays. */
final class VInts {
  /** The most bytes that one takes. */
  static final int MOST = 5;

  private VInts() {}

  /** How many bytes {@code value} takes, which is -1 or more. */
  static int size(int value) {
    if (value <= 127) {
      return 1;
    }
    return 1 + (39 - Integer.numberOfLeadingZeros(value)) / 8;
  }

  /** Puts {@code value}, which is -1 or more, at {@code at}; returns the index behind it. */
  static int put(int value, byte[] bytes, int at) {
    if (value <= 127) {
      bytes[at] = (byte) value;
      return at + 1;
    }
    int count = (39 - Integer.numberOfLeadingZeros(value)) / 8;
    bytes[at] = (byte) (-112 - count);
    for (int i = 1; i <= count; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (count - i)));
    }
    return at + 1 + count;
  }

  /** How many bytes the number takes that begins with {@code first}. */
  static int sizeFrom(byte first) {
    if (first >= -112) {
      return 1;
    }
    return first < -120 ? -119 - first : -111 - first;
  }

  /**
   * The number at {@code at}; only those of lengths are read, so that a negative one that is not
   * the end mark of -1 tells of damage.
   */
  static int get(byte[] bytes, int at) {
    byte first = bytes[at];
    if (first >= -112) {
      return first;
    }
    int size = sizeFrom(first);
    long value = 0;
    for (int i = 1; i < size; i++) {
      value = value << 8 | (bytes[at + i] & 0xFF);
    }
    return first < -120 || value > Integer.MAX_VALUE ? Integer.MIN_VALUE : (int) value;
  }
}
