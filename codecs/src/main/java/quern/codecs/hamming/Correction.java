package quern.codecs.hamming;

/**
 * What a correction has changed.
 *
 * @param words codewords of 72 bits in which bits were set right
 * @param chunks chunks in which bits were set right
 * @param checksums chunk checksums that were damaged themselves and set right
 */
public record Correction(long words, long chunks, long checksums) {
  /** Nothing was changed. */
  public static final Correction NONE = new Correction(0, 0, 0);

  /** Both together. */
  public Correction plus(Correction other) {
    return new Correction(words + other.words, chunks + other.chunks, checksums + other.checksums);
  }
}
