package quern.flows;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import quern.conf.Nearest;
import quern.records.QuernException;

/** Reads flows from YAML. {@code docs/flows.md} says what can stand there. */
public final class FlowFile {
  static final Set<String> TOP = Set.of("name", "description", "variables", "defaults", "steps");
  static final Set<String> DEFAULTS = Set.of("retries", "timeout", "queue", "priority");
  static final Set<String> STEP =
      Set.of(
          "description",
          "command",
          "jar",
          "main",
          "args",
          "inputs",
          "outputs",
          "after",
          "retries",
          "timeout",
          "queue",
          "priority");
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(s|m|h|d)");
  private static final int MOST_RETRIES = 100;

  private final String file;
  private final Problems problems = new Problems();
  private final Variables variables = new Variables();

  private FlowFile(String file) {
    this.file = file;
  }

  /**
   * Reads a flow.
   *
   * @param file what the file is called, for messages
   * @param text what is in it
   * @param given variables from elsewhere, which go before those of the file
   * @throws QuernException that says, for each fault, at which line and column it is
   */
  public static Flow read(String file, String text, Map<String, String> given)
      throws QuernException {
    return new FlowFile(file).read(text, given);
  }

  private Flow read(String text, Map<String, String> given) throws QuernException {
    YamlMap top = YamlMap.of(file, compose(text), "a flow", problems);
    top.requireKnown("a flow", TOP);
    String name = name(top);
    variables.set("date", LocalDate.now(ZoneId.systemDefault()).toString());
    variables.set("flow", name);
    given.forEach(variables::set);
    top.entry("variables").ifPresent(entry -> readVariables(entry, given));
    Step.Builder defaults = Step.command("defaults");
    top.entry("defaults")
        .ifPresent(
            entry -> {
              YamlMap map = YamlMap.of(file, entry.value(), "defaults", problems);
              map.requireKnown("defaults", DEFAULTS);
              readHow(map, defaults);
            });
    List<Step> steps = new ArrayList<>();
    Optional<YamlMap.Entry> all = top.entry("steps");
    if (all.isEmpty()) {
      problems.add(top.mark(), "a flow needs 'steps'");
    } else {
      for (YamlMap.Entry entry : YamlMap.of(file, all.get().value(), "steps", problems).entries()) {
        step(entry, defaults).ifPresent(steps::add);
      }
    }
    if (steps.isEmpty() && problems.isEmpty()) {
      problems.add(top.mark(), "the flow has no steps");
    }
    problems.throwIfAny();
    return new Flow(name, steps);
  }

  private Node compose(String text) throws QuernException {
    try {
      Optional<Node> node =
          new Compose(LoadSettings.builder().setLabel(file).build()).composeString(text);
      if (node.isPresent()) {
        return node.get();
      }
      problems.add(new Mark(file, 1, 1), "the file is empty; a flow needs 'steps'");
    } catch (MarkedYamlEngineException e) {
      Mark mark =
          e.getProblemMark()
              .map(at -> new Mark(file, at.getLine() + 1, at.getColumn() + 1))
              .orElse(new Mark(file, 1, 1));
      problems.add(mark, "not readable as YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      problems.add(new Mark(file, 1, 1), "not readable as YAML: " + e.getMessage());
    }
    problems.throwIfAny();
    throw new IllegalStateException("there is a problem");
  }

  private String name(YamlMap top) {
    Optional<YamlMap.Entry> entry = top.entry("name");
    if (entry.isEmpty()) {
      String base = file.replaceFirst(".*[/\\\\]", "").replaceFirst("\\.ya?ml$", "");
      String usual = base.replaceAll("[^A-Za-z0-9_-]+", "-").replaceFirst("^[_-]+", "");
      return usual.isEmpty() ? "flow" : usual;
    }
    @Nullable String name = top.text(entry.get());
    if (name != null && !Step.NAME.matcher(name).matches()) {
      problems.add(
          YamlMap.mark(file, entry.get().value()),
          "name '" + name + "': expected letters, digits, - and _");
    }
    return name == null || !problems.isEmpty() ? "flow" : name;
  }

  private void readVariables(YamlMap.Entry variablesEntry, Map<String, String> given) {
    YamlMap map = YamlMap.of(file, variablesEntry.value(), "variables", problems);
    for (YamlMap.Entry entry : map.entries()) {
      if (!Variables.NAME.matcher(entry.key()).matches()) {
        problems.add(
            entry.mark(),
            "variable '"
                + entry.key()
                + "': expected a name of letters, digits, - and _ that starts with a letter");
      } else if (!given.containsKey(entry.key())) {
        @Nullable String text = map.text(entry);
        if (text != null) {
          variables.set(entry.key(), replace(text, YamlMap.mark(file, entry.value())));
        }
      }
    }
  }

  private String replace(String text, Mark mark) {
    try {
      return variables.replace(text);
    } catch (IllegalArgumentException e) {
      problems.add(mark, String.valueOf(e.getMessage()));
      return text;
    }
  }

  private Optional<Step> step(YamlMap.Entry entry, Step.Builder defaults) {
    String name = entry.key();
    if (!Step.NAME.matcher(name).matches()) {
      problems.add(
          entry.mark(), "step '" + name + "': expected a name of letters, digits, - and _");
      return Optional.empty();
    }
    YamlMap map = YamlMap.of(file, entry.value(), "step '" + name + "'", problems);
    map.requireKnown("a step", STEP);
    Step.Builder step = new Step.Builder(name, task(entry, map));
    step.mark = entry.mark();
    step.retries(defaults.retries).queue(defaults.queue).priority(defaults.priority);
    step.timeout = defaults.timeout;
    map.entry("inputs").ifPresent(paths -> step.inputs.addAll(words(map, paths, false)));
    map.entry("outputs").ifPresent(paths -> step.outputs.addAll(words(map, paths, false)));
    map.entry("after").ifPresent(steps -> step.after.addAll(words(map, steps, true)));
    readHow(map, step);
    return Optional.of(step.build());
  }

  private Step.Task task(YamlMap.Entry entry, YamlMap map) {
    Optional<YamlMap.Entry> command = map.entry("command");
    Optional<YamlMap.Entry> jar = map.entry("jar");
    if (command.isPresent() == jar.isPresent()) {
      problems.add(
          entry.mark(),
          "step '%s': expected either 'command', of the toolkit, or 'jar'".formatted(entry.key()));
      return new Step.Command(List.of());
    }
    List<Word> args = map.entry("args").map(e -> words(map, e, true)).orElse(List.of());
    if (command.isPresent()) {
      map.entry("main").ifPresent(main -> problems.add(main.mark(), "'main' goes with 'jar' only"));
      List<Word> words = new ArrayList<>(words(map, command.get(), true));
      words.addAll(args);
      if (words.isEmpty()) {
        problems.add(command.get().mark(), "command: expected one, found nothing");
      }
      return new Step.Command(words);
    }
    Mark mark = YamlMap.mark(file, jar.get().value());
    @Nullable String path = map.text(jar.get());
    String main =
        map.entry("main").map(e -> Optional.ofNullable(map.text(e)).orElse("")).orElse("");
    return new Step.Program(
        new Word(path == null ? "" : replace(path, mark), mark), replace(main, mark), args);
  }

  /** The words of a text, split as a shell does if {@code split}; or of a list, each as it is. */
  private List<Word> words(YamlMap map, YamlMap.Entry entry, boolean split) {
    List<Word> words = new ArrayList<>();
    boolean list = !(entry.value() instanceof ScalarNode);
    for (ScalarNode scalar : map.texts(entry)) {
      Mark mark = YamlMap.mark(file, scalar);
      if (list || !split) {
        words.add(new Word(replace(scalar.getValue(), mark), mark));
        continue;
      }
      try {
        for (Words.Piece piece : Words.split(scalar.getValue())) {
          Mark at = at(scalar, mark, piece.offset());
          words.add(new Word(replace(piece.text(), at), at));
        }
      } catch (IllegalArgumentException e) {
        problems.add(mark, entry.key() + ": " + e.getMessage());
      }
    }
    return words;
  }

  /** Where the character of a scalar is, as far as its style leaves that to be told. */
  private static Mark at(ScalarNode scalar, Mark mark, int offset) {
    boolean oneLine =
        scalar.getStartMark().isPresent()
            && scalar.getEndMark().isPresent()
            && scalar.getStartMark().get().getLine() == scalar.getEndMark().get().getLine();
    ScalarStyle style = scalar.getScalarStyle();
    if (!oneLine) {
      return mark;
    }
    return style == ScalarStyle.PLAIN ? mark.plus(offset) : mark.plus(offset + 1);
  }

  private void readHow(YamlMap map, Step.Builder step) {
    with(map, "retries", text -> step.retries(retries(text)));
    with(map, "timeout", text -> step.timeout(duration(text)));
    with(map, "queue", step::queue);
    with(map, "priority", text -> step.priority(priority(text)));
  }

  private void with(YamlMap map, String key, Consumer<String> use) {
    map.entry(key)
        .ifPresent(
            entry -> {
              @Nullable String text = map.text(entry);
              if (text != null) {
                Mark mark = YamlMap.mark(file, entry.value());
                try {
                  use.accept(replace(text, mark));
                } catch (IllegalArgumentException e) {
                  problems.add(mark, key + ": " + e.getMessage());
                }
              }
            });
  }

  private static int retries(String text) {
    try {
      int retries = Integer.parseInt(text);
      if (retries >= 0 && retries <= MOST_RETRIES) {
        return retries;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "expected a number from 0 to " + MOST_RETRIES + ", found '" + text + "'");
  }

  private static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a time like 90s, 20m or 2h, found '" + text + "'");
    }
    long n = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  private static Priority priority(String text) {
    for (Priority priority : Priority.values()) {
      if (priority.label().equals(text)) {
        return priority;
      }
    }
    List<String> labels = Arrays.stream(Priority.values()).map(Priority::label).toList();
    throw new IllegalArgumentException(
        "'"
            + text
            + "' is none of "
            + String.join(", ", labels)
            + Nearest.to(text, labels).map("; did you mean '%s'?"::formatted).orElse(""));
  }
}
