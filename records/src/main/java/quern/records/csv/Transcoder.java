package quern.records.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text of another character set as UTF-8. What is not text in that character set becomes U+FFFD, as
 * everywhere in Java. A byte order mark is dropped.
 */
final class Transcoder extends InputStream {
  private static final int CHARS = 16 << 10;

  private final Reader in;
  private final CharBuffer chars = CharBuffer.allocate(CHARS);
  private final ByteBuffer bytes = ByteBuffer.allocate(4 * CHARS);
  private final CharsetEncoder encoder =
      StandardCharsets.UTF_8
          .newEncoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private boolean first = true;
  private boolean ended;

  private Transcoder(InputStream in, Charset charset) {
    this.in = new BufferedReader(new InputStreamReader(in, charset), CHARS);
    bytes.limit(0);
  }

  /** {@code in} as UTF-8: itself where that is what it is. */
  static InputStream toUtf8(InputStream in, Charset charset) {
    return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)
        ? in
        : new Transcoder(in, charset);
  }

  private boolean fill() throws IOException {
    while (!bytes.hasRemaining()) {
      if (ended) {
        return false;
      }
      ended = in.read(chars) < 0;
      chars.flip();
      if (first && chars.hasRemaining()) {
        first = false;
        if (chars.get(chars.position()) == '\ufeff') {
          chars.get();
        }
      }
      bytes.clear();
      encoder.encode(chars, bytes, ended);
      if (ended) {
        encoder.flush(bytes);
      }
      chars.compact();
      bytes.flip();
    }
    return true;
  }

  @Override
  public int read() throws IOException {
    return fill() ? bytes.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(len, bytes.remaining());
    bytes.get(b, off, n);
    return n;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
