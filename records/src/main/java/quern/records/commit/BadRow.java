package quern.records.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One malformed row, for a message.
 *
 * @param file the file it is in
 * @param offset where in the file it begins, in bytes
 * @param line its line, from 1: of the split in a task page, of the file in a manifest; 0 when the
 *     job did not count lines
 * @param reason what is wrong with it
 * @param row its text, perhaps cut
 */
public record BadRow(String file, long offset, long line, String reason, String row) {
  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeNumberField("offset", offset);
    json.writeNumberField("line", line);
    json.writeStringField("reason", reason);
    json.writeStringField("row", row);
    json.writeEndObject();
  }

  static BadRow read(JsonObject json) throws IOException {
    return new BadRow(
        json.text("file"),
        json.number("offset"),
        json.number("line"),
        json.text("reason"),
        json.text("row"));
  }

  /** This row of a task page with its line counted from the file's begin. */
  BadRow inFile(Tiling proved) {
    return line == 0
        ? this
        : new BadRow(file, offset, line + proved.linesBefore(file, offset), reason, row);
  }

  /** The file, line, reason and text in one line. */
  @Override
  public String toString() {
    String place = line == 0 ? "byte " + offset : "line %d (byte %d)".formatted(line, offset);
    return "%s, %s: %s: %s".formatted(file, place, reason, row);
  }
}
