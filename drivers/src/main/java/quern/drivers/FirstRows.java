package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import quern.records.Field;
import quern.records.FieldParser;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatch;

/** The first rows of CSV files, printed; also for {@code --show} of a job's output. */
final class FirstRows {
  private final CsvFiles files;
  private final Dialect dialect;
  private final DiscoveredSchema columns;
  private final long limit;
  private final Field field = new Field();
  private long rows;

  FirstRows(CsvFiles files, Dialect dialect, DiscoveredSchema columns, long limit) {
    this.files = files;
    this.dialect = dialect;
    this.columns = columns;
    this.limit = limit;
  }

  /**
   * Prints them as a table.
   *
   * @return whether there are more
   */
  boolean print(TablePrinter table) throws IOException {
    int width = columns.schema().size();
    files.read(
        dialect,
        columns,
        (batch, row) -> {
          if (++rows > limit) {
            return false;
          }
          @Nullable String[] cells = new @Nullable String[width];
          for (int column = 0; column < width; column++) {
            batch.field(row, column, field);
            cells[column] = field.isNull ? null : field.toString();
          }
          table.add(cells);
          return true;
        });
    table.finish();
    return rows > limit;
  }

  /** Prints them as JSON, an object a line. */
  void printJson(PrintStream out) throws IOException {
    FieldParser parser = new FieldParser(dialect.formats());
    try (JsonGenerator json =
        new JsonFactory().createGenerator(new OutputStreamWriter(out, UTF_8))) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.setRootValueSeparator(null);
      files.read(
          dialect,
          columns,
          (batch, row) -> {
            if (++rows > limit) {
              return false;
            }
            writeRow(json, batch, row, parser);
            return true;
          });
    }
  }

  private void writeRow(JsonGenerator json, RowBatch batch, int row, FieldParser parser)
      throws IOException {
    Schema schema = columns.schema();
    json.writeStartObject();
    for (int column = 0; column < schema.size(); column++) {
      json.writeFieldName(schema.column(column).name());
      batch.field(row, column, field);
      writeValue(json, schema.column(column).type(), parser);
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  /** A value that is not of its column's type is written as the text it is. */
  private void writeValue(JsonGenerator json, Type type, FieldParser parser) throws IOException {
    if (field.isNull) {
      json.writeNull();
      return;
    }
    boolean fits = parser.parse(field, type);
    if (fits && type == Type.LONG) {
      json.writeNumber(parser.longValue);
    } else if (fits && type == Type.DOUBLE && Double.isFinite(parser.doubleValue)) {
      json.writeNumber(parser.doubleValue);
    } else if (fits && type == Type.DECIMAL) {
      json.writeNumber(parser.decimalValue);
    } else if (fits && type == Type.BOOLEAN) {
      json.writeBoolean(parser.booleanValue);
    } else {
      json.writeString(field.toString());
    }
  }
}
