package quern.bench;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What rows a CSV output holds, whatever their order and however they are spread over part files:
 * their number, and the 128-bit sum of their hashes (a sum and not an exclusive or, in which equal
 * rows would cancel).
 *
 * <p>Rows are compared by the values of their fields. Two spellings of one value count as equal:
 *
 * <ul>
 *   <li>a field with or without quotes around it (RFC 4180), and with them an empty text and a
 *       missing value;
 *   <li>a decimal number with or without zeros at its end: {@code 12.50}, {@code 12.5}; {@code
 *       12.0}, {@code 12}.
 * </ul>
 *
 * <p>Lines end in LF or CRLF. The first line of each part file may be a header, which is left out.
 *
 * @param rows number of rows without headers
 * @param sum1 sum of one 64-bit hash of the rows
 * @param sum2 sum of the other
 */
record RowDigest(long rows, long sum1, long sum2) {

  /**
   * Reads a CSV file, or all part files of a directory: those whose names do not begin with an
   * underscore or a dot, as Hadoop has it.
   *
   * @param headers whether the first line of each file is left out
   * @throws IOException if a file cannot be read or ends within quotes
   */
  static RowDigest of(Path output, boolean headers) throws IOException {
    return of(output, headers, false);
  }

  /**
   * Likewise, of all answers in a directory, each a file or a directory that is called {@code q}
   * and a number. Of decimal numbers the first nine digits count.
   */
  static RowDigest ofAnswers(Path output) throws IOException {
    List<Path> answers;
    try (Stream<Path> files = Files.list(output)) {
      answers =
          files.filter(f -> ("" + f.getFileName()).matches("q\\d+(\\.csv)?")).sorted().toList();
    }
    RowDigest sum = new RowDigest(0, 0, 0);
    for (Path answer : answers) {
      sum = sum.plus(of(answer, true, true));
    }
    return sum;
  }

  private static RowDigest of(Path output, boolean headers, boolean rounds) throws IOException {
    RowDigest sum = new RowDigest(0, 0, 0);
    for (Path part : parts(output)) {
      sum = sum.plus(new Scanner(part, headers, rounds).scan());
    }
    return sum;
  }

  private static List<Path> parts(Path output) throws IOException {
    if (!Files.isDirectory(output)) {
      return List.of(output);
    }
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(RowDigest::isPart).sorted().toList();
    }
  }

  private static boolean isPart(Path file) {
    String name = String.valueOf(file.getFileName());
    return !name.startsWith("_") && !name.startsWith(".");
  }

  private RowDigest plus(RowDigest other) {
    return new RowDigest(rows + other.rows, sum1 + other.sum1, sum2 + other.sum2);
  }

  /** The sums as 32 hexadecimal digits. */
  String hash() {
    return "%016x%016x".formatted(sum1, sum2);
  }

  /** Takes one part file apart, byte by byte. */
  private static final class Scanner {
    private static final int LF = '\n';

    /** No byte of UTF-8, so that it parts fields beyond doubt. */
    private static final byte FIELD_END = (byte) 0xFF;

    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+([eE][+-]?\\d+)?");
    private static final MathContext NINE_DIGITS = new MathContext(9);

    private final Path file;
    private final boolean rounds;
    private byte[] row = new byte[1 << 10];
    private int length;
    private int fieldStart;
    private boolean hasPoint;
    private boolean isHeader;
    private long rows;
    private long sum1;
    private long sum2;

    Scanner(Path file, boolean header, boolean rounds) {
      this.file = file;
      this.rounds = rounds;
      this.isHeader = header;
    }

    RowDigest scan() throws IOException {
      boolean quoted = false; // between the quotes around a field
      boolean closing = false; // just after a quote within quotes: the end, or a doubled one
      boolean atStart = true; // of a field
      byte[] buffer = new byte[1 << 20];
      try (InputStream in = Files.newInputStream(file)) {
        for (int count; (count = in.read(buffer)) >= 0; ) {
          for (int i = 0; i < count; i++) {
            byte b = buffer[i];
            if (quoted) {
              if (b == '"') {
                quoted = false;
                closing = true;
              } else {
                append(b);
              }
            } else if (b == '"' && (atStart || closing)) {
              if (closing) {
                append(b);
              }
              quoted = true;
              closing = false;
              atStart = false;
            } else if (b == ',' || b == LF) {
              if (b == LF && !closing && length > fieldStart && row[length - 1] == '\r') {
                length--;
              }
              endField();
              if (b == LF) {
                endRow();
              }
              atStart = true;
              closing = false;
            } else if (!closing || b != '\r') {
              append(b);
              atStart = false;
              closing = false;
            }
          }
        }
      }
      if (quoted) {
        throw new IOException(file + ": ends within quotes");
      }
      if (!atStart || length > 0) {
        endField();
        endRow();
      }
      return new RowDigest(rows, sum1, sum2);
    }

    private void append(byte b) {
      if (length == row.length) {
        row = Arrays.copyOf(row, 2 * length);
      }
      row[length++] = b;
      hasPoint |= b == '.';
    }

    private void endField() {
      if (rounds) {
        round();
      }
      if (hasPoint && isDecimal()) {
        while (row[length - 1] == '0') {
          length--;
        }
        if (row[length - 1] == '.') {
          length--;
        }
      }
      append(FIELD_END);
      fieldStart = length;
      hasPoint = false;
    }

    /** Writes a number with a point by its first nine digits, and without an exponent. */
    private void round() {
      String text = new String(row, fieldStart, length - fieldStart, StandardCharsets.US_ASCII);
      if (NUMBER.matcher(text).matches()) {
        length = fieldStart;
        String rounded = new BigDecimal(text).round(NINE_DIGITS).toPlainString();
        String written = rounded.contains(".") ? rounded : rounded + ".0";
        for (byte b : written.getBytes(StandardCharsets.US_ASCII)) {
          append(b);
        }
      }
    }

    /** Whether the field is a number with a point and digits on both sides of it. */
    private boolean isDecimal() {
      int at = fieldStart;
      if (at < length && row[at] == '-') {
        at++;
      }
      int whole = digits(at);
      int point = at + whole;
      return whole > 0
          && point + 1 < length
          && row[point] == '.'
          && digits(point + 1) == length - point - 1;
    }

    private int digits(int from) {
      int at = from;
      while (at < length && row[at] >= '0' && row[at] <= '9') {
        at++;
      }
      return at - from;
    }

    private void endRow() {
      if (!isHeader) {
        long hash1 = 0x6A09_E667_F3BC_C908L;
        long hash2 = 0xBB67_AE85_84CA_A73BL;
        for (int i = 0; i < length; i++) {
          hash1 = (hash1 ^ row[i]) * 0x0000_0100_0000_01B3L;
          hash2 = (hash2 + row[i]) * 0x9FB2_1C65_1E98_DF25L;
        }
        rows++;
        sum1 += mix(hash1);
        sum2 += mix(hash2);
      }
      isHeader = false;
      length = 0;
      fieldStart = 0;
    }

    /**
     * The finalizer of MurmurHash3 (A. Appleby), so that each bit of the hash counts in the sum.
     */
    private static long mix(long hash) {
      long mixed = (hash ^ (hash >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
      mixed = (mixed ^ (mixed >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
      return mixed ^ (mixed >>> 33);
    }
  }
}
