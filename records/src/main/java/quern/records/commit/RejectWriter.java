package quern.records.commit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import quern.records.ByteBuilder;

/**
 * Writes rejected rows as CSV: file, offset, line, reason and the row as it was, each text in
 * quotes. Not for several threads.
 */
public final class RejectWriter {
  private final OutputStream out;
  private final ByteBuilder line = new ByteBuilder(1024);
  private final RowHash hash = new RowHash();
  private long rows;
  private long bytes;

  RejectWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Writes one rejected row.
   *
   * @param file the file it comes from
   * @param offset where it begins there, in bytes
   * @param lineNumber its line, from 1, counted from its split's first row
   * @param reason what is wrong with it
   * @param row the array that holds it
   * @param from where it begins in {@code row}
   * @param to where it ends, its line end left out
   */
  public void write(
      String file, long offset, long lineNumber, String reason, byte[] row, int from, int to)
      throws IOException {
    line.clear();
    byte[] name = file.getBytes(UTF_8);
    quote(name, 0, name.length);
    line.append(("," + offset + "," + lineNumber + ",").getBytes(US_ASCII));
    byte[] why = reason.getBytes(UTF_8);
    quote(why, 0, why.length);
    line.append(',');
    quote(row, from, to);
    hash.add(line.array(), 0, line.length());
    line.append('\n');
    out.write(line.array(), 0, line.length());
    rows++;
    bytes += line.length();
  }

  private void quote(byte[] text, int from, int to) {
    line.append('"');
    for (int i = from; i < to; i++) {
      if (text[i] == '"') {
        line.append('"');
      }
      line.append(text[i]);
    }
    line.append('"');
  }

  /** How many rows were written. */
  public long rows() {
    return rows;
  }

  /** How many bytes were written. */
  long bytes() {
    return bytes;
  }

  RowHash hash() {
    return hash;
  }

  void close() throws IOException {
    out.close();
  }
}
