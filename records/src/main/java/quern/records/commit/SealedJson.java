package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * JSON objects whose last member is a checksum of all bytes before it, so that one that was torn or
 * edited is told from one that is as it was written.
 */
public final class SealedJson {
  private static final byte[] END = "\n}\n".getBytes(UTF_8);
  private static final int CHECKSUM_BYTES = 16;

  private SealedJson() {}

  /** What {@code body} writes between the braces of an object, laid out for people, and sealed. */
  public static byte[] seal(JsonObject.Body body) throws IOException {
    byte[] whole = JsonObject.prettyBytes(body);
    int end = whole.length - END.length;
    byte[] seal = tail(whole, end);
    byte[] sealed = Arrays.copyOf(whole, end + seal.length);
    System.arraycopy(seal, 0, sealed, end, seal.length);
    return sealed;
  }

  /**
   * Reads an object that {@link #seal} has made.
   *
   * @param where names it in messages
   * @throws IOException when a single byte is not as it was written
   */
  public static JsonObject open(byte[] bytes, String where) throws IOException {
    int tail = tail(bytes, 0).length;
    int end = bytes.length - tail;
    if (end < 0 || !Arrays.equals(bytes, end, bytes.length, tail(bytes, end), 0, tail)) {
      throw new IOException(
          where
              + ": expected it to end in the checksum of what stands before, found that it was"
              + " torn or changed after it was written");
    }
    return JsonObject.read(new ByteArrayInputStream(bytes), where);
  }

  private static byte[] tail(byte[] bytes, int end) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, 0, end);
      String hex = HexFormat.of().formatHex(digest.digest(), 0, CHECKSUM_BYTES);
      return (",\n  \"checksum\" : \"" + hex + "\"\n}\n").getBytes(UTF_8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
