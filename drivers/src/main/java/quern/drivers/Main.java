package quern.drivers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.hadoop.mapred.JobConf;
import quern.conf.Nearest;
import quern.records.Exit;

/** The command line's entry point. */
public final class Main {
  /** Options that many commands have and that take a value, so that a command may stand behind. */
  private static final Set<String> VALUED =
      Set.of(
          "--on",
          "--dir",
          "--provider",
          "--password-file",
          "-D",
          "-conf",
          "-fs",
          "-jt",
          "-files",
          "-libjars",
          "-archives");

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (Arrays.asList(args).contains("--verbose")
        && System.getProperty("quern.log.level") == null) {
      System.setProperty("quern.log.level", "INFO"); // read when the first Hadoop class loads
      System.setProperty("quern.task.log.level", "INFO");
    }
    Supplier<JobConf> hadoopDefaults =
        usesHadoop(args) ? Warmup.start(List.of(args), System.getenv()) : JobConf::new;
    int code = run(args, Session.ofProcess(args, hadoopDefaults)).code();
    // Not a return: threads that Hadoop's clients leave behind must not hold up the shell.
    System.exit(code);
  }

  private static boolean usesHadoop(String[] args) {
    List<String> list = List.of(args);
    int at = commandIndex(list);
    return at >= 0 && Commands.find(list.get(at)).isPresent() && !asksForHelp(list);
  }

  /** Runs a command; never throws. */
  static Exit run(String[] args, Session session) {
    boolean verbose = Arrays.asList(args).contains("--verbose");
    try {
      return dispatch(List.of(args), session);
    } catch (Throwable e) {
      return Failures.report(e, verbose, session.err());
    } finally {
      session.out().flush();
      session.err().flush();
    }
  }

  private static Exit dispatch(List<String> args, Session session) throws Exception {
    int at = commandIndex(args);
    if (at < 0) {
      return withoutCommand(args, session);
    }
    String word = args.get(at);
    List<String> rest = new ArrayList<>(args);
    rest.remove(at);
    if (word.equals("help")) {
      return help(rest, session);
    }
    if (HadoopTools.NAMES.contains(word)) {
      throw HadoopTools.without(word);
    }
    if (Commands.group(word).isPresent()) {
      int verb = commandIndex(rest);
      if (verb < 0) {
        return asksForHelp(rest) ? help(List.of(word), session) : usage(word);
      }
      word += " " + rest.remove(verb);
    }
    Commands.Entry entry = find(word);
    if (asksForHelp(rest)) {
      return help(List.of(word.split(" ")), session);
    }
    Subcommand command = entry.make().get();
    CommandParser.parse(entry, command, rest);
    return command.run(session);
  }

  private static Exit usage(String group) {
    throw new UsageException(
        "say also: "
            + String.join(
                ", ",
                Commands.of(group).stream()
                    .map(entry -> entry.name().substring(group.length() + 1))
                    .toList())
            + "\nquern help "
            + group
            + " explains them");
  }

  private static Exit withoutCommand(List<String> args, Session session) {
    if (args.isEmpty() || asksForHelp(args)) {
      session.out().print(HelpPage.front());
      return Exit.DONE;
    }
    if (args.contains("--version")) {
      session.out().println(Version.line());
      return Exit.DONE;
    }
    throw new UsageException("which command? quern alone lists them");
  }

  private static Exit help(List<String> args, Session session) {
    List<String> words = args.stream().filter(arg -> !arg.startsWith("-")).toList();
    if (words.isEmpty() || words.get(0).equals("help")) {
      session.out().print(HelpPage.front());
    } else {
      String word = words.get(0);
      boolean alone = words.size() == 1;
      if (HadoopTools.NAMES.contains(word)) {
        session.out().print(HadoopTools.HELP);
      } else if (Commands.group(word).isPresent()) {
        session
            .out()
            .print(alone ? HelpPage.group(word) : HelpPage.of(find(word + " " + words.get(1))));
      } else {
        session.out().print(HelpPage.of(find(word)));
      }
    }
    return Exit.DONE;
  }

  /** Where the command stands: the first argument that is no option and no option's value. */
  private static int commandIndex(List<String> args) {
    for (int i = 0; i < args.size(); i++) {
      String arg = args.get(i);
      if (VALUED.contains(arg)) {
        i++;
      } else if (!arg.startsWith("-")) {
        return i;
      }
    }
    return -1;
  }

  private static boolean asksForHelp(List<String> args) {
    int end = args.indexOf("--");
    List<String> options = end < 0 ? args : args.subList(0, end);
    return options.contains("--help") || options.contains("-h");
  }

  private static Commands.Entry find(String name) {
    return Commands.find(name).orElseThrow(() -> unknown(name));
  }

  private static UsageException unknown(String word) {
    List<String> names =
        new ArrayList<>(Commands.all().stream().map(Commands.Entry::name).toList());
    names.addAll(HadoopTools.NAMES);
    names.add("help");
    return new UsageException(
        "no command is called '"
            + word
            + "'; "
            + Nearest.to(word, names).map("did you mean '%s'? "::formatted).orElse("")
            + "quern alone lists them");
  }
}
