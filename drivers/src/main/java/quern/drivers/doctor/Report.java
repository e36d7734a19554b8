package quern.drivers.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import quern.drivers.Numbers;

/** Findings as text, and as JSON. */
public final class Report {
  private static final String INDENT = " ".repeat(31);

  private Report() {}

  /**
   * A finding as it is printed: a line, and one more for what to do.
   *
   * @param width of the terminal; lines are broken there
   */
  public static String text(Finding finding, int width) {
    String out =
        "%-11s  %-16s  %s"
            .formatted(finding.level().label(), finding.what(), broken(finding.found(), width));
    return finding.advice().isEmpty()
        ? out + "\n"
        : out + "\n" + INDENT + broken("→ " + finding.advice(), width) + "\n";
  }

  /** {@code text}, that stands behind the indent, with line breaks for a narrow terminal. */
  private static String broken(String text, int width) {
    StringBuilder out = new StringBuilder();
    int column = INDENT.length();
    for (String word : text.split(" ", -1)) {
      boolean first = column == INDENT.length();
      if (!first && column + 1 + word.length() > width) {
        out.append('\n').append(INDENT);
        column = INDENT.length();
      } else if (!first) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    return out.toString();
  }

  /** What it all comes to, in one line. */
  public static String verdict(List<Finding> findings) {
    long faults = count(findings, Level.FAULT);
    long warnings = count(findings, Level.WARNING);
    List<String> counts = new ArrayList<>();
    if (faults > 0) {
      counts.add(Numbers.count(faults, "fault"));
    }
    if (warnings > 0) {
      counts.add(Numbers.count(warnings, "warning"));
    }
    return faults > 0
        ? String.join(", ", counts) + ": jobs will fail until the faults are mended"
        : warnings > 0
            ? "no faults, " + String.join(", ", counts) + ": jobs can run"
            : "all is in place";
  }

  /** Whether nothing stands in the way of jobs. */
  public static boolean isSound(List<Finding> findings) {
    return count(findings, Level.FAULT) == 0;
  }

  private static long count(List<Finding> findings, Level level) {
    return findings.stream().filter(finding -> finding.level() == level).count();
  }

  /** Writes all findings as one JSON object. */
  public static void json(List<Finding> findings, Writer out) throws IOException {
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeNumberField("faults", count(findings, Level.FAULT));
      json.writeNumberField("warnings", count(findings, Level.WARNING));
      json.writeArrayFieldStart("findings");
      for (Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("level", finding.level().label());
        json.writeStringField("what", finding.what());
        json.writeStringField("found", finding.found());
        json.writeStringField("advice", finding.advice());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
