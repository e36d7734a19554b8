package quern.records.csv;

import java.util.Map;
import quern.records.ByteBuilder;

/**
 * Reads one row that has just been written, in RFC 4180, so that expressions can be evaluated over
 * what a task has computed. Not for several threads.
 */
public final class RowText {
  private static final Dialect DIALECT = Dialect.RFC_4180.with(Map.of(CsvOption.HEADER, "false"));

  private final CsvScanner scanner = new CsvScanner(DIALECT, Integer.MAX_VALUE);
  private final RowBatch batch;

  /**
   * @param width how many fields the row has
   */
  public RowText(int width) {
    batch = new RowBatch(DIALECT, width);
    batch.starts = new int[1];
    batch.ends = new int[1];
    batch.reasons = new byte[1];
    batch.fieldEnds = new int[width];
  }

  /** The row that {@code line} holds, with its line end; valid until the line changes. */
  public RowBatch read(ByteBuilder line) {
    line.reserve(CsvScanner.SLACK);
    batch.base++; // rows are told apart by their offset
    scanner.scan(line.array(), 0, line.length(), true, line.length(), batch);
    if (batch.rows != 1) {
      throw new IllegalStateException("expected one row, found " + batch.rows);
    }
    return batch;
  }
}
