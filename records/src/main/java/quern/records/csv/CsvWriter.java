package quern.records.csv;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.Schema;

/**
 * Writes fields in a dialect: quotes where a reader would need them and nowhere else. Null is the
 * null value without quotes; an empty string is two quotes, so that it stays apart from null. Not
 * for several threads.
 */
public final class CsvWriter {
  private final Dialect dialect;
  private final byte[] sep;
  private final byte[] lineEnd;
  private final byte[] nullValue;
  private final int quote;
  private final int escape;
  private final boolean[] special = new boolean[256];
  private final Field field = new Field();

  public CsvWriter(Dialect dialect) {
    this.dialect = dialect;
    this.sep = dialect.sep;
    this.lineEnd = dialect.lineEnd();
    this.nullValue = dialect.nullValue;
    this.quote = dialect.quote;
    this.escape = dialect.escape;
    special[sep[0] & 0xff] = true;
    special['\n'] = true;
    special['\r'] = true;
    special[lineEnd[0] & 0xff] = true;
    if (quote != Dialect.NONE) {
      special[quote] = true;
    }
    if (dialect.comment != Dialect.NONE) {
      special[dialect.comment] = true;
    }
    if (dialect.trimLeading || dialect.trimTrailing) {
      special[' '] = true;
      special['\t'] = true;
    }
  }

  /**
   * Whether a well-formed row of dialect {@code in} means the same, byte for byte, in dialect
   * {@code out}.
   */
  public static boolean canCopy(Dialect in, Dialect out) {
    return in.isUtf8()
        && Arrays.equals(in.sep, out.sep)
        && in.quote == out.quote
        && in.escape == out.escape
        && in.lineSep.length == 0
        && (out.lineSep.length == 0 || isCommonLineEnd(out.lineSep))
        && Arrays.equals(in.nullValue, out.nullValue)
        && Arrays.equals(in.emptyValue, out.emptyValue)
        && !in.trimLeading
        && !in.trimTrailing
        && !out.trimLeading
        && !out.trimTrailing
        && (out.comment == Dialect.NONE || out.comment == in.comment);
  }

  private static boolean isCommonLineEnd(byte[] end) {
    String text = new String(end, StandardCharsets.UTF_8);
    return text.equals("\n") || text.equals("\r\n") || text.equals("\r");
  }

  /** The header line for {@code schema}, line end included. */
  public byte[] header(Schema schema) throws IOException {
    ByteBuilder out = new ByteBuilder(256);
    for (int i = 0; i < schema.size(); i++) {
      separate(i, out);
      byte[] name = schema.column(i).name().getBytes(StandardCharsets.UTF_8);
      text(name, 0, name.length, out);
    }
    endRow(out);
    return out.toByteArray();
  }

  /** Appends what stands before field {@code index} of a row: nothing before the first one. */
  public void separate(int index, ByteBuilder out) {
    if (index > 0) {
      out.append(sep);
    }
  }

  /** Appends the line end. */
  public void endRow(ByteBuilder out) {
    out.append(lineEnd);
  }

  /** How many bytes a line end has. */
  public int lineEndLength() {
    return lineEnd.length;
  }

  /** Appends a field's value. */
  public void value(Field value, ByteBuilder out) throws IOException {
    if (value.isNull) {
      out.append(nullValue);
    } else {
      text(value.bytes, value.offset, value.length, out);
    }
  }

  /** Appends {@code width} fields of a row as they are decoded. */
  public void row(RowBatch batch, int row, int width, ByteBuilder out) throws IOException {
    for (int column = 0; column < width; column++) {
      separate(column, out);
      batch.field(row, column, field);
      value(field, out);
    }
    endRow(out);
  }

  private void text(byte[] bytes, int offset, int length, ByteBuilder out) throws IOException {
    if (length == 0) {
      empty(out);
      return;
    }
    boolean plain = !Arrays.equals(bytes, offset, offset + length, nullValue, 0, nullValue.length);
    for (int i = offset; plain && i < offset + length; i++) {
      plain = !special[bytes[i] & 0xff];
    }
    if (plain) {
      out.append(bytes, offset, length);
      return;
    }
    if (quote == Dialect.NONE) {
      throw new IOException(
          "cannot write '"
              + new String(bytes, offset, length, StandardCharsets.UTF_8)
              + "' without quotes: it holds a separator or line end; set --out-quote");
    }
    out.append(quote);
    int from = offset;
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == quote || bytes[i] == escape) {
        if (escape == Dialect.NONE) {
          throw new IOException("cannot write a quote inside quotes; set --out-escape");
        }
        out.append(bytes, from, i - from).append(escape);
        from = i;
      }
    }
    out.append(bytes, from, offset + length - from).append(quote);
  }

  private void empty(ByteBuilder out) throws IOException {
    if (dialect.emptyValue.length > 0) {
      text(dialect.emptyValue, 0, dialect.emptyValue.length, out);
    } else if (quote != Dialect.NONE) {
      out.append(quote).append(quote);
    }
  }
}
