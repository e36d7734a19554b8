package quern.codecs.hamming;

import java.io.IOException;

/** Says that bytes are damaged more than their code can correct. */
public final class UncorrectableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long words;
  private final long chunks;

  UncorrectableException(String message, long words, long chunks) {
    super(message);
    this.words = words;
    this.chunks = chunks;
  }

  /** Codewords whose damage has no explanation. */
  public long words() {
    return words;
  }

  /** Chunks that still do not match their checksums. */
  public long chunks() {
    return chunks;
  }
}
