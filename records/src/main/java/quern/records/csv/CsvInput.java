package quern.records.csv;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.commit.Tiling;

/**
 * What a job's configuration says about its CSV input, or about one of two.
 *
 * @param side which input
 * @param dialect how rows are written
 * @param schema the columns of all files, in the order rows are handed out
 * @param reference the file the schema's names are from, to be named when another file differs
 * @param maxRowBytes the longest row
 * @param starts the first rows of splits, by file and split, as far as they are known
 * @param rejects whether malformed rows go to the rejects instead of the output
 * @param directories the columns that are in the names of directories
 */
record CsvInput(
    InputSide side,
    Dialect dialect,
    Schema schema,
    String reference,
    int maxRowBytes,
    Map<String, Long> starts,
    boolean rejects,
    DirectoryColumns directories) {

  /**
   * Says in {@code conf} how one of its inputs is to be read.
   *
   * @param reference the file whose header gave the names; empty when none did
   */
  static void configure(
      Configuration conf, InputSide side, Dialect dialect, Schema schema, String reference) {
    dialect.write(conf, side.dialectPrefix());
    side.schema().set(conf, schema.toString());
    side.reference().set(conf, reference);
    Settings.REJECTS_FAILFAST.set(conf, dialect.mode() == Mode.FAILFAST);
  }

  /**
   * Says in {@code conf} where the first rows of some splits start, besides those that it says
   * already; what is new is nearer to the truth.
   */
  static void know(Configuration conf, List<Tiling.Start> starts) {
    Map<String, Long> known = starts(conf);
    starts.forEach(start -> known.put(key(start.file(), start.split()), start.first()));
    Settings.CSV_STARTS.set(
        conf,
        known.entrySet().stream()
            .map(start -> start.getValue() + " " + start.getKey())
            .collect(Collectors.joining("\n")));
  }

  private static Map<String, Long> starts(Configuration conf) {
    Map<String, Long> starts = new HashMap<>();
    Settings.CSV_STARTS
        .get(conf)
        .lines()
        .map(line -> line.split(" ", 2))
        .forEach(start -> starts.put(start[1], Long.valueOf(start[0])));
    return starts;
  }

  static CsvInput of(Configuration conf, InputSide side) {
    String schema = side.schema().get(conf);
    return new CsvInput(
        side,
        Dialect.read(conf, side.dialectPrefix()),
        schema.isEmpty() ? new Schema(List.of()) : Schema.parse(schema),
        side.reference().get(conf),
        Settings.CSV_MAX_ROW_BYTES.get(conf),
        starts(conf),
        !Settings.REJECTS_DIR.get(conf).isEmpty(),
        DirectoryColumns.of(conf));
  }

  /** How many columns a file has itself. */
  int width() {
    return schema.size() - directories.size();
  }

  /** Where the first row of a split starts, or -1 when that is to be guessed. */
  long knownStart(String file, long split) {
    return starts.getOrDefault(key(file, split), -1L);
  }

  private static String key(String file, long split) {
    return split + " " + file;
  }
}
