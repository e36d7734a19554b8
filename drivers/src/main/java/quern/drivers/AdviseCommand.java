package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.mapred.JobConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import quern.conf.Settings;
import quern.partitioners.Advice;
import quern.partitioners.PartitionSpec;
import quern.partitioners.PartitionSpec.Kind;
import quern.records.Exit;
import quern.records.Schema;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.DiscoveredSchema;
import quern.records.keys.KeyDecoder;

/** Says how rows are best partitioned, from a sample of their keys. */
@Command(
    description = {
      "Draws a sample of the columns' values, and from it the size of each part for each way to",
      "partition; names the values that too many rows have."
    },
    footer = {
      "quern advise people.csv --by city --partitions 3",
      "quern advise 'logs/*.csv.gz' --by 'user, day' --where 'status >= 500'",
    })
final class AdviseCommand extends ReadCommand {
  private static final int BAR = 40;

  /** Parts that are drawn one by one; of more, the largest and the smallest are. */
  private static final int MOST_BARS = 16;

  @Option(
      names = "--by",
      paramLabel = "COLUMNS",
      required = true,
      description = "The columns that could say where a row goes: 'city, age'")
  private String by = "";

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "How many parts there shall be. [as many as make parts of 256 MiB]")
  private @Nullable Integer partitions;

  @Option(
      names = "--where",
      paramLabel = "EXPR",
      description = "Only rows for which this SQL condition is true: 'age > 18'")
  private String where = "";

  @Option(names = "--seed", paramLabel = "N", description = "Seed of the sample. [0]")
  private long seed;

  /** What is advised, on what. */
  private record Case(
      PartitionSpec spec, Schema schema, Dialect dialect, Advice advice, long bytes) {
    /** The hot key as its columns' values. */
    String text(Advice.HotKey hot) {
      KeyDecoder decoder = new KeyDecoder(schema, spec.columns(), dialect.formats());
      List<String> values = new ArrayList<>();
      for (@Nullable String value : decoder.decode(advice.sample().key(hot.rank()))) {
        values.add(value == null ? "null" : value);
      }
      return String.join(", ", values);
    }

    String columns() {
      return spec.format(schema).substring("hash:".length()).replace("\"", "");
    }
  }

  @Override
  public Exit run(Session session) throws Exception {
    RowsCommand.checkPartitions(partitions);
    Found input = find(session);
    input.setRows(where);
    JobConf conf = input.conf();
    CsvFiles files = input.files();
    Dialect dialect = input.dialect();
    DiscoveredSchema columns = input.columns();
    Settings.JOB_SEED.set(conf, seed);
    PartitionSpec spec = PartitionSpec.parse("hash:" + by, columns.schema());
    int count = partitions == null ? Advice.partitionsFor(files.bytes()) : partitions;
    Advice advice =
        Advice.of(
            spec.sample(conf, files, dialect, columns.schema(), columns.reference(), count), count);
    Case found = new Case(spec, columns.schema(), dialect, advice, files.bytes());
    if (run.json()) {
      printJson(found, session);
    } else {
      session.out().print(text(found));
    }
    return Exit.DONE;
  }

  private static String text(Case found) {
    Advice advice = found.advice;
    StringBuilder text = new StringBuilder();
    text.append(
        "%s of %s, by %s, from %s\n"
            .formatted(
                Numbers.count(advice.partitions(), "part"),
                Numbers.bytes(found.bytes),
                found.columns(),
                Numbers.count(advice.sample().drawn(), "row") + " drawn"));
    if (advice.sample().drawn() == 0) {
      return text.append("There are no rows to go by.\n").toString();
    }
    for (Kind kind : List.of(Kind.HASH, Kind.RANGE)) {
      text.append('\n').append(kind.label()).append('\n');
      bars(advice.shares(kind), text);
    }
    text.append("\nrandom\n  each part ").append(percent(1.0 / advice.partitions())).append('\n');
    hot(found, text);
    advise(found, text);
    return text.toString();
  }

  private static void bars(double[] shares, StringBuilder text) {
    double largest = Arrays.stream(shares).max().orElse(1);
    if (shares.length <= MOST_BARS) {
      for (int i = 0; i < shares.length; i++) {
        bar("part " + i, shares[i], largest, text);
      }
      return;
    }
    double[] sorted = shares.clone();
    Arrays.sort(sorted);
    bar("largest", sorted[sorted.length - 1], largest, text);
    bar("middle", sorted[sorted.length / 2], largest, text);
    bar("smallest", sorted[0], largest, text);
  }

  private static void bar(String name, double share, double largest, StringBuilder text) {
    long length = share == 0 ? 0 : Math.max(1, Math.round(BAR * share / largest));
    String line = "  %-8s  %6s  %s".formatted(name, percent(share), "█".repeat((int) length));
    text.append(line.stripTrailing()).append('\n');
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
  }

  private static void hot(Case found, StringBuilder text) {
    if (found.advice.hot().isEmpty()) {
      return;
    }
    text.append("\nhot keys\n");
    for (Advice.HotKey key : found.advice.hot()) {
      text.append(
          "  %6s  %s\n".formatted(percent(key.share()), TablePrinter.visible(found.text(key))));
    }
  }

  private static void advise(Case found, StringBuilder text) {
    Advice advice = found.advice;
    String columns = found.columns();
    text.append("\nadvice\n");
    text.append(
        "  rows of equal %s in one part: --partition-by 'hash:%s'%s\n"
            .formatted(columns, columns, unevenness(advice, Kind.HASH)));
    text.append(
        "  parts in the order of %s: --partition-by 'range:%s'%s\n"
            .formatted(columns, columns, unevenness(advice, Kind.RANGE)));
    text.append("  neither: --partition-by random, as even as can be\n");
    if (advice.best(false) == Kind.RANDOM) {
      text.append(
          advice.hot().isEmpty()
              ? "  There are few values for so many parts: fewer parts, or one column more in --by,"
                  + " make it more even.\n"
              : "  Hot keys make it uneven, and no partitioner can split a key. Where rows of equal"
                  + " %s need not meet, take random; where they are aggregated, combine first.\n"
                      .formatted(columns));
    }
    if (advice.rowsPerKey() >= 2) {
      text.append(
          "  A key has %s rows in the sample: a combiner pays.\n"
              .formatted(String.format(Locale.ROOT, "%,.1f", advice.rowsPerKey())));
    }
    int good = Advice.partitionsFor(found.bytes);
    if (good > advice.partitions() || good * 4 < advice.partitions()) {
      text.append("  Parts of about 256 MiB: --partitions %d\n".formatted(good));
    }
  }

  private static String unevenness(Advice advice, Kind kind) {
    double largest = advice.largest(kind);
    return largest < 1.05
        ? ""
        : String.format(
            Locale.ROOT,
            ", the largest part %.1f times the mean%s",
            largest,
            advice.isUneven(kind) ? ": uneven" : "");
  }

  private static void printJson(Case found, Session session) throws IOException {
    Advice advice = found.advice;
    try (JsonGenerator json = JsonOutput.indented(session.out())) {
      json.writeStartObject();
      json.writeStringField("by", found.columns());
      json.writeNumberField("partitions", advice.partitions());
      json.writeNumberField("bytes", found.bytes);
      json.writeNumberField("rowsDrawn", advice.sample().drawn());
      json.writeNumberField("distinctDrawn", advice.sample().distinct());
      json.writeStringField("advice", advice.best(false).label());
      json.writeNumberField("goodPartitions", Advice.partitionsFor(found.bytes));
      json.writeObjectFieldStart("shares");
      for (Kind kind : Kind.values()) {
        json.writeArrayFieldStart(kind.label());
        for (double share : advice.shares(kind)) {
          json.writeNumber(share);
        }
        json.writeEndArray();
      }
      json.writeEndObject();
      json.writeArrayFieldStart("hot");
      for (Advice.HotKey key : advice.hot()) {
        json.writeStartObject();
        json.writeStringField("key", found.text(key));
        json.writeNumberField("share", key.share());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }
}
