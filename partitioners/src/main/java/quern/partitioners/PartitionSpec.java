package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import quern.conf.Nearest;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.keys.KeyEncoder;
import quern.records.keys.MisfitCounter;
import quern.records.keys.RowPartitioner;
import quern.records.keys.SortColumn;

/**
 * How rows are partitioned, as users say it: {@code random}, {@code hash:city,age} or {@code
 * range:income desc,city}. Immutable.
 *
 * @param kind the way
 * @param columns the columns that decide, none for {@code random}
 */
public record PartitionSpec(Kind kind, List<SortColumn> columns) {
  /** The ways to partition rows. */
  public enum Kind {
    /** By turns; parts differ by one row a split at most. */
    RANDOM,
    /** Rows with equal values (nulls are equal) are in one part. */
    HASH,
    /** Parts are in the order of the columns; rows with equal values are in one part. */
    RANGE;

    /** The word users write. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** By turns. */
  public static final PartitionSpec RANDOM = new PartitionSpec(Kind.RANDOM, List.of());

  /** Parts in the order of {@code columns}. */
  public static PartitionSpec range(List<SortColumn> columns) {
    return new PartitionSpec(Kind.RANGE, columns);
  }

  public PartitionSpec {
    requireNonNull(kind, "kind is null");
    columns = List.copyOf(columns);
    if ((kind == Kind.RANDOM) != columns.isEmpty()) {
      throw new IllegalArgumentException(
          kind.label() + (columns.isEmpty() ? " needs columns" : " takes no columns"));
    }
  }

  /**
   * Reads a specification.
   *
   * @throws IllegalArgumentException when it is none: an unknown kind or column (the message
   *     suggests the nearest), columns that lack or are too many, a direction for {@code hash}
   */
  public static PartitionSpec parse(String text, Schema schema) {
    int colon = text.indexOf(':');
    String word = (colon < 0 ? text : text.substring(0, colon)).strip();
    String columns = colon < 0 ? "" : text.substring(colon + 1).strip();
    Kind kind = kind(word, text);
    if (kind == Kind.RANDOM) {
      if (!columns.isEmpty()) {
        throw new IllegalArgumentException(
            "partitioning '" + text + "': random takes no columns; hash:" + columns + " does");
      }
      return RANDOM;
    }
    if (columns.isEmpty()) {
      throw new IllegalArgumentException(
          "partitioning '"
              + text
              + "' lacks its columns; write it like "
              + kind.label()
              + ":"
              + (schema.size() == 0 ? "city" : schema.column(0).name()));
    }
    List<SortColumn> order = SortColumn.parse(columns, schema);
    if (kind == Kind.HASH) {
      for (SortColumn column : order) {
        if (!column.equals(SortColumn.ascending(column.column()))) {
          throw new IllegalArgumentException(
              "partitioning '" + text + "': a hash has no order; leave out desc and nulls last");
        }
      }
    }
    return new PartitionSpec(kind, order);
  }

  private static Kind kind(String word, String text) {
    for (Kind kind : Kind.values()) {
      if (kind.label().equalsIgnoreCase(word)) {
        return kind;
      }
    }
    List<String> labels = List.of("random", "hash", "range");
    throw new IllegalArgumentException(
        "partitioning '"
            + text
            + "' is of no known kind"
            + Nearest.to(word, labels).map("; did you mean '%s'?"::formatted).orElse("")
            + " There are: random, hash:COLUMNS, range:COLUMNS");
  }

  /** The specification as {@link #parse} reads it back. */
  public String format(Schema schema) {
    return switch (kind) {
      case RANDOM -> kind.label();
      case HASH ->
          kind.label()
              + ":"
              + columns.stream()
                  .map(c -> SortColumn.quote(schema.column(c.column()).name()))
                  .collect(Collectors.joining(", "));
      case RANGE -> kind.label() + ":" + SortColumn.format(columns, schema);
    };
  }

  /** Hands the specification to a job's tasks. */
  public void put(Configuration conf, Schema schema) {
    Settings.PARTITION_BY.set(conf, format(schema));
    Settings.ROW_PARTITIONER.set(conf, ConfiguredPartitioner.class.getName());
  }

  /** The specification that {@link #put} left, or {@code random} when none was. */
  public static PartitionSpec get(Configuration conf, Schema schema) {
    return parse(Settings.PARTITION_BY.get(conf), schema);
  }

  /** Whether rows are partitioned by cut points, so that a sample is to be drawn first. */
  public boolean needsCutPoints() {
    return kind == Kind.RANGE;
  }

  /**
   * Prepares a job: hands it the specification and, for {@code range}, cut points from a sample of
   * its input. The number of reduce tasks must be {@code partitions}.
   *
   * @param reference the file the schema's names are from, for messages
   * @param cutPointsFile where cut points go that are too many for the configuration
   * @throws IOException when the input cannot be sampled
   */
  public void prepare(
      Configuration conf,
      CsvFiles files,
      Dialect dialect,
      Schema schema,
      String reference,
      int partitions,
      Path cutPointsFile)
      throws IOException {
    put(conf, schema);
    if (!needsCutPoints()) {
      return;
    }
    KeySample sample = sample(conf, files, dialect, schema, reference, partitions);
    CutPoints.of(sample, partitions).put(conf, cutPointsFile);
  }

  /**
   * Draws keys from the rows that a job with this configuration keeps, enough for that many
   * partitions; the parameters are those of {@link #prepare}.
   *
   * @throws IOException when the input cannot be sampled
   */
  public KeySample sample(
      Configuration conf,
      CsvFiles files,
      Dialect dialect,
      Schema schema,
      String reference,
      int partitions)
      throws IOException {
    CsvRowSource source =
        new CsvRowSource(
            conf,
            files,
            dialect,
            schema,
            reference,
            () -> keys(schema, dialect.formats(), (column, batch, row) -> {}));
    return new Sampler(source, Settings.JOB_SEED.get(conf)).sample(source.inputs(), partitions);
  }

  /**
   * Makes the keys that decide: what is hashed, and what a sample for {@code range} consists of.
   *
   * @throws IllegalStateException for {@code random}, where no column decides
   */
  public KeyEncoder keys(Schema schema, Formats formats, MisfitCounter misfits) {
    if (kind == Kind.RANDOM) {
      throw new IllegalStateException("no column decides where a row goes at random");
    }
    return new KeyEncoder(schema, columns, formats, misfits);
  }

  /**
   * The partitioner of one task.
   *
   * @param conf the task's configuration: the seed, the task's number and the cut points are in it
   * @throws IOException when the cut points cannot be read, or are for another number of partitions
   */
  public RowPartitioner partitioner(
      Schema schema, Formats formats, int partitions, Configuration conf, MisfitCounter misfits)
      throws IOException {
    if (partitions < 1) {
      throw new IllegalArgumentException(partitions + " partitions: there must be at least one");
    }
    if (kind == Kind.RANDOM) {
      RandomPartitioner.Turns turns = RandomPartitioner.Turns.of(conf);
      return (batch, row) -> turns.next(partitions);
    }
    KeyEncoder keys = keys(schema, formats, misfits);
    ByteBuilder key = new ByteBuilder(64);
    if (kind == Kind.HASH) {
      return (batch, row) -> {
        key.clear();
        keys.encode(batch, row, key);
        return Partitions.hash(key.array(), 0, key.length(), partitions);
      };
    }
    CutPoints cutPoints = CutPoints.get(conf);
    if (cutPoints.partitions() != partitions) {
      throw new IOException(
          "the cut points are for " + cutPoints.partitions() + " partitions, not " + partitions);
    }
    return (batch, row) -> {
      key.clear();
      keys.encode(batch, row, key);
      return cutPoints.partition(key.array(), 0, key.length());
    };
  }
}
