package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A file of an output directory.
 *
 * @param name its path below the directory
 * @param rows how many rows it has, or -1 when a foreign writer made it
 * @param bytes its length as stored
 * @param hash the hash of its rows in hex, or empty when a foreign writer made it
 */
public record Part(String name, long rows, long bytes, String hash) {
  public Part {
    requireNonNull(name, "name is null");
    requireNonNull(hash, "hash is null");
  }

  /** A file of which only the length is known. */
  static Part foreign(String name, long bytes) {
    return new Part(name, -1, bytes, "");
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    if (rows >= 0) {
      json.writeNumberField("rows", rows);
    }
    json.writeNumberField("bytes", bytes);
    if (!hash.isEmpty()) {
      json.writeStringField("hash", hash);
    }
    json.writeEndObject();
  }

  static Part read(JsonObject json) throws IOException {
    return new Part(
        json.text("name"), json.number("rows", -1), json.number("bytes"), json.text("hash", ""));
  }
}
