package quern.codecs.huffman;

import java.io.IOException;

/** What is wrong with an encoding, and where in the array. */
final class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int at;

  MalformedException(int at, String what) {
    super(what);
    this.at = at;
  }

  /** The same for a caller who counts from {@code offset}. */
  IOException countedFrom(int offset) {
    return new IOException(
        "not a Huffman block: %s, at byte %d".formatted(getMessage(), at - offset), this);
  }
}
