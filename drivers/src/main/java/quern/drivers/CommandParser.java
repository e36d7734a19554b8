package quern.drivers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import quern.conf.Nearest;

/** Sets a command's options from its arguments, through picocli. */
final class CommandParser {
  /** The option that names a second output. */
  static final String REJECTS = "--rejects";

  private CommandParser() {}

  /** The command as picocli sees it. */
  static CommandLine commandLine(Commands.Entry entry, Subcommand command) {
    CommandLine line = new CommandLine(command);
    line.setCommandName(entry.name())
        .setExpandAtFiles(false) // a file may well be called @x
        .setOverwrittenOptionsAllowed(true) // the last one counts, as an alias needs it
        .setInterpolateVariables(false) // no text of ours has any, and looking takes its time
        .setCaseInsensitiveEnumValuesAllowed(true);
    return line;
  }

  /**
   * Sets {@code command}'s options.
   *
   * @throws UsageException when an argument cannot be understood; the message suggests what can
   */
  static void parse(Commands.Entry entry, Subcommand command, List<String> args) {
    positionals(entry, commandLine(entry, command), args);
  }

  /**
   * As {@link #parse}, with a command line that may have been used before.
   *
   * @return the arguments that are no options, by what the help page calls them; and what is given
   *     with {@link #REJECTS}, under that name
   */
  static Map<String, List<String>> positionals(
      Commands.Entry entry, CommandLine line, List<String> args) {
    try {
      Map<String, List<String>> found = new LinkedHashMap<>();
      ParseResult result = line.parseArgs(args.toArray(String[]::new));
      for (PositionalParamSpec positional : result.matchedPositionals()) {
        found.put(positional.paramLabel(), positional.originalStringValues());
      }
      if (result.hasMatchedOption(REJECTS)) {
        List<String> all = result.matchedOption(REJECTS).originalStringValues();
        found.put(REJECTS, all.subList(all.size() - 1, all.size())); // the last one counts
      }
      return found;
    } catch (UnmatchedArgumentException e) {
      throw new UsageException(unmatched(e, entry) + seeHelp(entry));
    } catch (MissingParameterException e) {
      throw new UsageException(missing(e) + seeHelp(entry));
    } catch (ParameterException e) {
      throw new UsageException(String.valueOf(e.getMessage()) + seeHelp(entry));
    }
  }

  private static String unmatched(UnmatchedArgumentException e, Commands.Entry entry) {
    String word = e.getUnmatched().get(0);
    if (!word.startsWith("-")) {
      return "'" + word + "' is one argument too many";
    }
    String flag = word.replaceFirst("=.*", "");
    List<String> known = new ArrayList<>();
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    for (OptionSpec option : spec.options()) {
      known.addAll(List.of(option.names()));
    }
    return entry.name()
        + " has no option "
        + flag
        + Nearest.to(flag, known).map("; did you mean %s?"::formatted).orElse("");
  }

  private static String missing(MissingParameterException e) {
    String names =
        String.join(
            ", ",
            e.getMissing().stream()
                .map(arg -> arg.isOption() ? ((OptionSpec) arg).longestName() : arg.paramLabel())
                .toList());
    return e.getMissing().stream().allMatch(arg -> arg.isPositional())
        ? "say also: " + names
        : String.valueOf(e.getMessage());
  }

  private static String seeHelp(Commands.Entry entry) {
    return "\nquern help " + entry.name() + " explains the options";
  }
}
