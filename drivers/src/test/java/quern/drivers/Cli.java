package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.mapred.JobConf;

/** Runs the command line within the test's process. */
final class Cli {
  private Cli() {}

  /** What a command came to. */
  record Result(int exit, String out, String err) {}

  /** Runs with no terminal and an empty environment. */
  static Result run(String... args) {
    return run(false, Map.of(), args);
  }

  /** Runs as if on a terminal of some width. */
  static Result onTerminal(int columns, String... args) {
    return run(true, Map.of("COLUMNS", Integer.toString(columns)), args);
  }

  static Result run(boolean terminal, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exit = Main.run(args, session(terminal, environment, out, err, args)).code();
    return new Result(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  static Session session(
      boolean terminal,
      Map<String, String> environment,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      String... args) {
    return new Session(
        List.of(args),
        new PrintStream(out, false, UTF_8),
        new PrintStream(err, true, UTF_8),
        terminal,
        terminal,
        environment,
        JobConf::new);
  }
}
