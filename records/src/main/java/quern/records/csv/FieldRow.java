package quern.records.csv;

import quern.records.ByteBuilder;

/**
 * A batch of one row that is put together field by field, for expressions over rows that stand in
 * no file as they are. Not for several threads.
 */
public final class FieldRow {
  private final ByteBuilder bytes = new ByteBuilder(256);
  private final RowBatch batch;
  private int fields;

  /**
   * @param places for each column the number of its field, from 0; -1 for one that is always null
   * @param width how many fields there are
   */
  public FieldRow(int[] places, int width) {
    batch = new RowBatch(Dialect.RFC_4180, width);
    batch.order = places.clone();
    batch.starts = new int[1];
    batch.ends = new int[1];
    batch.fieldEnds = new int[width];
  }

  /** Starts another row. */
  public void clear() {
    bytes.clear();
    fields = 0;
    batch.base++; // rows are told apart by their offset
  }

  /** Adds a field: its text by RFC 4180, nothing at all for null. */
  public void add(byte[] text, int from, int length) {
    bytes.append(text, from, length);
    batch.fieldEnds[fields++] = bytes.length();
    bytes.append(',');
  }

  /** The row, once all fields have been added. */
  public RowBatch batch() {
    batch.bytes = bytes.array();
    batch.ends[0] = bytes.length();
    batch.rows = 1;
    return batch;
  }
}
