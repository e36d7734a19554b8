package quern.drivers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;

/** Command line options made from {@link CsvOption}, which alone has their names and meanings. */
final class CsvFlags {
  /**
   * A value the user gave.
   *
   * @param written the option as the user wrote it, up to the value
   * @param value the value
   */
  record Given(String written, String value) {}

  private final String prefix;
  private final List<CsvOption> options;
  private final Map<CsvOption, Given> given = new EnumMap<>(CsvOption.class);

  CsvFlags(String prefix, List<CsvOption> options) {
    this.prefix = prefix;
    this.options = options;
  }

  /** Adds an option for each of the dialect's. */
  void addTo(CommandSpec spec) {
    for (CsvOption option : options) {
      String flag = prefix + option.flag();
      spec.addOption(
          OptionSpec.builder(flag)
              .type(String.class)
              .paramLabel("VALUE")
              .description(description(option))
              .setter(setter(option, flag))
              .build());
    }
  }

  private ISetter setter(CsvOption option, String flag) {
    return new ISetter() {
      @Override
      @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
      public <T> T set(T value) {
        if (value != null) { // picocli first sets every option to null
          given.put(option, new Given(flag + " ", value.toString()));
        }
        return null;
      }
    };
  }

  private static String description(CsvOption option) {
    String value = option.defaultValue();
    String doc = Character.toUpperCase(option.doc().charAt(0)) + option.doc().substring(1);
    return value.isEmpty() ? doc : doc + " [" + value + "]";
  }

  /** The values given. */
  Map<CsvOption, Given> given() {
    return given;
  }

  /**
   * The dialect with these options.
   *
   * @throws UsageException when a value is refused; the message names the option as written
   */
  static Dialect dialect(Map<CsvOption, Given> given) {
    Map<CsvOption, String> values = new EnumMap<>(CsvOption.class);
    given.forEach((option, value) -> values.put(option, value.value()));
    try {
      return Dialect.RFC_4180.with(values);
    } catch (IllegalArgumentException e) {
      throw new UsageException(blame(given, e));
    }
  }

  private static String blame(Map<CsvOption, Given> given, IllegalArgumentException refusal) {
    String message = String.valueOf(refusal.getMessage());
    for (Map.Entry<CsvOption, Given> entry : given.entrySet()) {
      String told = "CSV option " + entry.getKey().key() + " is '" + entry.getValue().value() + "'";
      String written = entry.getValue().written() + "'" + entry.getValue().value() + "'";
      if (message.startsWith(told)) {
        return written + message.substring(told.length());
      }
      if (entry.getKey() == CsvOption.MODE && message.startsWith("mode ")) {
        return written + ": expected permissive, drop or failfast";
      }
    }
    return message;
  }
}
