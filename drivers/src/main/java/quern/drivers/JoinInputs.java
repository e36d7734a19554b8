package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import quern.records.Column;
import quern.records.Schema;
import quern.records.Type;
import quern.records.UnknownColumnException;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatchInputFormat;
import quern.records.csv.SchemaInference;

/** The two sides of a join: their files, their columns and how they are written. */
final class JoinInputs {
  /** What compressed text has been, about, in its own length. */
  private static final int COMPRESSION = 4;

  /**
   * One side.
   *
   * @param path as the user wrote it
   */
  record Side(String path, CsvFiles files, Dialect dialect, DiscoveredSchema columns) {
    /** Whether a column is known to have no value but null, so that it can be of any type. */
    private boolean isWithoutValues(int column) {
      SchemaInference inference = columns.inference();
      return columns.complete() && inference != null && inference.values(column) == 0;
    }

    private Side with(int column, Type type) {
      List<Column> typed = new ArrayList<>(columns.schema().columns());
      typed.set(column, new Column(typed.get(column).name(), type));
      return new Side(
          path,
          files,
          dialect,
          new DiscoveredSchema(
              new Schema(typed),
              columns.reference(),
              columns.inference(),
              columns.complete(),
              columns.estimatedRows()));
    }

    /** About how long its text is, in bytes. */
    long bytes() {
      return files.files().stream()
          .mapToLong(file -> file.getLen() * (files.isSplittable(file, dialect) ? 1 : COMPRESSION))
          .sum();
    }
  }

  /** A side whose columns are not known yet. */
  record Unread(String path, CsvFiles files) {}

  private final Map<InputSide, Side> sides = new EnumMap<>(InputSide.class);

  private JoinInputs(Side left, Side right) {
    sides.put(InputSide.LEFT, left);
    sides.put(InputSide.RIGHT, right);
  }

  /**
   * Finds both sides and their columns.
   *
   * @param fullScan how to look at all rows of a side, if that is asked for
   */
  static JoinInputs find(
      String left,
      String right,
      Configuration conf,
      CsvInOptions csv,
      JoinOptions options,
      Function<Unread, CsvFiles.FullScan> fullScan)
      throws IOException {
    Unread leftFiles = new Unread(left, CsvFiles.find(List.of(left), conf));
    Unread rightFiles = new Unread(right, CsvFiles.find(List.of(right), conf));
    Dialect leftDialect = csv.dialect();
    Dialect rightDialect = options.rightDialect(leftDialect);
    if (!leftDialect.equals(rightDialect)) {
      requireOtherFiles(leftFiles.files, rightFiles.files);
    }
    DiscoveredSchema leftColumns = csv.discover(leftFiles.files, fullScan.apply(leftFiles));
    DiscoveredSchema rightColumns;
    try {
      rightColumns =
          rightFiles.files.discover(
              rightDialect, csv.infer(), options.rightSchema(), fullScan.apply(rightFiles));
    } catch (UnknownColumnException e) {
      throw new UsageException("--right-schema: " + e.getMessage());
    }
    return new JoinInputs(
        new Side(left, leftFiles.files, leftDialect, leftColumns),
        new Side(right, rightFiles.files, rightDialect, rightColumns));
  }

  /** The proof that all rows were read takes a file for one text. */
  private static void requireOtherFiles(CsvFiles left, CsvFiles right) {
    Set<Path> seen = new HashSet<>();
    left.files().forEach(file -> seen.add(file.getPath()));
    for (FileStatus file : right.files()) {
      if (seen.contains(file.getPath())) {
        throw new UsageException(
            file.getPath() + " is on both sides: it cannot be read by other options on the right");
      }
    }
  }

  Side get(InputSide side) {
    Side found = sides.get(side);
    if (found == null) {
      throw new IllegalStateException("no " + side.label() + " side");
    }
    return found;
  }

  /** How many bytes both sides have, about. */
  long bytes() {
    return get(InputSide.LEFT).bytes() + get(InputSide.RIGHT).bytes();
  }

  /** Says how the sides are to be read. */
  void configure(Configuration conf) {
    sides.forEach(
        (side, input) ->
            RowBatchInputFormat.configure(
                conf,
                side,
                input.dialect(),
                input.columns().schema(),
                input.columns().reference()));
  }

  /**
   * Gives columns without a value the type of those they are compared with: nothing else tells it.
   *
   * @param pairs of columns, of the left side and of the right
   */
  void typeColumnsWithoutValues(List<int[]> pairs) {
    for (int[] pair : pairs) {
      for (InputSide side : InputSide.values()) {
        int column = pair[side.index()];
        if (get(side).isWithoutValues(column)) {
          Schema other = get(side.other()).columns().schema();
          sides.put(side, get(side).with(column, other.column(pair[1 - side.index()]).type()));
        }
      }
    }
  }

  /** Has a job read both sides, or only one when the other is held by each task. */
  void setPaths(Configuration conf, boolean readLeft, boolean readRight) throws IOException {
    JobCommand.setInputPaths(conf, List.of(get(InputSide.RIGHT).path()));
    RowBatchInputFormat.setRightPaths(conf, readRight ? conf.get(FileInputFormat.INPUT_DIR) : "");
    if (readLeft) {
      JobCommand.setInputPaths(conf, List.of(get(InputSide.LEFT).path()));
    } else {
      conf.unset(FileInputFormat.INPUT_DIR);
    }
  }

  /** What the sides are called besides left and right: as the user says, or as their files are. */
  String names(List<String> given) {
    if (!given.isEmpty()) {
      return String.join(",", given);
    }
    String left = name(get(InputSide.LEFT).path());
    String right = name(get(InputSide.RIGHT).path());
    return left.equalsIgnoreCase(right) ? "," : left + "," + right;
  }

  /** The name of a file or directory without what follows its first point; or of that above it. */
  private static String name(String input) {
    Path path = new Path(input);
    while (path.getName().matches(".*[*?\\[{].*") && path.getParent() != null) {
      path = path.getParent();
    }
    String name = path.getName().replaceFirst("\\..*", "");
    return isName(name) ? name : "";
  }

  /** Whether a side can be called so: a word, and not the usual one of either side. */
  static boolean isName(String name) {
    return name.matches("[\\p{L}_][\\p{L}\\p{N}_]*") && !name.matches("(?i)left|right");
  }
}
