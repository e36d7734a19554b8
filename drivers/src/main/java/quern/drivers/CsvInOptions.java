package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import quern.records.Schema;
import quern.records.UnknownColumnException;
import quern.records.csv.CsvFiles;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.Infer;

/** How the input is written: an option for each {@link CsvOption}, and where types come from. */
final class CsvInOptions {
  private final CsvFlags flags = new CsvFlags("--", List.of(CsvOption.values()));

  @Option(names = "--no-header", order = 1, description = "The same as --header false.")
  private boolean noHeader;

  @Option(
      names = "--option",
      order = 1,
      paramLabel = "NAME=VALUE",
      description = "Any of the above as Spark spells it: --option nullValue=NA")
  private List<String> options = new ArrayList<>();

  @Option(
      names = "--schema",
      order = 1,
      paramLabel = "COLUMNS",
      description =
          "Names and types: 'id long, name string'. With a header, columns not named are inferred.")
  private @Nullable String schema;

  @Option(
      names = "--infer",
      order = 1,
      paramLabel = "HOW",
      converter = InferConverter.class,
      description = "Where types come from: sample (the default), full (reads all), none (string).")
  private Infer infer = Infer.SAMPLE;

  @Spec(Spec.Target.SELF)
  void addFlags(CommandSpec self) {
    flags.addTo(self);
  }

  /**
   * The dialect to read.
   *
   * @throws UsageException when an option has a value it cannot have; it is named as it was written
   */
  Dialect dialect() {
    Map<CsvOption, CsvFlags.Given> given = new EnumMap<>(CsvOption.class);
    for (String option : options) {
      int at = option.indexOf('=');
      if (at <= 0) {
        throw new UsageException("--option " + option + ": expected NAME=VALUE");
      }
      String name = option.substring(0, at);
      try {
        given.put(
            CsvOption.of(name),
            new CsvFlags.Given("--option " + name + "=", option.substring(at + 1)));
      } catch (IllegalArgumentException e) {
        throw new UsageException("--option " + option + ": " + e.getMessage());
      }
    }
    if (noHeader) {
      given.put(CsvOption.HEADER, new CsvFlags.Given("--no-header ", "false"));
    }
    given.putAll(flags.given());
    return CsvFlags.dialect(given);
  }

  /**
   * The columns the user declared, or null.
   *
   * @throws UsageException when they cannot be read
   */
  @Nullable Schema schema() {
    try {
      return schema == null ? null : Schema.parse(schema);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--schema: " + e.getMessage());
    }
  }

  /**
   * Refuses what cannot be right whatever the input is, before anyone looks for that.
   *
   * @throws UsageException when an option has a value it cannot have
   */
  void check() {
    dialect();
    schema();
  }

  /** Where types come from. */
  Infer infer() {
    return infer;
  }

  /**
   * The columns of {@code files}, and their types as far as these options say where from.
   *
   * @param fullScan how to look at all rows, if that is asked for
   * @throws UsageException when the columns declared are not those of the files
   */
  DiscoveredSchema discover(CsvFiles files, CsvFiles.FullScan fullScan) throws IOException {
    try {
      return files.discover(dialect(), infer, schema(), fullScan);
    } catch (UnknownColumnException e) {
      throw new UsageException("--schema: " + e.getMessage());
    }
  }

  /** Reads {@code --infer}'s value. */
  static final class InferConverter implements ITypeConverter<Infer> {
    @Override
    public Infer convert(String value) {
      try {
        return Infer.of(value);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
