package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.Job;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.conf.Settings;
import quern.mappers.RowMapper;
import quern.records.Exit;
import quern.records.Schema;
import quern.records.commit.RowBlockOutputFormat;
import quern.records.csv.CsvOption;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.csv.RowBatchInputFormat;

/** Writes CSV anew in files of another size or codec. */
@Command(
    description = {
      "Puts small files together, splits large ones, and changes the codec. All rows stay, in their",
      "order and in the input's dialect."
    },
    footer = {
      "quern recode 'logs/2026-*' logs-2026 --codec zstd",
      "quern recode big.csv.gz parts --part-size 64m",
    })
final class RecodeCommand implements Subcommand {
  @Parameters(paramLabel = "INPUT… OUTPUT", arity = "1..*")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--part-size",
      paramLabel = "SIZE",
      description =
          "About how large a part shall be, as stored: 64m, 1g. A file is put together only with"
              + " its neighbours. [256m]")
  private String partSize = "256m";

  @Mixin(name = "Output")
  private OutputOptions out = new OutputOptions();

  @Mixin(name = "Malformed rows")
  private RejectOptions rejects = new RejectOptions();

  @Mixin(name = "CSV in")
  private CsvInOptions csvIn = new CsvInOptions();

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    long bytes = PartSize.parse(partSize);
    return new JobCommand(session, run, out, keys, rejects, paths)
        .remark(RecodeCommand::saved)
        .run((conf, job) -> configure(conf, job, bytes), this::wire);
  }

  private void configure(Configuration conf, JobCommand job, long bytes) throws IOException {
    Dialect in = csvIn.dialect();
    Dialect written =
        in.with(CsvOption.ENCODING, CsvOption.ENCODING.defaultValue())
            .with(CsvOption.MODE, CsvOption.MODE.defaultValue());
    DiscoveredSchema found = job.discover(csvIn, conf);
    Schema schema = found.schema();
    RowBatchInputFormat.configure(conf, in, schema, found.reference());
    Settings.COMMIT_SCHEMA.set(conf, schema.toString());
    if (written.hasHeader()) {
      RowBlockOutputFormat.setHeader(conf, new CsvWriter(written).header(schema));
    }
    job.writes(written, conf);
    PartSize.configure(conf, job.files(), in, bytes);
  }

  private Job wire(Configuration conf, Path work) throws IOException {
    return RowsJob.ofMaps(conf, "quern recode", RowBatchInputFormat.class, RowMapper.class);
  }

  /** What there is less of now, or more. */
  private static String saved(Summary summary) {
    long before = summary.bytesIn();
    long after = summary.bytesOut();
    return "%-10s%s in place of %s; %s in place of %s%s"
        .formatted(
            "recoded",
            Numbers.count(summary.parts().size(), "file"),
            Numbers.grouped(summary.inputs()),
            Numbers.bytes(after),
            Numbers.bytes(before),
            before == 0 || after >= before
                ? ""
                : String.format(Locale.ROOT, ": %.0f %% saved", 100.0 * (before - after) / before));
  }
}
