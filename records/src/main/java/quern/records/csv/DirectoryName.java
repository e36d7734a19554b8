package quern.records.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Field;

/**
 * Names of directories that tell a column's value, {@code city=Oslo}, as Apache Hive has them:
 * characters that a path or a pattern could take for something else are written as {@code %} and
 * two hex digits, and null and the empty text as {@code __HIVE_DEFAULT_PARTITION__}. So a name is
 * always one step down, whatever the value.
 */
public final class DirectoryName {
  /** How many bytes the name of a directory may have, in HDFS and in most local file systems. */
  public static final int MOST_BYTES = 255;

  private static final byte[] NULL = "__HIVE_DEFAULT_PARTITION__".getBytes(UTF_8);
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(UTF_8);
  private static final boolean[] ESCAPED = new boolean[128];

  static {
    Arrays.fill(ESCAPED, 0, ' ', true);
    for (char c : "\"#%'*/:=?\\{}[]^,\u007f".toCharArray()) {
      ESCAPED[c] = true;
    }
  }

  private DirectoryName() {}

  /** Appends {@code column=value}. */
  public static void append(byte[] column, Field value, ByteBuilder out) {
    escape(column, 0, column.length, out);
    out.append('=');
    if (value.isNull || value.length == 0) {
      out.append(NULL);
      return;
    }
    int from = value.offset;
    if (Arrays.equals(value.bytes, from, from + value.length, NULL, 0, NULL.length)) {
      hex(NULL[0], out); // the text, which is not null
      from++;
    }
    escape(value.bytes, from, value.offset + value.length, out);
  }

  private static void escape(byte[] bytes, int from, int to, ByteBuilder out) {
    // Of two texts that are not UTF-8, the file system would make the same name.
    boolean utf8 = Utf8.isValid(bytes, from, to);
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0 ? utf8 : !ESCAPED[b]) {
        out.append(b);
      } else {
        hex(b, out);
      }
    }
  }

  private static void hex(byte b, ByteBuilder out) {
    out.append('%').append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
  }

  /** The column that a directory's name tells; null when it tells none. */
  static @Nullable String column(String name) {
    int at = name.indexOf('=');
    return at < 1 ? null : new String(unescape(name.substring(0, at)), UTF_8);
  }

  /** The value that the name of such a directory tells; null for SQL null. */
  static byte @Nullable [] value(String name) {
    String text = name.substring(name.indexOf('=') + 1);
    return text.isEmpty() || Arrays.equals(text.getBytes(UTF_8), NULL) ? null : unescape(text);
  }

  private static byte[] unescape(String text) {
    byte[] bytes = text.getBytes(UTF_8);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < bytes.length; i++) {
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (bytes[i] == '%' && low >= 0) {
        out.write(high << 4 | low);
        i += 2;
      } else {
        out.write(bytes[i]);
      }
    }
    return out.toByteArray();
  }
}
