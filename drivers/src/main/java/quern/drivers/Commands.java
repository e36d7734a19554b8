package quern.drivers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All commands, in the order of the help page. A command's class is not loaded before it is asked
 * for.
 */
final class Commands {
  /**
   * A command.
   *
   * @param name as the user writes it; of two words when it belongs to a group
   * @param summary one line for the help page, without a full stop
   * @param make makes one with its options unset
   */
  record Entry(String name, String summary, Supplier<? extends Subcommand> make) {}

  private static final List<Entry> ALL =
      List.of(
          new Entry("csv", "Filter, project and repartition CSV", CsvCommand::new),
          new Entry("show", "Print the first rows as a table", ShowCommand::new),
          new Entry("schema", "Print column names and types", SchemaCommand::new),
          new Entry("describe", "Tell what the values are like", DescribeCommand::new),
          new Entry("count", "Count rows", CountCommand::new),
          new Entry("grep", "Find lines that match a pattern", GrepCommand::new),
          new Entry("sample", "Draw rows of CSV", SampleCommand::new),
          new Entry("recode", "Change size and codec of files", RecodeCommand::new),
          new Entry("sort", "Sort CSV", SortCommand::new),
          new Entry("aggregate", "Group CSV and count, sum, average", AggregateCommand::new),
          new Entry("distinct", "Leave out rows that are there already", DistinctCommand::new),
          new Entry("top", "Keep the rows with the largest values", TopCommand::new),
          new Entry("join", "Join two inputs of CSV", JoinCommand::new),
          new Entry("advise", "Say how rows are best partitioned", AdviseCommand::new),
          new Entry("wordcount", "Count words", WordCountCommand::new),
          new Entry("index", "Tell where each word is", IndexCommand::new),
          new Entry("flow plan", "Tell what of a flow would run, and why", FlowCommands.Show::new),
          new Entry("flow run", "Run what of a flow is not done", FlowCommands.Run::new),
          new Entry("flow status", "Tell how a flow stands", FlowStatus::new),
          new Entry("flow history", "Tell how long its steps took", FlowCommands.History::new),
          new Entry("verify", "Prove that an output is as it was written", VerifyCommand::new),
          new Entry("repair", "Mend damaged files under a Hamming code", RepairCommand::new),
          new Entry("keys create", "Make a key to encrypt with", KeysCommands.Create::new),
          new Entry("keys roll", "Give a key a new version", KeysCommands.Roll::new),
          new Entry("keys list", "Print what keys there are", KeysCommands.Listing::new),
          new Entry(
              "cluster start",
              "Start a Hadoop cluster on this machine",
              ClusterCommands.Start::new),
          new Entry(
              "cluster status", "Tell what its daemons are doing", ClusterCommands.Status::new),
          new Entry(
              "cluster logs", "Print the end of its daemons' logs", ClusterCommands.Logs::new),
          new Entry("cluster env", "Print what a shell needs to use it", ClusterCommands.Env::new),
          new Entry("cluster stop", "Stop it; its data stay", ClusterCommands.Stop::new),
          new Entry("cluster destroy", "Stop it and delete its data", ClusterCommands.Destroy::new),
          new Entry("doctor", "Tell whether jobs can run here", DoctorCommand::new),
          new Entry("completion", "Print a completion script for bash or zsh", Completion::new));

  /** Groups of commands, with a line for the help page. */
  private static final Map<String, String> GROUPS =
      Map.of(
          "flow", "Chains of jobs: plan, run, status, history",
          "keys", "Keys to encrypt with: create, roll, list",
          "cluster", "A Hadoop cluster on this machine: start, status, logs, stop …");

  private Commands() {}

  /** Every command. */
  static List<Entry> all() {
    return ALL;
  }

  /** The command called {@code name}. */
  static Optional<Entry> find(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /** The line that the help page has for a group; nothing when {@code word} names none. */
  static Optional<String> group(String word) {
    return Optional.ofNullable(GROUPS.get(word));
  }

  /** The commands of a group. */
  static List<Entry> of(String group) {
    return ALL.stream().filter(entry -> entry.name().startsWith(group + " ")).toList();
  }
}
