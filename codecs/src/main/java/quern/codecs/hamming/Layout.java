package quern.codecs.hamming;

/**
 * How content lies in its stored bytes: {@code groups} one after another, each of 72 chunks of
 * {@code chunk} bytes with a checksum behind each. Content fills the first 64 chunks of each group
 * in order, and zeros the rest of them. The grammar is in {@code docs/formats.md}, "Hamming block".
 */
record Layout(int groups, int chunk) {
  /** Chunks of a group: one for each bit of a codeword. */
  static final int CHUNKS = Secded72.BITS;

  /** Chunks of a group that hold content. */
  static final int DATA_CHUNKS = Secded72.WORD_BITS;

  /** Bytes of a chunk's checksum. */
  static final int CHECKSUM_BYTES = 4;

  /** Greatest chunk, in bytes: the sums of a group's parity then fit a first-level cache. */
  static final int MAX_CHUNK = 4096;

  private static final int MAX_GROUP_CONTENT = DATA_CHUNKS * MAX_CHUNK;

  /**
   * The layout of so many bytes of content: as few groups as can be, all of one size.
   *
   * @throws IllegalArgumentException when the length is negative, or the stored bytes do not fit an
   *     array
   */
  static Layout of(int contentLength) {
    if (contentLength < 0) {
      throw new IllegalArgumentException("the content has a negative length: " + contentLength);
    }
    if (contentLength == 0) {
      return new Layout(0, 0);
    }
    int groups = ceilDiv(contentLength, MAX_GROUP_CONTENT);
    Layout layout = new Layout(groups, ceilDiv(contentLength, (long) groups * DATA_CHUNKS));
    if ((long) groups * layout.groupLength() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "content of %,d bytes is too long: with its parity it does not fit an array"
              .formatted(contentLength));
    }
    return layout;
  }

  /** Bytes from the begin of a chunk to that of the next. */
  int stride() {
    return chunk + CHECKSUM_BYTES;
  }

  /** Bytes of a group. */
  int groupLength() {
    return CHUNKS * stride();
  }

  /** Bytes of all groups. */
  int length() {
    return groups * groupLength();
  }

  /** Where chunk {@code number} begins; data and parity chunks of all groups have one count. */
  int at(int number) {
    return number * stride();
  }

  private static int ceilDiv(int dividend, long divisor) {
    return (int) ((dividend + divisor - 1) / divisor);
  }
}
