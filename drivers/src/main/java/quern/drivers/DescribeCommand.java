package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quern.conf.Settings;
import quern.records.Column;
import quern.records.Exit;
import quern.records.Field;
import quern.records.Schema;
import quern.records.Type;
import quern.records.aggregate.Aggregation;
import quern.records.csv.CsvFiles;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.keys.SortColumn;

/** Tells of each column what its values are like, after one look at all rows. */
@Command(
    description = {
      "How many values are distinct, the quantiles and the top values are estimates:",
      "docs/aggregates.md says how good they are."
    },
    footer = {"quern describe people.csv", "quern describe logs/ --where 'status >= 500' --json"})
final class DescribeCommand extends ReadCommand {
  private static final List<Column> FACTS =
      List.of(
          new Column("column", Type.STRING),
          new Column("type", Type.STRING),
          new Column("nulls", Type.LONG),
          new Column("distinct", Type.LONG),
          new Column("min", Type.STRING),
          new Column("25 %", Type.DOUBLE),
          new Column("median", Type.DOUBLE),
          new Column("75 %", Type.DOUBLE),
          new Column("max", Type.STRING),
          new Column("mean", Type.DOUBLE),
          new Column("stddev", Type.DOUBLE),
          new Column("top values", Type.STRING));

  /** What the facts from the third on are called in JSON. */
  private static final List<String> KEYS =
      List.of("nulls", "distinct", "min", "q25", "median", "q75", "max", "mean", "stddev", "top");

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only rows for which this SQL condition is true: 'age > 18'")
  private String where = "";

  @Override
  public Exit run(Session session) throws Exception {
    Found input = find(session);
    input.setRows(where);
    JobConf conf = input.conf();
    Schema schema = input.columns().schema();
    long bytes = input.files().bytes();
    Aggregation facts =
        GroupJob.configure(conf, new GroupJob.Groups("", aggregates(schema), ""), bytes);
    Settings.COMMIT_SCHEMA.set(conf, facts.output().toString());
    Dialect.RFC_4180.with(CsvOption.HEADER, "false").write(conf, Dialect.OUT);
    ScratchJob job = new ScratchJob(conf, inputs, bytes, run.quiet(), session);
    List<@Nullable String> found =
        job.run(
            "quern describe",
            (c, work) -> GroupJob.wire(c, "quern describe", 1),
            (fs, directory, outcome) -> row(directory, facts.output(), job));
    print(schema, found, session);
    return Exit.DONE;
  }

  /** What is taken of each column: ten facts, null where the type has none. */
  private static String aggregates(Schema schema) {
    List<String> list = new ArrayList<>();
    for (Column column : schema.columns()) {
      String x = SortColumn.quote(column.name());
      boolean isNumber = column.type().isNumeric();
      list.add("count(*) - count(" + x + ")");
      list.add("approx_distinct(" + x + ")");
      list.add("min(" + x + ")");
      for (String fraction : List.of("0.25", "0.5", "0.75")) {
        list.add(isNumber ? "approx_quantile(" + x + ", " + fraction + ")" : "null");
      }
      list.add("max(" + x + ")");
      list.add(isNumber ? "avg(" + x + ")" : "null");
      list.add(isNumber ? "stddev(" + x + ")" : "null");
      list.add("approx_top(" + x + ", 3)");
    }
    List<String> named = new ArrayList<>(List.of("count(*) as rows"));
    for (int i = 0; i < list.size(); i++) {
      named.add(list.get(i) + " as f" + i);
    }
    return String.join(", ", named);
  }

  private static List<@Nullable String> row(Path directory, Schema schema, ScratchJob job)
      throws IOException {
    CsvFiles written = CsvFiles.find(List.of(directory.toString()), job.configuration());
    List<@Nullable String> values = new ArrayList<>();
    Field field = new Field();
    written.read(
        Dialect.read(job.configuration(), Dialect.OUT),
        new DiscoveredSchema(schema, "", null, true, -1),
        (batch, row) -> {
          for (int i = 0; i < schema.size(); i++) {
            batch.field(row, i, field);
            values.add(field.isNull ? null : field.toString());
          }
          return false;
        });
    return Collections.unmodifiableList(values);
  }

  private void print(Schema schema, List<@Nullable String> found, Session session)
      throws IOException {
    if (run.json()) {
      printJson(schema, found, session);
      return;
    }
    TablePrinter table = TablePrinter.ofFacts(session, FACTS);
    for (int i = 0; i < schema.size(); i++) {
      @Nullable String[] cells = new @Nullable String[FACTS.size()];
      cells[0] = schema.column(i).name();
      cells[1] = schema.column(i).type().label();
      for (int fact = 0; fact < KEYS.size(); fact++) {
        String value = found.get(1 + i * KEYS.size() + fact);
        cells[2 + fact] = value == null ? "" : value;
      }
      table.add(cells);
    }
    table.finish();
    if (!run.quiet()) {
      session.out().flush();
      session.err().println(Numbers.count(Long.parseLong("" + found.get(0)), "row"));
    }
  }

  private static void printJson(Schema schema, List<@Nullable String> found, Session session)
      throws IOException {
    try (JsonGenerator json = JsonOutput.indented(session.out())) {
      json.writeStartObject();
      json.writeNumberField("rows", Long.parseLong("" + found.get(0)));
      json.writeArrayFieldStart("columns");
      for (int i = 0; i < schema.size(); i++) {
        Column column = schema.column(i);
        json.writeStartObject();
        json.writeStringField("name", column.name());
        json.writeStringField("type", column.type().label());
        for (int fact = 0; fact < KEYS.size(); fact++) {
          writeFact(json, column.type(), fact, found.get(1 + i * KEYS.size() + fact));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeFact(JsonGenerator json, Type type, int fact, @Nullable String value)
      throws IOException {
    boolean isValue = KEYS.get(fact).equals("min") || KEYS.get(fact).equals("max");
    boolean isText = KEYS.get(fact).equals("top") || (isValue && !type.isNumeric());
    json.writeFieldName(KEYS.get(fact));
    if (value == null) {
      json.writeNull();
    } else if (isText || value.matches("NaN|-?Infinity")) {
      json.writeString(value);
    } else {
      json.writeNumber(value);
    }
  }
}
