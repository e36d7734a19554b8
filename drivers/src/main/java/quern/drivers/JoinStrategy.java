package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.security.TokenCache;
import org.apache.hadoop.security.Credentials;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.partitioners.Advice;
import quern.partitioners.CsvRowSource;
import quern.partitioners.KeySample;
import quern.partitioners.Sampler;
import quern.records.csv.InputSide;
import quern.records.join.HotKeys;
import quern.records.join.Join;
import quern.records.join.JoinKey;
import quern.records.join.JoinType;

/**
 * How a join is done: which side is held in memory, and whether by each map task or, key by key, by
 * reduce tasks.
 *
 * @param held the side that is held
 * @param partitions how many reduce tasks there are; 0 when each map task holds a side
 */
record JoinStrategy(InputSide held, int partitions) {
  /** What a row takes in a table besides its text: its key, its place in the index, its lengths. */
  private static final int BYTES_A_ROW = 80;

  /** What a row is taken to be long where nothing tells how many there are: as short as one can. */
  private static final int SHORT_ROW = 16;

  /** The table that all tasks of a local run share may take one part in this many of the heap. */
  private static final int SHARE_OF_HEAP = 3;

  /**
   * Whether each map task may hold a side: not when rows of that are written for which all other
   * tasks' rows have to be known.
   */
  static boolean canHold(JoinType type, InputSide side) {
    return !type.keeps(side) && (type.isPaired() || side == InputSide.RIGHT);
  }

  /**
   * Chooses by the sides' lengths where the user does not say.
   *
   * @param broadcast left, right, never or auto
   * @param partitions how many parts the user wants; null when he does not say
   */
  static JoinStrategy choose(
      Configuration conf, JoinInputs inputs, String broadcast, @Nullable Integer partitions) {
    if (broadcast.equals("left") || broadcast.equals("right")) {
      return new JoinStrategy(InputSide.of(broadcast), 0);
    }
    JoinType type = JoinType.of(Settings.JOIN_TYPE.get(conf));
    InputSide smaller =
        inputs.get(InputSide.LEFT).bytes() < inputs.get(InputSide.RIGHT).bytes()
            ? InputSide.LEFT
            : InputSide.RIGHT;
    if (broadcast.equals("auto") && partitions == null) {
      for (InputSide side : List.of(smaller, smaller.other())) {
        if (isSmall(inputs.get(side), conf) && canHold(type, side)) {
          return new JoinStrategy(side, 0);
        }
      }
    }
    // Where right rows are only looked for, it is enough to know that there are some.
    InputSide held = type.isPaired() ? smaller : InputSide.RIGHT;
    int parts = partitions == null ? Advice.partitionsFor(inputs.bytes()) : partitions;
    return new JoinStrategy(held, parts);
  }

  /** In a local run tasks share one table, and so it may be as large as the heap allows. */
  private static boolean isSmall(JoinInputs.Side side, Configuration conf) {
    long bytes = side.bytes();
    boolean isSet = conf.get(Settings.JOIN_BROADCAST_BYTES.key()) != null;
    if (isSet || !RunOptions.isLocal(conf)) {
      return bytes <= Settings.JOIN_BROADCAST_BYTES.get(conf);
    }
    long known = side.columns().estimatedRows();
    long rows = known >= 0 ? known : bytes / SHORT_ROW;
    return bytes + rows * BYTES_A_ROW <= Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
  }

  /** How the join was done, for the summary. */
  String told(int hotKeys) {
    if (partitions == 0) {
      return "by each map task, which held the " + held.label() + " side";
    }
    return "by "
        + Numbers.count(partitions, "reduce task")
        + (hotKeys == 0 ? "" : "; " + Numbers.count(hotKeys, "hot key") + " shared by several");
  }

  /**
   * Sets it for a job.
   *
   * @return how many hot keys are shared by several reduce tasks
   */
  int configure(Configuration conf, JoinInputs inputs) throws IOException {
    Settings.JOIN_HELD.set(conf, held.label());
    boolean reduces = partitions > 0;
    inputs.setPaths(conf, reduces || held == InputSide.RIGHT, reduces || held == InputSide.LEFT);
    Settings.JOIN_TABLE.set(
        conf,
        reduces
            ? ""
            : inputs.get(held).files().files().stream()
                .map(file -> file.getPath().toString())
                .collect(Collectors.joining("\n")));
    List<String> hot = partitions > 1 ? hotKeys(conf, inputs) : List.of();
    HotKeys.put(hot, conf);
    return hot.size();
  }

  /** Lets tasks open the files of the side that each holds, which are no input of the job. */
  void obtainTokens(Credentials credentials, Configuration conf, JoinInputs inputs)
      throws IOException {
    Path[] files =
        inputs.get(held).files().files().stream().map(FileStatus::getPath).toArray(Path[]::new);
    TokenCache.obtainTokensForNamenodes(credentials, files, conf);
  }

  /** The keys of which the side that streams by has too many rows for one partition. */
  private List<String> hotKeys(Configuration conf, JoinInputs inputs) throws IOException {
    JoinInputs.Side streamed = inputs.get(held.other());
    Join join = Join.of(conf);
    Configuration all = new Configuration(conf);
    Settings.WHERE.set(all, ""); // the condition is on both sides' columns
    CsvRowSource source =
        new CsvRowSource(
            all,
            streamed.files(),
            streamed.dialect(),
            streamed.columns().schema(),
            streamed.columns().reference(),
            () -> join.keys(held.other(), (column, batch, row) -> {}));
    KeySample sample =
        new Sampler(source, Settings.JOB_SEED.get(conf)).sample(source.inputs(), partitions);
    List<String> hot = new ArrayList<>();
    for (Advice.HotKey key : Advice.of(sample, partitions).hot()) {
      int most = Math.min(partitions, JoinKey.SLOTS);
      int slots = (int) Math.max(2, Math.min(most, Math.ceil(2 * key.share() * partitions)));
      hot.add(HotKeys.entry(sample.key(key.rank()), slots));
    }
    return hot;
  }
}
