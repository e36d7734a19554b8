package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.GrepMapper;
import quern.records.Exit;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.LineBatchInputFormat;
import quern.records.csv.TextBatchInputFormat;

/** Finds the lines of text that match a pattern. */
@Command(
    description = {
      "Writes the lines that match a regular expression (the syntax of RE2), in the order of the",
      "input. A text that each match must hold is searched for first, in the bytes."
    },
    footer = {
      "quern grep 'ERROR|FATAL' 'logs/*.gz' errors --show",
      "quern grep --fixed --ignore-case --with-file 'a.b' notes.txt found",
    })
final class GrepCommand implements Subcommand {
  /** A line is one column whatever is in it. */
  private static final Dialect LINES =
      Dialect.RFC_4180.with(
          Map.of(
              CsvOption.SEP,
              "\u0001",
              CsvOption.QUOTE,
              "",
              CsvOption.HEADER,
              "false",
              CsvOption.LINE_SEP,
              "\n"));

  @Parameters(paramLabel = "PATTERN INPUT… OUTPUT", arity = "1..*")
  private List<String> words = new ArrayList<>();

  @Option(names = "--fixed", description = "PATTERN is a text, and no regular expression.")
  private boolean fixed;

  @Option(names = "--ignore-case", description = "Letters are equal whatever their case.")
  private boolean ignoreCase;

  @Option(names = "--invert", description = "The lines that do not match.")
  private boolean invert;

  @Option(
      names = "--with-file",
      description = "Before each line its file and its offset in bytes: file:offset:line")
  private boolean withFile;

  @Mixin(name = "Output")
  private OutputOptions out = new OutputOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    if (words.size() < 3) {
      throw new UsageException(
          "say what to look for, where, and where it goes: PATTERN INPUT… OUTPUT");
    }
    List<String> paths = words.subList(1, words.size());
    return new JobCommand(session, run, out, keys, RejectOptions.NONE, paths)
        .run(this::configure, this::wire);
  }

  private void configure(Configuration conf, JobCommand job) {
    job.writes(LINES, conf);
    TextBatchInputFormat.configure(conf);
    GrepMapper.configure(conf, words.get(0), options());
    Settings.OUTPUT_EXTENSION.set(conf, ".txt");
    Settings.COMMIT_SCHEMA.set(conf, "line string");
  }

  private Set<String> options() {
    Set<String> options = new TreeSet<>();
    Map.of(
            GrepMapper.FIXED, fixed,
            GrepMapper.IGNORE_CASE, ignoreCase,
            GrepMapper.INVERT, invert,
            GrepMapper.WITH_FILE, withFile)
        .forEach(
            (option, given) -> {
              if (given) {
                options.add(option);
              }
            });
    return options;
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    return RowsJob.ofMaps(conf, "quern grep", LineBatchInputFormat.class, GrepMapper.class);
  }
}
