package quern.conf;

import java.util.List;

/** The one list of all settings. */
public final class Settings {
  /** Seeds whatever a job draws, so that a retried task draws the same again. */
  public static final Setting<Long> JOB_SEED =
      Setting.ofLong(
          "quern.job.seed", 0L, "seed of all that a job draws: the same seed, the same output");

  /** How rows are partitioned; written by drivers, and readable in a job's history. */
  public static final Setting<String> PARTITION_BY =
      Setting.ofString(
          "quern.partition.by", "random", "random, hash:COLUMNS or range:COLUMNS [desc]");

  /** Cut points of range partitions, when they are few bytes. */
  public static final Setting<String> CUT_POINTS =
      Setting.ofString(
          "quern.partition.cut-points", "", "cut points of range partitions in base64");

  /** Cut points of range partitions, when they are many. */
  public static final Setting<String> CUT_POINTS_FILE =
      Setting.ofString(
          "quern.partition.cut-points.file", "", "file with the cut points of range partitions");

  /** The command, for the manifest. */
  public static final Setting<String> COMMIT_COMMAND =
      Setting.ofString("quern.commit.command", "", "the command that the manifest names");

  /** Set by the flow that the job is a step of. */
  public static final Setting<String> COMMIT_FINGERPRINT =
      Setting.ofString(
          "quern.commit.fingerprint",
          "",
          "what the step of a flow is made of, for the manifest; empty outside a flow");

  /** Set by the flow that the job is a step of. */
  public static final Setting<String> FLOW_TAGS =
      Setting.ofString(
          "quern.flow.tags",
          "",
          "tags by which a flow finds the job on YARN again; empty outside a flow");

  /** Whether a job on YARN outlives a client that is interrupted. */
  public static final Setting<Boolean> INTERRUPT_LEAVES =
      Setting.ofBoolean(
          "quern.interrupt.leaves",
          false,
          "whether Ctrl-C leaves a job on YARN running; else it is killed, and nothing is left of it");

  /** Set by the client that claims an output directory. */
  public static final Setting<String> COMMIT_OWNER =
      Setting.ofString(
          "quern.commit.owner", "", "id of the run that holds the output's lock; empty: no lock");

  /** Set by the client that claims an output directory. */
  public static final Setting<String> COMMIT_TARGET =
      Setting.ofString(
          "quern.commit.target",
          "",
          "where the output stands in the end; empty: where the job writes it");

  /** Set by the client that claims an output directory. */
  public static final Setting<Boolean> COMMIT_REPLACE =
      Setting.ofBoolean(
          "quern.commit.replace", false, "whether the output replaces what stands there");

  /** The schema, for the manifest. */
  public static final Setting<String> COMMIT_SCHEMA =
      Setting.ofString(
          "quern.commit.schema", "", "columns that the manifest names, like: id long, name string");

  /** The codec, for the manifest. */
  public static final Setting<String> COMMIT_CODEC =
      Setting.ofString("quern.commit.codec", "none", "codec of the parts that the manifest names");

  /** Checks of the job's own. */
  public static final Setting<String> COMMIT_CHECKS =
      Setting.ofString(
          "quern.commit.checks",
          "",
          "classes of further checks to make before the output is published, with commas");

  /** Reading checksums of large inputs costs a call for each block. */
  public static final Setting<Boolean> COMMIT_CHECKSUMS =
      Setting.ofBoolean(
          "quern.commit.checksums",
          true,
          "whether the manifest holds the file system's checksums of the inputs");

  /** Where malformed rows go. */
  public static final Setting<String> REJECTS_DIR =
      Setting.ofString(
          "quern.rejects.dir", "", "directory for malformed rows; empty: they are not kept apart");

  /** How many malformed rows are borne. */
  public static final Setting<String> REJECTS_MAX =
      Setting.ofString(
          "quern.rejects.max",
          "",
          "most malformed rows allowed, a number or a percentage like 0.5%; empty: any number");

  /** The mode failfast, which is decided when the splits are proved. */
  public static final Setting<Boolean> REJECTS_FAILFAST =
      Setting.ofBoolean(
          "quern.rejects.failfast", false, "whether one malformed row makes the job fail");

  /** The header of each part. */
  public static final Setting<String> OUTPUT_HEADER =
      Setting.ofString("quern.output.header", "", "bytes that each part begins with, in Base64");

  /** The extension of each part. */
  public static final Setting<String> OUTPUT_EXTENSION =
      Setting.ofString(
          "quern.output.extension", ".csv", "extension of the parts, before that of the codec");

  /** How long a part may be. */
  public static final Setting<Long> OUTPUT_PART_BYTES =
      Setting.ofLong(
          "quern.output.part-bytes",
          0L,
          "a part that has grown so long, as stored, is ended and another begun; 0: never");

  /** The columns of the output that are in the names of directories. */
  public static final Setting<String> OUTPUT_DIRECTORIES =
      Setting.ofString(
          "quern.output.directories",
          "",
          "columns that are written as names of directories, like: city string, age long");

  /** How many files one task may have open. */
  public static final Setting<Integer> OUTPUT_MAX_DIRECTORIES =
      Setting.ofInt(
          "quern.output.max-directories", 500, "most directories that one task may write into");

  /** Set by the client that claims an output directory. */
  public static final Setting<String> OUTPUT_STORAGE_POLICY =
      Setting.ofString(
          "quern.output.storage-policy",
          "",
          "storage policy of the output in HDFS; empty: as above it");

  /** Set by the client that claims an output directory. */
  public static final Setting<String> OUTPUT_ERASURE_CODING =
      Setting.ofString(
          "quern.output.erasure-coding",
          "",
          "erasure coding policy of the output in HDFS; empty: as above it");

  /** Set by the client that claims an output directory. */
  public static final Setting<Integer> OUTPUT_REPLICATION =
      Setting.ofInt(
          "quern.output.replication",
          0,
          "copies of each output file in HDFS; 0: as dfs.replication says");

  /** The columns of the CSV input. */
  public static final Setting<String> CSV_SCHEMA =
      Setting.ofString(
          "quern.csv.schema", "", "columns of the CSV input, as 'name type, name type'");

  /** The file that the column names are from. */
  public static final Setting<String> CSV_REFERENCE =
      Setting.ofString(
          "quern.csv.reference", "", "file whose header gave the column names, for messages");

  /** The columns of the input that are in the names of directories. */
  public static final Setting<String> CSV_DIRECTORIES =
      Setting.ofString(
          "quern.csv.directories",
          "",
          "columns of the CSV input that are the names of its directories, like: city string");

  /** The columns of the second CSV input of a job with two. */
  public static final Setting<String> CSV_RIGHT_SCHEMA =
      Setting.ofString(
          "quern.csv.right.schema", "", "columns of the second CSV input of a job that reads two");

  /** The file that the column names of the second input are from. */
  public static final Setting<String> CSV_RIGHT_REFERENCE =
      Setting.ofString(
          "quern.csv.right.reference",
          "",
          "file whose header gave the second input's column names, for messages");

  /** The paths of the second input. */
  public static final Setting<String> CSV_RIGHT_PATHS =
      Setting.ofString(
          "quern.csv.right.paths", "", "paths of the second CSV input; empty: there is none");

  /** The longest row. */
  public static final Setting<Integer> CSV_MAX_ROW_BYTES =
      Setting.ofInt(
          "quern.csv.max-row-bytes", 64 << 20, "a longer row is malformed; bounds the memory");

  /** First rows of splits, once they are known. */
  public static final Setting<String> CSV_STARTS =
      Setting.ofString(
          "quern.csv.starts", "", "first rows of splits that a first run guessed wrong");

  /** The rows that stay. */
  public static final Setting<String> WHERE =
      Setting.ofString("quern.where", "", "SQL condition that rows must meet; empty for all rows");

  /** The columns that are written. */
  public static final Setting<String> SELECT =
      Setting.ofString("quern.select", "", "SQL expressions to write; empty for all columns");

  /** The order of sorted rows. */
  public static final Setting<String> SORT_BY =
      Setting.ofString(
          "quern.sort.by",
          "",
          "columns that rows are sorted by, like: city, income desc nulls last");

  /** What rows are grouped by. */
  public static final Setting<String> GROUP_BY =
      Setting.ofString(
          "quern.group.by",
          "",
          "SQL expressions that are the same for the rows of a group; empty: all rows are one");

  /** What is taken over the rows of a group. */
  public static final Setting<String> AGGREGATES =
      Setting.ofString(
          "quern.group.aggregates", "", "aggregates of each group, like: count(*), sum(income)");

  /** The groups that stay. */
  public static final Setting<String> HAVING =
      Setting.ofString(
          "quern.group.having", "", "SQL condition that groups must meet; empty for all groups");

  /** The memory of groups in a map task. */
  public static final Setting<Integer> GROUP_TABLE_MB =
      Setting.ofInt(
          "quern.group.table-mb",
          0,
          "MiB that a map task's table of groups may take; 0: half of mapreduce.task.io.sort.mb");

  /** How many rows of a group stay. */
  public static final Setting<Long> GROUP_ROWS =
      Setting.ofLong("quern.group.rows", 1, "how many rows of each group are written");

  /** What the rows that stay are ranked by. */
  public static final Setting<String> TOP_BY =
      Setting.ofString(
          "quern.top.by",
          "",
          "SQL expressions that rows of a group are ranked by, each with asc or desc or nothing;"
              + " empty: the order of the input");

  /** Which end of the order it is. */
  public static final Setting<Boolean> TOP_SMALLEST =
      Setting.ofBoolean(
          "quern.top.smallest",
          false,
          "whether rows with the smallest values stay where quern.top.by does not say");

  /** Whether sorting keeps the order of rows that it does not tell apart. */
  public static final Setting<Boolean> SORT_STABLE =
      Setting.ofBoolean(
          "quern.sort.stable",
          false,
          "whether sorted rows of equal keys stay in the order of the input");

  /** What lines are searched for. */
  public static final Setting<String> GREP_PATTERN =
      Setting.ofString("quern.grep.pattern", "", "what grep looks for in each line, in Base64");

  /** How lines are searched. */
  public static final Setting<String> GREP_OPTIONS =
      Setting.ofString(
          "quern.grep.options", "", "of grep: fixed, ignore-case, invert, with-file, with commas");

  /** The share of rows that is drawn. */
  public static final Setting<String> SAMPLE_FRACTION =
      Setting.ofString(
          "quern.sample.fraction", "1", "probability, from 0 to 1, with which a row is drawn");

  /** The groups that are drawn from. */
  public static final Setting<String> SAMPLE_PER =
      Setting.ofString(
          "quern.sample.per",
          "",
          "columns of the groups that rows are drawn from; empty: one group");

  /** What is written of rows with a match and without. */
  public static final Setting<String> JOIN_TYPE =
      Setting.ofString("quern.join.type", "inner", "inner, left, right, full, semi or anti");

  /** The condition of a join. */
  public static final Setting<String> JOIN_ON =
      Setting.ofString(
          "quern.join.on", "", "columns that are equal in rows that match: a.id = b.user_id and …");

  /** The columns of a join, where both sides call them the same. */
  public static final Setting<String> JOIN_USING =
      Setting.ofString(
          "quern.join.using", "", "columns of both sides that are equal in rows that match");

  /** What the sides of a join are called. */
  public static final Setting<String> JOIN_NAMES =
      Setting.ofString(
          "quern.join.names", "", "names of a join's sides besides left and right, as a,b");

  /** Which side of a join is held in memory. */
  public static final Setting<String> JOIN_HELD =
      Setting.ofString(
          "quern.join.held", "right", "side of a join that is held in memory: left or right");

  /** The files of a side of which each map task makes a table. */
  public static final Setting<String> JOIN_TABLE =
      Setting.ofString(
          "quern.join.table", "", "files of the side that each map task holds; empty: none does");

  /** Keys that one reduce task would have too much of. */
  public static final Setting<String> JOIN_HOT =
      Setting.ofString(
          "quern.join.hot", "", "keys in Base64 whose rows go to several partitions, KEY:HOW-MANY");

  /** The memory of a reduce task of a join. */
  public static final Setting<Integer> JOIN_MEMORY_BYTES =
      Setting.ofInt(
          "quern.join.memory-bytes",
          32 << 20,
          "rows of one key that a reduce task holds in memory; more go to its local disk");

  /** Up to which size a side is held by each map task. */
  public static final Setting<Long> JOIN_BROADCAST_BYTES =
      Setting.ofLong(
          "quern.join.broadcast-bytes",
          32L << 20,
          "a side of a join that is no longer is held by each map task, with no reduce task");

  /** Who says which partition a row goes to. */
  public static final Setting<String> ROW_PARTITIONER =
      Setting.ofString(
          "quern.partition.rows", "", "class that makes the partitioner of rows in a job of Quern");

  /** The key's name; what makes the key is never in a configuration. */
  public static final Setting<String> AES_KEY =
      Setting.ofString(
          "quern.codec.aes.key", "", "name of the key that the job's output is encrypted with");

  /** Set by the client; not secret. */
  public static final Setting<String> AES_WRAPPED_KEY =
      Setting.ofString(
          "quern.codec.aes.wrapped-key",
          "",
          "the output's data key, encrypted under that key, in Base64");

  /** Where the client finds the password; tasks need none. */
  public static final Setting<String> KEYSTORE_PASSWORD_FILE =
      Setting.ofString(
          "quern.keystore.password-file",
          "",
          "file on the client with the password of the keystore; empty: the client asks");

  /** Files under a Hamming code, where all their replicas are damaged. */
  public static final Setting<Boolean> INPUT_CORRECT =
      Setting.ofBoolean(
          "quern.input.correct",
          false,
          "whether CSV under a Hamming code is read past the file system's own checksums, so that"
              + " damage is corrected and not refused");

  /** The coders of the output. */
  public static final Setting<String> CODEC_CHAIN =
      Setting.ofString(
          "quern.codec.chain",
          "huffman",
          "coders of the output when its codec is quern.codecs.ChainCodec, like snappy+aes+hamming");

  /** The blocks of files that codecs of Quern write. */
  public static final Setting<Integer> CODEC_BLOCK_BYTES =
      Setting.ofInt(
          "quern.codec.block-bytes",
          256 << 10,
          "how many bytes of the output go into one block, up to 8 MiB");

  /** The coders of the shuffle. */
  public static final Setting<String> SHUFFLE_CODEC =
      Setting.ofString(
          "quern.shuffle.codec",
          "huffman",
          "coders of map output when its codec is quern.codecs.ShuffleCodec, like lz4+aes");

  /** The blocks in which map output moves. */
  public static final Setting<Integer> SHUFFLE_BLOCK_BYTES =
      Setting.ofInt(
          "quern.shuffle.block-bytes",
          64 << 10,
          "how many bytes of map output go into one block, up to 8 MiB");

  /** Combiners that do not say themselves that they are aggregates. */
  public static final Setting<String> SHUFFLE_AGGREGATES =
      Setting.ofString(
          "quern.shuffle.aggregates",
          "",
          "combiners that HashCollector can apply in place, as COMBINER=AGGREGATE, with commas");

  private static final List<Setting<?>> ALL =
      List.of(
          CSV_SCHEMA,
          CSV_REFERENCE,
          CSV_DIRECTORIES,
          CSV_RIGHT_SCHEMA,
          CSV_RIGHT_REFERENCE,
          CSV_RIGHT_PATHS,
          CSV_MAX_ROW_BYTES,
          CSV_STARTS,
          WHERE,
          SELECT,
          SORT_BY,
          GROUP_BY,
          AGGREGATES,
          HAVING,
          GROUP_TABLE_MB,
          GROUP_ROWS,
          TOP_BY,
          TOP_SMALLEST,
          SORT_STABLE,
          GREP_PATTERN,
          GREP_OPTIONS,
          SAMPLE_FRACTION,
          SAMPLE_PER,
          JOIN_TYPE,
          JOIN_ON,
          JOIN_USING,
          JOIN_NAMES,
          JOIN_HELD,
          JOIN_TABLE,
          JOIN_HOT,
          JOIN_MEMORY_BYTES,
          JOIN_BROADCAST_BYTES,
          ROW_PARTITIONER,
          JOB_SEED,
          PARTITION_BY,
          CUT_POINTS,
          CUT_POINTS_FILE,
          COMMIT_COMMAND,
          COMMIT_FINGERPRINT,
          FLOW_TAGS,
          INTERRUPT_LEAVES,
          COMMIT_OWNER,
          COMMIT_TARGET,
          COMMIT_REPLACE,
          COMMIT_SCHEMA,
          COMMIT_CODEC,
          COMMIT_CHECKS,
          COMMIT_CHECKSUMS,
          REJECTS_DIR,
          REJECTS_MAX,
          REJECTS_FAILFAST,
          OUTPUT_HEADER,
          OUTPUT_EXTENSION,
          OUTPUT_PART_BYTES,
          OUTPUT_DIRECTORIES,
          OUTPUT_MAX_DIRECTORIES,
          OUTPUT_STORAGE_POLICY,
          OUTPUT_ERASURE_CODING,
          OUTPUT_REPLICATION,
          AES_KEY,
          AES_WRAPPED_KEY,
          KEYSTORE_PASSWORD_FILE,
          INPUT_CORRECT,
          CODEC_CHAIN,
          CODEC_BLOCK_BYTES,
          SHUFFLE_CODEC,
          SHUFFLE_BLOCK_BYTES,
          SHUFFLE_AGGREGATES);

  private Settings() {}

  /** Every setting, in the order of the help page. */
  public static List<Setting<?>> all() {
    return ALL;
  }
}
