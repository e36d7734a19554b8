package quern.records.commit;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One malformed row, for a message.
 *
 * @param file the file it is in
 * @param offset where in the file it begins, in bytes
 * @param line its line, from 1: of the split in a task page, of the file in a manifest
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

  /** The file, line, reason and text in one line. */
  @Override
  public String toString() {
    return "%s, line %d (byte %d): %s: %s".formatted(file, line, offset, reason, row);
  }
}
