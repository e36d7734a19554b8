package quern.records.commit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * What one split covered of its file: from the offset of its first row to the offset after its last
 * one. A byte order mark, a header and blank lines count as covered, so that the tile of a file's
 * first split begins at 0. A split in which no row begins has {@code first == end}, where the next
 * row begins.
 *
 * @param file the file's qualified path
 * @param length the length of the data that offsets count in: the file's, or the uncompressed
 *     length where offsets are those of a block container; meaningless when {@code whole}
 * @param start where the split begins
 * @param first the offset of its first row
 * @param end the offset after its last row, line end included
 * @param rows how many rows it had, well-formed or not, without the header
 * @param lines how many lines there are from {@code first} to {@code end}
 * @param whole whether the file was read as one stream, so that there is no seam to prove
 */
public record Tile(
    String file,
    long length,
    long start,
    long first,
    long end,
    long rows,
    long lines,
    boolean whole) {
  public Tile {
    requireNonNull(file, "file is null");
  }

  /** Whether this tile alone covers its file. */
  boolean isComplete() {
    return start == 0 && first == 0 && (whole || end == length);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", file);
    json.writeNumberField("length", length);
    json.writeNumberField("start", start);
    json.writeNumberField("first", first);
    json.writeNumberField("end", end);
    json.writeNumberField("rows", rows);
    json.writeNumberField("lines", lines);
    if (whole) {
      json.writeBooleanField("whole", true);
    }
    json.writeEndObject();
  }

  static Tile read(JsonObject json) throws IOException {
    return new Tile(
        json.text("file"),
        json.number("length"),
        json.number("start"),
        json.number("first"),
        json.number("end"),
        json.number("rows"),
        json.number("lines"),
        json.flag("whole", false));
  }
}
