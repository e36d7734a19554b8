package quern.codecs.huffman;

import java.io.ByteArrayOutputStream;

/** Bits put together by hand, the first one highest in its byte. */
final class Bits {
  private final StringBuilder bits = new StringBuilder();

  /** Appends zeros and ones; spaces are for the reader. */
  Bits add(String more) {
    bits.append(more.replace(" ", ""));
    return this;
  }

  /** Appends {@code number} in {@code width} bits. */
  Bits add(int number, int width) {
    for (int i = width - 1; i >= 0; i--) {
      bits.append(number >>> i & 1);
    }
    return this;
  }

  /** The bytes, padded with zeros. */
  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String padded = bits + "0".repeat(-bits.length() & 7);
    for (int i = 0; i < padded.length(); i += 8) {
      out.write(Integer.parseInt(padded.substring(i, i + 8), 2));
    }
    return out.toByteArray();
  }
}
