package quern.drivers.faults;

import java.util.ArrayList;
import java.util.List;

/**
 * What a job is to do.
 *
 * @param words the command, its inputs and options
 * @param reduces how many reduce tasks
 * @param rejects whether malformed rows go to a directory of their own
 * @param overwrite whether there is an output already
 */
record Work(List<String> words, int reduces, boolean rejects, boolean overwrite) {
  /** Jobs whose maps write the parts. */
  static final List<Work> MAP_ONLY =
      List.of(
          csv(0, "--where", "age > 30"),
          csv(0, "--select", "id, name, income / 12 as monthly", "--codec", "snappy"),
          csv(0, "--mode", "drop"));

  /** Jobs whose rows are shuffled, each row in blocks of the proving shuffle. */
  static final List<Work> SHUFFLED =
      List.of(
          csv(3, "--partition-by", "hash:city"),
          csv(2, "--partition-by", "range:income desc"),
          csv(2, "--seed", "7", "--codec", "snappy"));

  /** Jobs with reduces. */
  static final List<Work> REDUCED =
      List.of(
          SHUFFLED.get(0),
          SHUFFLED.get(1),
          SHUFFLED.get(2),
          new Work(List.of("wordcount", Inputs.WORDS, "--partitions", "2"), 2, false, false));

  /** One whose maps write more than the others'. */
  static final Work LARGE =
      new Work(
          List.of("csv", Inputs.LARGE, "--partitions", "2", "--partition-by", "hash:id"),
          2,
          false,
          false);

  private static Work csv(int partitions, String... options) {
    List<String> words = new ArrayList<>(List.of("csv", Inputs.ROWS));
    words.addAll(List.of(options));
    if (partitions > 0) {
      words.addAll(List.of("--partitions", Integer.toString(partitions)));
    }
    return new Work(List.copyOf(words), partitions, false, false);
  }

  /** The same with the options that do not say what the rows are. */
  Work with(boolean rejectsToo, boolean overwriteToo) {
    return new Work(words, reduces, rejectsToo && words.get(0).equals("csv"), overwriteToo);
  }

  /** The same with one copy of each block of its output, instead of two. */
  Work inOneCopy() {
    List<String> more = new ArrayList<>(words);
    more.addAll(List.of("--replication", "1"));
    return new Work(List.copyOf(more), reduces, rejects, overwrite);
  }

  /** How many copies there are to be of each block of the output. */
  int copies() {
    return words.contains("--replication") ? 1 : 2;
  }

  /** How many map tasks there are at least: text is combined by the nodes that have its blocks. */
  int maps() {
    return words.get(0).equals("wordcount") ? Inputs.MAPS / 2 : Inputs.MAPS;
  }

  /** The arguments behind {@code hadoop jar quern.jar}, for an output below {@code home}. */
  List<String> line(String home) {
    List<String> line = new ArrayList<>(words);
    line.add(home + "/out");
    if (rejects) {
      line.addAll(List.of("--rejects", home + "/bad"));
    }
    if (overwrite) {
      line.add("--overwrite");
    }
    return line;
  }

  /** In a line of a report. */
  @Override
  public String toString() {
    return String.join(" ", words.stream().filter(word -> !word.startsWith("/")).toList())
        + (rejects ? " --rejects" : "")
        + (overwrite ? " --overwrite" : "");
  }
}
