package quern.drivers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The help pages. They are laid out here rather than by picocli, which takes longer to start than
 * all else and knows no groups without a type of their own.
 */
final class HelpPage {
  private static final int WIDTH = 80;
  private static final int INDENT = 27;

  private HelpPage() {}

  /** The page of {@code quern} alone; fits a terminal of 24 lines of 80 characters. */
  static String front() {
    StringBuilder page = new StringBuilder();
    page.append(
        "Quern runs MapReduce jobs over CSV files: here at once, or on a Hadoop cluster.\n\n");
    page.append("usage: quern <command> [options] INPUT… OUTPUT\n\n");
    Set<String> seen = new HashSet<>();
    for (Commands.Entry entry : Commands.all()) {
      String word = entry.name().replaceFirst(" .*", "");
      if (seen.add(word)) {
        command(page, word, Commands.group(word).orElse(entry.summary()));
      }
    }
    command(page, "fs", "Hadoop's file system shell; also: hadoop, hdfs, yarn, mapred");
    command(page, "help", "Explain a command: quern help show");
    page.append("\n  quern show examples/people.csv\n");
    page.append("  quern csv examples/people.csv adults --where 'age > 18' --show\n\n");
    page.append("quern <command> --help explains one command; --version tells the versions.\n");
    page.append("README.md and docs/ tell the rest.\n");
    return page.toString();
  }

  /** The page of a group of commands. */
  static String group(String word) {
    StringBuilder page = new StringBuilder();
    page.append("usage: quern ").append(word).append(" <command> [options]\n\n");
    for (Commands.Entry entry : Commands.of(word)) {
      command(page, entry.name().substring(word.length() + 1), entry.summary());
    }
    page.append("\nquern help ").append(word).append(" <command> explains one command.\n");
    return page.toString();
  }

  private static void command(StringBuilder page, String name, String summary) {
    String space = " ".repeat(Math.max(1, 13 - name.length()));
    page.append("  ").append(name).append(space).append(summary).append('\n');
  }

  /** The page of one command. */
  static String of(Commands.Entry entry) {
    CommandSpec spec = CommandParser.commandLine(entry, entry.make().get()).getCommandSpec();
    StringBuilder page = new StringBuilder();
    page.append("usage: quern ").append(entry.name()).append(" [options]");
    spec.positionalParameters().stream()
        .filter(positional -> !positional.hidden())
        .forEach(positional -> page.append(' ').append(label(positional)));
    page.append("\n\n").append(entry.summary()).append(".\n");
    for (String line : spec.usageMessage().description()) {
      page.append(wrap(line, 0)).append('\n');
    }
    groups(spec).forEach((heading, options) -> group(page, heading, options));
    if (spec.usageMessage().footer().length > 0) {
      page.append("\nExamples\n");
      for (String line : spec.usageMessage().footer()) {
        page.append("  ").append(line).append('\n');
      }
    }
    return page.toString();
  }

  /** Options by heading; the command's own come first, after those of a mixin of that heading. */
  private static Map<String, List<OptionSpec>> groups(CommandSpec spec) {
    String named = spec.usageMessage().optionListHeading();
    String heading = named == null || named.isBlank() ? "Options" : named;
    Map<String, List<OptionSpec>> groups = new LinkedHashMap<>();
    groups.put(heading, new ArrayList<>());
    List<OptionSpec> own = new ArrayList<>(spec.options());
    for (Map.Entry<String, CommandSpec> mixin : spec.mixins().entrySet()) {
      own.removeIf(option -> mixin.getValue().optionsMap().containsKey(option.longestName()));
      groups
          .computeIfAbsent(mixin.getKey(), key -> new ArrayList<>())
          .addAll(mixin.getValue().options());
    }
    groups.computeIfAbsent(heading, key -> new ArrayList<>()).addAll(own);
    return groups;
  }

  private static String label(PositionalParamSpec positional) {
    String label = positional.paramLabel();
    return positional.arity().max() > 1 && !label.contains("…") ? label + "…" : label;
  }

  private static void group(StringBuilder page, String heading, List<OptionSpec> options) {
    if (options.stream().allMatch(OptionSpec::hidden)) {
      return;
    }
    page.append('\n').append(heading).append('\n');
    List<OptionSpec> sorted = new ArrayList<>(options);
    sorted.sort(Comparator.comparingInt(OptionSpec::order)); // stable: else as declared
    for (OptionSpec option : sorted) {
      if (option.hidden()) {
        continue;
      }
      String flag = "  " + String.join(", ", option.names()) + value(option);
      String text = wrap(String.join(" ", option.description()), INDENT);
      if (flag.length() + 2 > INDENT) {
        page.append(flag).append('\n').append(" ".repeat(INDENT));
      } else {
        page.append(flag).append(" ".repeat(INDENT - flag.length()));
      }
      page.append(text).append('\n');
    }
  }

  private static String value(OptionSpec option) {
    if (option.arity().max() == 0) {
      return "";
    }
    boolean optional = option.arity().min() == 0;
    return optional ? "[=" + option.paramLabel() + "]" : " " + option.paramLabel();
  }

  /** Breaks {@code text} at spaces; lines behind the first start with {@code indent} spaces. */
  private static String wrap(String text, int indent) {
    StringBuilder out = new StringBuilder();
    int column = indent;
    for (String word : text.split(" ", -1)) {
      if (column > indent && column + 1 + word.length() > WIDTH) {
        out.append('\n').append(" ".repeat(indent));
        column = indent;
      } else if (column > indent) {
        out.append(' ');
        column++;
      }
      out.append(word);
      column += word.length();
    }
    return out.toString();
  }
}
