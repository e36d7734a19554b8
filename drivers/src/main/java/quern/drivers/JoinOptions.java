package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.conf.Settings;
import quern.records.Schema;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvOption;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.InputSide;
import quern.records.join.Join;
import quern.records.join.JoinType;

/** What is joined with what, and what is written of it. */
final class JoinOptions {
  /** Where both sides agree, as expressions read both, or as they are about the job. */
  private static final Set<CsvOption> OF_BOTH =
      Set.of(
          CsvOption.MODE, CsvOption.DATE_FORMAT, CsvOption.TIMESTAMP_FORMAT, CsvOption.NAN_VALUE);

  @Option(
      names = "--using",
      paramLabel = "COLUMNS",
      description =
          "Columns that both sides call the same and that are equal; each is written once. Or: --on"
              + " 'a.id = b.user_id'")
  private String using = "";

  private String on = "";

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "inner, left, right, full; semi: left rows that have a match; anti: those that have none."
              + " [inner]")
  private String type = "inner";

  @Option(
      names = "--as",
      paramLabel = "A,B",
      description =
          "Names of the sides in expressions. [left and right always; the names of their files]")
  private String names = "";

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only joined rows for which this SQL condition is true: 'a.age > b.age'")
  private String where = "";

  @Option(
      names = "--select",
      paramLabel = "LIST",
      description =
          "What to write of each: 'a.name, b.total * 2 as twice'. All columns if not given, the"
              + " left side's first")
  private String select = "";

  @Option(
      names = "--broadcast",
      paramLabel = "SIDE",
      description =
          "left or right: each map task holds that side, and there is no reduce task; never."
              + " [auto: a side that is small]")
  private String broadcast = "auto";

  @Option(
      names = "--right-option",
      paramLabel = "NAME=VALUE",
      description = "How the right side is written, where that differs: --right-option 'sep=;'")
  private List<String> rightOptions = new ArrayList<>();

  @Option(
      names = "--right-schema",
      paramLabel = "COLUMNS",
      description = "Names and types of the right side, as --schema has those of the left.")
  private String rightSchema = "";

  /**
   * Refuses what cannot be right whatever the inputs are.
   *
   * @param pairs the columns that {@code --on} says are equal, or empty
   * @throws UsageException when options do not go together, or have a value they cannot have
   */
  void check(String pairs, @Nullable Integer partitions) {
    on = pairs;
    if (on.isEmpty() == using.isEmpty()) {
      throw new UsageException(
          (on.isEmpty()
                  ? "say which columns are to be equal"
                  : "--on and --using both say which columns are to be equal; one is enough")
              + ": --on 'a.id = b.user_id', or --using id");
    }
    if (!Set.of("auto", "never", "left", "right").contains(broadcast)) {
      throw new UsageException(
          "--broadcast " + broadcast + ": expected left, right, never or auto");
    }
    if (isForced() && partitions != null) {
      throw new UsageException(
          "--broadcast "
              + broadcast
              + " joins without reduce tasks, which --partitions "
              + partitions
              + " asks for: give one of them");
    }
    InputSide side = isForced() ? InputSide.of(broadcast) : null;
    if (side != null && !JoinStrategy.canHold(type(), side)) {
      String written =
          side == InputSide.LEFT && !type().isPaired()
              ? "writes rows of the left side"
              : "writes rows of the " + broadcast + " side that have no match";
      throw new UsageException(
          "--broadcast %s: a %s join %s, and no map task alone knows which; use --broadcast %s"
              .formatted(
                  broadcast,
                  type().label(),
                  written,
                  JoinStrategy.canHold(type(), side.other())
                      ? side.other().label() + " or never"
                      : "never"));
    }
    names();
  }

  private boolean isForced() {
    return broadcast.equals("left") || broadcast.equals("right");
  }

  JoinType type() {
    try {
      return JoinType.of(type);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--type: " + e.getMessage());
    }
  }

  String broadcast() {
    return broadcast;
  }

  /** The names that the user gives the sides; none when he gives none. */
  List<String> names() {
    if (names.isEmpty()) {
      return List.of();
    }
    List<String> both = List.of(names.split(",", -1));
    if (both.size() != 2
        || !both.stream().allMatch(JoinInputs::isName)
        || both.get(0).equalsIgnoreCase(both.get(1))) {
      throw new UsageException("--as " + names + ": expected two different names, as in --as a,b");
    }
    return both;
  }

  /** How the right side is written. */
  Dialect rightDialect(Dialect left) {
    Map<CsvOption, String> given = new EnumMap<>(CsvOption.class);
    for (String option : rightOptions) {
      int at = option.indexOf('=');
      if (at <= 0) {
        throw new UsageException("--right-option " + option + ": expected NAME=VALUE");
      }
      CsvOption named = rightOption(option, option.substring(0, at));
      given.put(named, option.substring(at + 1));
    }
    try {
      return left.with(given);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--right-option: " + e.getMessage());
    }
  }

  private static CsvOption rightOption(String option, String name) {
    CsvOption named;
    try {
      named = CsvOption.of(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--right-option " + option + ": " + e.getMessage());
    }
    if (OF_BOTH.contains(named)) {
      throw new UsageException(
          "--right-option " + option + ": this is the same for both sides; use --" + named.flag());
    }
    return named;
  }

  /** The columns declared of the right side; null when none are. */
  @Nullable Schema rightSchema() {
    try {
      return rightSchema.isEmpty() ? null : Schema.parse(rightSchema);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--right-schema: " + e.getMessage());
    }
  }

  /**
   * Sets what is joined and what is written.
   *
   * @throws IllegalArgumentException when it cannot be, for these columns
   */
  void configure(Configuration conf, JoinInputs inputs, Dialect written) throws IOException {
    inputs.configure(conf);
    Settings.JOIN_TYPE.set(conf, type().label());
    Settings.JOIN_ON.set(conf, on);
    Settings.JOIN_USING.set(conf, using);
    Settings.JOIN_NAMES.set(conf, inputs.names(names()));
    Settings.WHERE.set(conf, where);
    Settings.SELECT.set(conf, select);
    inputs.typeColumnsWithoutValues(Join.pairs(conf));
    inputs.configure(conf);
    Join join = Join.of(conf);
    join.check();
    Schema output = join.output();
    Settings.COMMIT_SCHEMA.set(conf, output.toString());
    if (written.hasHeader()) {
      RowBlockOutputFormat.setHeader(conf, new CsvWriter(written).header(output));
    }
  }
}
