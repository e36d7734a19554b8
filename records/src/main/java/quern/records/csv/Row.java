package quern.records.csv;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import quern.records.Field;
import quern.records.Schema;

/**
 * One row, as a view of the reader's buffer: what {@link CsvInputFormat} gives to a mapper. Valid
 * until the next row is read; columns count from 0.
 */
public final class Row {
  private final Schema schema;
  private final Field field = new Field();
  private @Nullable RowBatch batch;
  private int index;

  Row(Schema schema) {
    this.schema = schema;
  }

  void set(RowBatch batch, int index) {
    this.batch = batch;
    this.index = index;
  }

  private RowBatch batch() {
    return requireNonNull(batch, "no row has been read");
  }

  /** The columns. */
  public Schema schema() {
    return schema;
  }

  /** The array that the row's bytes are in, from {@link #start} to {@link #end}. */
  public byte[] bytes() {
    return batch().bytes();
  }

  /** Where the row starts in {@link #bytes}. */
  public int start() {
    return batch().start(index);
  }

  /** Where the row ends in {@link #bytes}, without its line end. */
  public int end() {
    return batch().end(index);
  }

  /** Why the row is malformed, or null. */
  public @Nullable Malformed malformed() {
    return batch().malformed(index);
  }

  /** Points {@code out} at a column's decoded value; allocates nothing. */
  public void field(int column, Field out) {
    batch().field(index, column, out);
  }

  /** A column's text, or null where it is SQL null. Allocates: not for inner loops. */
  public @Nullable String get(int column) {
    field(column, field);
    return field.isNull
        ? null
        : new String(field.bytes, field.offset, field.length, StandardCharsets.UTF_8);
  }

  /**
   * The text of the column called {@code name}, or null where it is SQL null.
   *
   * @throws quern.records.UnknownColumnException when there is no such column
   */
  public @Nullable String get(String name) {
    return get(schema.indexOf(name));
  }

  /** The row as it stands in its file. */
  @Override
  public String toString() {
    return new String(bytes(), start(), end() - start(), StandardCharsets.UTF_8);
  }
}
