package quern.records.csv;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileStatus;
import quern.records.commit.RowHash;

/**
 * What a part of an output holds when it is read again.
 *
 * @param rows how many rows, without the header
 * @param hash the hash of the rows, in hex, as {@link RowHash} has it
 */
public record PartContent(long rows, String hash) {
  private static final int MOST_ROW_BYTES = 1 << 30;

  /**
   * Reads a part to its end.
   *
   * @param files knows how the part is encoded
   * @param dialect how it was written
   * @param width how many columns it has
   * @throws IOException when it cannot be read, or its encoding finds it damaged
   */
  public static PartContent read(CsvFiles files, FileStatus part, Dialect dialect, int width)
      throws IOException {
    RowHash hash = new RowHash();
    long rows = 0;
    try (RowReader reader = new RowReader(dialect, MOST_ROW_BYTES)) {
      InputStream in = files.open(part, dialect);
      String name = part.getPath().toString();
      if (dialect.hasHeader()) {
        reader.openStart(in, name, Long.MAX_VALUE);
      } else {
        // A row may begin with what would be a byte order mark in another's file.
        reader.openKnown(in, name, 0, Long.MAX_VALUE);
      }
      RowBatch batch = reader.newBatch(Math.max(1, width));
      while (reader.read(batch)) {
        for (int row = 0; row < batch.rows(); row++) {
          hash.add(batch.bytes(), batch.start(row), batch.end(row));
        }
        rows += batch.rows();
      }
      // A row of nothing but a null is a blank line.
      for (long i = 0; i < reader.blankLines(); i++) {
        hash.add(new byte[0], 0, 0);
        rows++;
      }
    }
    return new PartContent(rows, hash.toString());
  }
}
