package quern.records.sql;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;

/** Rows for tests of expressions: CSV without a header, and what the columns are. */
final class Table {
  final Schema schema;
  final RowBatch batch;
  final Expressions expressions;

  Table(Schema schema, Dialect dialect, String csv) {
    this.schema = schema;
    this.expressions = new Expressions(schema, dialect);
    Dialect plain = dialect.with(CsvOption.HEADER, "false");
    byte[] bytes = csv.getBytes(StandardCharsets.UTF_8);
    try (RowReader reader = new RowReader(plain, 1 << 20)) {
      reader.openStart(new ByteArrayInputStream(bytes), "test.csv", Long.MAX_VALUE);
      batch = reader.newBatch(schema.size());
      reader.read(batch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Table of(String schema, String csv) {
    return new Table(Schema.parse(schema), Dialect.RFC_4180, csv);
  }

  /** The rows for which the condition holds, from 0. */
  List<Integer> where(String condition) {
    Predicate predicate = expressions.where(condition);
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      if (predicate.test(batch, row)) {
        rows.add(row);
      }
    }
    return rows;
  }

  /** The expression's texts, row by row; null for SQL null. */
  List<@Nullable String> values(String expression) {
    Projection projection = expressions.select(expression);
    List<@Nullable String> values = new ArrayList<>();
    FieldFormatter formatter = new FieldFormatter(Formats.ISO);
    for (int row = 0; row < batch.rows(); row++) {
      ByteBuilder out = new ByteBuilder(16);
      boolean present = projection.append(0, batch, row, formatter, out);
      values.add(present ? out.toString() : null);
    }
    return values;
  }

  /** The expression's value in the first row. */
  @Nullable String value(String expression) {
    return values(expression).get(0);
  }
}
