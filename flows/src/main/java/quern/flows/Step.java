package quern.flows;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A job of a flow.
 *
 * @param name unique within the flow
 * @param mark where it stands in the flow file
 * @param task what it runs
 * @param inputs paths it reads besides those that its command names
 * @param outputs paths it writes besides those that its command names
 * @param after steps that must be done before, besides those that write what it reads
 * @param retries how often it is tried again after a failure that can pass
 * @param timeout how long one try may take; null for ever
 * @param queue the queue of YARN; empty for the usual one
 */
public record Step(
    String name,
    Mark mark,
    Task task,
    List<Word> inputs,
    List<Word> outputs,
    List<Word> after,
    int retries,
    @Nullable Duration timeout,
    String queue,
    Priority priority) {
  /** How often a step is tried again when nothing else is said. */
  public static final int USUAL_RETRIES = 2;

  /** Names are parts of file names, and words on the command line. */
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");

  /** What a step runs. */
  public sealed interface Task {}

  /**
   * A command of the toolkit.
   *
   * @param words the command's name and its arguments
   */
  public record Command(List<Word> words) implements Task {
    public Command {
      words = List.copyOf(words);
    }
  }

  /**
   * A main class in a jar, as {@code hadoop jar} runs it.
   *
   * @param main its name; empty for the one that the jar names
   */
  public record Program(Word jar, String main, List<Word> args) implements Task {
    public Program {
      requireNonNull(main, "main is null");
      args = List.copyOf(args);
    }
  }

  public Step {
    requireNonNull(mark, "mark is null");
    requireNonNull(task, "task is null");
    requireNonNull(queue, "queue is null");
    requireNonNull(priority, "priority is null");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "step '%s': expected a name of letters, digits, - and _".formatted(name));
    }
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    after = List.copyOf(after);
  }

  /** A step that runs a command of the toolkit, as its words on the command line. */
  public static Builder command(String name, String... words) {
    return new Builder(name, new Command(Word.of(List.of(words))));
  }

  /** A step that runs a main class in a jar. */
  public static Builder program(String name, String jar, String main, String... args) {
    return new Builder(name, new Program(new Word(jar, Mark.NONE), main, Word.of(List.of(args))));
  }

  /** Makes a step. */
  public static final class Builder {
    private final String name;
    private final Task task;
    Mark mark = Mark.NONE;
    final List<Word> inputs = new ArrayList<>();
    final List<Word> outputs = new ArrayList<>();
    final List<Word> after = new ArrayList<>();
    int retries = USUAL_RETRIES;
    @Nullable Duration timeout;
    String queue = "";
    Priority priority = Priority.NORMAL;

    Builder(String name, Task task) {
      this.name = name;
      this.task = task;
    }

    /** Reads these paths, too. */
    public Builder reads(String... paths) {
      inputs.addAll(Word.of(List.of(paths)));
      return this;
    }

    /** Writes these paths, too. */
    public Builder writes(String... paths) {
      outputs.addAll(Word.of(List.of(paths)));
      return this;
    }

    /** Starts when these steps are done. */
    public Builder after(String... steps) {
      after.addAll(Word.of(List.of(steps)));
      return this;
    }

    /** Is tried again so often after a failure that can pass. */
    public Builder retries(int times) {
      retries = times;
      return this;
    }

    /** Is stopped when one try takes longer. */
    public Builder timeout(Duration limit) {
      timeout = limit;
      return this;
    }

    /** Runs in this queue of YARN. */
    public Builder queue(String name) {
      queue = name;
      return this;
    }

    /** Goes before steps of a lower priority. */
    public Builder priority(Priority value) {
      priority = value;
      return this;
    }

    Step build() {
      return new Step(name, mark, task, inputs, outputs, after, retries, timeout, queue, priority);
    }
  }
}
