package quern.drivers;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;

/** How the output is to be written: the options of the dialect that mean something there. */
final class CsvOutOptions {
  private static final List<CsvOption> WRITTEN =
      List.of(
          CsvOption.SEP,
          CsvOption.QUOTE,
          CsvOption.ESCAPE,
          CsvOption.HEADER,
          CsvOption.NULL_VALUE,
          CsvOption.EMPTY_VALUE,
          CsvOption.LINE_SEP,
          CsvOption.DATE_FORMAT,
          CsvOption.TIMESTAMP_FORMAT,
          CsvOption.NAN_VALUE);

  private final CsvFlags flags = new CsvFlags("--out-", WRITTEN);

  @Spec(Spec.Target.SELF)
  void addFlags(CommandSpec self) {
    flags.addTo(self);
  }

  /**
   * The dialect to write.
   *
   * @throws UsageException when an option has a value it cannot have
   */
  Dialect dialect() {
    return CsvFlags.dialect(flags.given());
  }
}
