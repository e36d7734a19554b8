package quern.drivers;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.mapred.JobConf;

/**
 * What a command is run in: where it prints, what it prints to, and the environment.
 *
 * @param args the command line, for what is kept of it
 * @param out results; not flushed line by line
 * @param err messages and progress
 * @param outIsTerminal whether {@code out} is a terminal
 * @param errIsTerminal whether {@code err} is a terminal
 * @param environment the environment variables
 * @param hadoopDefaults gives a configuration with Hadoop's defaults, for the caller to keep
 */
record Session(
    List<String> args,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    Map<String, String> environment,
    Supplier<JobConf> hadoopDefaults) {
  /** As wide as a terminal is when it does not say. */
  private static final int USUAL_COLUMNS = 80;

  /** Set by {@code bin/quern}, which can ask: "1" when standard output is a terminal, and "2". */
  private static final String TERMINALS = "quern.terminals";

  /** This process's own. What is printed is UTF-8 whatever the locale, as the data is. */
  static Session ofProcess(String[] args, Supplier<JobConf> hadoopDefaults) {
    String terminals = System.getProperty(TERMINALS, "");
    return new Session(
        List.of(args),
        stream(FileDescriptor.out, false),
        stream(FileDescriptor.err, true),
        terminals.contains("1"),
        terminals.contains("2"),
        System.getenv(),
        hadoopDefaults);
  }

  private static PrintStream stream(FileDescriptor descriptor, boolean flushLines) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)),
        flushLines,
        StandardCharsets.UTF_8);
  }

  /** This, with results going to {@code other}. */
  Session printingTo(PrintStream other) {
    return new Session(args, other, err, outIsTerminal, errIsTerminal, environment, hadoopDefaults);
  }

  /** The width of the terminal in character cells. */
  int columns() {
    try {
      int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
      return columns > 0 ? columns : USUAL_COLUMNS;
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }
}
