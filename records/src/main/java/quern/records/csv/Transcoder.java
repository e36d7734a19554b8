package quern.records.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * A stream in some character set, read as UTF-8. Bytes that stand for nothing in it become the byte
 * 0xFF, which UTF-8 never has: the row they are in is then malformed, where another replacement
 * would pass for data. Offsets count bytes of UTF-8, and so such files cannot be split.
 */
final class Transcoder extends InputStream {
  private static final int CHUNK = 16 << 10;
  private static final byte NO_UTF8 = (byte) 0xff;

  private final InputStream in;
  private final CharsetDecoder decoder;
  private final CharsetEncoder encoder;
  private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).flip();
  private final CharBuffer chars = CharBuffer.allocate(CHUNK).flip();
  private final ByteBuffer utf8 = ByteBuffer.allocate(4 * CHUNK).flip();
  private boolean ended;
  private boolean done;

  private Transcoder(InputStream in, Charset from) {
    this.in = in;
    this.decoder =
        from.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    this.encoder =
        StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /** {@code in} as UTF-8: itself where that is what it is. */
  static InputStream toUtf8(InputStream in, Charset charset) {
    return charset.equals(StandardCharsets.UTF_8) || charset.equals(StandardCharsets.US_ASCII)
        ? in
        : new Transcoder(in, charset);
  }

  /**
   * A file as text in UTF-8: uncompressed, where {@code codec} is not null.
   *
   * @param source the file's name, for messages
   */
  static InputStream toUtf8(
      InputStream in, @Nullable CompressionCodec codec, Charset charset, String source)
      throws IOException {
    try {
      return toUtf8(codec == null ? in : codec.createInputStream(in), charset);
    } catch (IOException | RuntimeException e) {
      // A codec may read the first block at once, and does not know the file.
      throw new QuernException(Exit.FAILED, "cannot read " + source + ": " + e.getMessage(), e);
    }
  }

  @Override
  public int read() throws IOException {
    return fill() ? utf8.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    java.util.Objects.checkFromIndexSize(offset, length, to.length);
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int n = Math.min(length, utf8.remaining());
    utf8.get(to, offset, n);
    return n;
  }

  /** Has at least one byte ready, unless there are no more. */
  private boolean fill() throws IOException {
    while (!utf8.hasRemaining() && !done) {
      utf8.clear();
      step();
      utf8.flip();
    }
    return utf8.hasRemaining();
  }

  private void step() throws IOException {
    chars.compact();
    if (!ended) {
      bytes.compact();
      int n = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = n < 0;
      bytes.position(bytes.position() + Math.max(n, 0));
      bytes.flip();
    }
    CoderResult result = decoder.decode(bytes, chars, ended);
    if (ended && result.isUnderflow()) {
      done = decoder.flush(chars).isUnderflow();
    }
    chars.flip();
    encode();
    if (result.isError()) {
      bytes.position(bytes.position() + result.length());
      utf8.put(NO_UTF8);
    }
  }

  /** There is room: a char becomes three bytes at most. */
  private void encode() {
    CoderResult result = encoder.encode(chars, utf8, done);
    while (result.isError()) {
      chars.position(chars.position() + result.length());
      utf8.put(NO_UTF8);
      result = encoder.encode(chars, utf8, done);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
