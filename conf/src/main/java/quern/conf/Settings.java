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

  /** A client that a flow leaves its jobs without. */
  public static final Setting<Boolean> CLIENT_LEAVE =
      Setting.ofBoolean(
          "quern.client.leave",
          false,
          "whether a job on YARN goes on when the client that waits for it is stopped");

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
          CSV_MAX_ROW_BYTES,
          CSV_STARTS,
          WHERE,
          SELECT,
          SORT_BY,
          ROW_PARTITIONER,
          JOB_SEED,
          PARTITION_BY,
          CUT_POINTS,
          CUT_POINTS_FILE,
          COMMIT_COMMAND,
          COMMIT_FINGERPRINT,
          CLIENT_LEAVE,
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
