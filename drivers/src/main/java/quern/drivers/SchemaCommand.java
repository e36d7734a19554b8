package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import quern.records.Column;
import quern.records.Exit;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.Infer;
import quern.records.csv.SchemaInference;

/** Prints names and types of columns, and how sure they are. */
@Command(
    description = {
      "The type of a column is the narrowest that every value looked at fits.",
      "Looked at is a sample, from the input's head and places all over it; --infer full reads all."
    },
    footer = {"quern schema people.csv", "quern schema --infer full --json logs/"})
final class SchemaCommand extends ReadCommand {
  private static final List<Column> FACTS =
      List.of(
          new Column("column", Type.STRING),
          new Column("type", Type.STRING),
          new Column("nulls", Type.LONG),
          new Column("how sure", Type.STRING));

  @Override
  public Exit run(Session session) throws Exception {
    DiscoveredSchema found = find(session).columns();
    if (run.json()) {
      printJson(found, session);
    } else {
      printTable(found, session);
    }
    return Exit.DONE;
  }

  private void printTable(DiscoveredSchema found, Session session) {
    TablePrinter table = TablePrinter.ofFacts(session, FACTS);
    Schema schema = found.schema();
    @Nullable SchemaInference inference = found.inference();
    for (int i = 0; i < schema.size(); i++) {
      Column column = schema.column(i);
      table.add(
          column.name(),
          column.type().label(),
          inference == null ? "" : Numbers.grouped(inference.nulls(i)),
          inference == null ? source(found) : sureness(inference, i, column.type()));
    }
    table.finish();
    if (inference != null && !run.quiet()) {
      session.out().flush();
      session.err().println(lookedAt(found, inference));
    }
  }

  /** Where types come from that are not inferred. */
  private String source(DiscoveredSchema found) {
    return found.complete()
        ? "as the input's manifest says"
        : csv.infer() == Infer.NONE ? "not looked at" : "as declared";
  }

  private static String sureness(SchemaInference inference, int column, Type type) {
    long values = inference.values(column);
    long fitting = inference.fitting(column, type);
    if (values == 0) {
      return "no values";
    }
    if (fitting < values) { // the type was declared
      return Numbers.grouped(values - fitting) + " of " + Numbers.grouped(values) + " do not fit";
    }
    Type almost = almost(inference, column);
    return type != Type.STRING || almost == Type.STRING
        ? "all " + Numbers.grouped(values)
        : Numbers.grouped(inference.fitting(column, almost))
            + " of "
            + Numbers.grouped(values)
            + " are "
            + almost.label();
  }

  /** The type that most values have, when it is most of them by far: the rest may be mistakes. */
  private static Type almost(SchemaInference inference, int column) {
    Type best = Type.STRING;
    long most = inference.values(column) / 2;
    for (Type type : Type.values()) {
      if (type != Type.STRING && inference.fitting(column, type) > most) {
        best = type;
        most = inference.fitting(column, type);
      }
    }
    return best;
  }

  private static String lookedAt(DiscoveredSchema found, SchemaInference inference) {
    String rows = Numbers.count(inference.rows(), "row");
    String damaged =
        inference.skipped() == 0
            ? ""
            : "; " + Numbers.count(inference.skipped(), "malformed row") + " passed over";
    if (found.complete()) {
      return "looked at all " + rows + damaged;
    }
    String of =
        found.estimatedRows() < 0
            ? ""
            : " of about " + Numbers.grouped(Numbers.twoDigits(found.estimatedRows()));
    return "looked at " + rows + of + damaged + "; --infer full looks at all";
  }

  private static void printJson(DiscoveredSchema found, Session session) throws IOException {
    Schema schema = found.schema();
    @Nullable SchemaInference inference = found.inference();
    try (JsonGenerator json = JsonOutput.indented(session.out())) {
      json.writeStartObject();
      json.writeStringField("schema", schema.toString());
      if (inference != null) {
        json.writeBooleanField("complete", found.complete());
        json.writeNumberField("rowsLookedAt", inference.rows());
        json.writeNumberField("malformedRows", inference.skipped());
        if (found.estimatedRows() >= 0) {
          json.writeNumberField("estimatedRows", found.estimatedRows());
        }
      }
      json.writeArrayFieldStart("columns");
      for (int i = 0; i < schema.size(); i++) {
        json.writeStartObject();
        json.writeStringField("name", schema.column(i).name());
        json.writeStringField("type", schema.column(i).type().label());
        if (inference != null) {
          json.writeNumberField("nulls", inference.nulls(i));
          json.writeNumberField("values", inference.values(i));
          json.writeObjectFieldStart("fitting");
          for (Type type : Type.values()) {
            if (type != Type.STRING) {
              json.writeNumberField(type.label(), inference.fitting(i, type));
            }
          }
          json.writeEndObject();
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
