package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.util.RunJar;
import picocli.CommandLine;
import quern.conf.Settings;
import quern.flows.Step;
import quern.flows.Word;
import quern.flows.Work;
import quern.flows.state.Contents;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Makes steps' work of commands of the command line, which run in this process, and of jars, which
 * run in one of their own.
 */
final class FlowLauncher implements Work.Launcher {
  private final Session session;
  private final Configuration conf;
  private final List<String> place;
  private final List<String> own;
  private final FlowTags tags;
  private final java.nio.file.Path logs;

  /** What reads the arguments of a command; to make one takes longer than to read with it. */
  private final Map<Commands.Entry, CommandLine> lines = new HashMap<>();

  /**
   * @param place the options that say where jobs run, for every step
   * @param own further options for every step, which decide on nothing that is in an output
   * @param tags by which jobs on YARN are found again
   * @param logs a directory for what steps print
   */
  FlowLauncher(
      Session session,
      Configuration conf,
      List<String> place,
      List<String> own,
      FlowTags tags,
      java.nio.file.Path logs) {
    this.session = session;
    this.conf = conf;
    this.place = List.copyOf(place);
    this.own = List.copyOf(own);
    this.tags = tags;
    this.logs = logs;
  }

  @Override
  public Work prepare(Step step) throws QuernException, Work.Misplaced {
    return step.task() instanceof Step.Command command
        ? command(step, Word.texts(command.words()))
        : program(step, (Step.Program) step.task());
  }

  private Work command(Step step, List<String> words) throws QuernException, Work.Misplaced {
    Optional<Commands.Entry> entry =
        words.isEmpty() ? Optional.empty() : Commands.find(words.get(0));
    if (entry.isEmpty()) {
      String word = words.isEmpty() ? "" : words.get(0);
      throw new Work.Misplaced(0, "no command is called '" + word + "'; quern alone lists them");
    }
    List<String> rest = words.subList(1, words.size());
    Map<String, List<String>> paths;
    try {
      CommandLine line =
          lines.computeIfAbsent(
              entry.get(), made -> CommandParser.commandLine(made, made.make().get()));
      paths = CommandParser.positionals(entry.get(), line, rest);
    } catch (UsageException e) {
      throw new Work.Misplaced(blamed(words, "" + e.getMessage()), firstLine("" + e.getMessage()));
    }
    List<String> reads = new ArrayList<>();
    List<String> writes = new ArrayList<>();
    paths.forEach((label, values) -> sort(label, values, reads, writes));
    if (writes.isEmpty()) {
      throw new Work.Misplaced(
          0, "'" + words.get(0) + "' cannot be a step: a step reads inputs and writes an output");
    }
    if (reads.isEmpty()) {
      throw new Work.Misplaced(0, "say also where the output goes: INPUT… OUTPUT");
    }
    List<Path> inputs = new ArrayList<>(qualified(reads));
    inputs.addAll(qualified(Word.texts(step.inputs())));
    List<Path> outputs = new ArrayList<>(qualified(writes));
    outputs.addAll(qualified(paths.getOrDefault(CommandParser.REJECTS, List.of())));
    outputs.addAll(qualified(Word.texts(step.outputs())));
    return new CommandWork(step, words, inputs, outputs);
  }

  /** What of a command's arguments are inputs and what outputs, by what its help calls them. */
  private static void sort(
      String label, List<String> values, List<String> reads, List<String> writes) {
    switch (label) {
      case "LEFT", "RIGHT" -> reads.addAll(values);
      case "OUTPUT" -> writes.addAll(values);
      case "INPUT… OUTPUT" -> {
        reads.addAll(values.subList(0, values.size() - 1));
        writes.add(values.get(values.size() - 1));
      }
      default -> {
        // A number or a pattern.
      }
    }
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }

  /** The word that a message is about: the first that it names. */
  private static int blamed(List<String> words, String message) {
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).replaceFirst("=.*", "");
      if (word.length() > 1 && message.contains(word)) {
        return i;
      }
    }
    return 0;
  }

  private List<Path> qualified(List<String> paths) throws QuernException {
    List<Path> qualified = new ArrayList<>();
    for (String path : paths) {
      try {
        Path given = new Path(path);
        qualified.add(given.getFileSystem(conf).makeQualified(given));
      } catch (IOException | IllegalArgumentException e) {
        throw new QuernException(Exit.USAGE, path + ": " + e.getMessage(), e);
      }
    }
    return qualified;
  }

  private Work program(Step step, Step.Program program) throws QuernException {
    File jar = new File(program.jar().text());
    if (!jar.isFile()) {
      throw new QuernException(Exit.USAGE, "jar " + jar + ": there is no such file");
    }
    List<String> words = new ArrayList<>(List.of(jar.getPath()));
    if (!program.main().isEmpty()) {
      words.add(program.main());
    }
    words.addAll(Word.texts(program.args()));
    List<Path> outputs = qualified(Word.texts(step.outputs()));
    if (outputs.isEmpty()) {
      throw new QuernException(
          Exit.USAGE, "say with 'outputs' what it writes: that cannot be seen from its arguments");
    }
    return new ProgramWork(step, words, qualified(Word.texts(step.inputs())), outputs);
  }

  private void log(Step step, Work.Attempt attempt, byte[] printed) {
    try {
      Files.createDirectories(logs);
      Files.write(logs.resolve(step.name() + "-" + attempt.number() + ".log"), printed);
    } catch (IOException e) {
      session.err().println("quern: what step '" + step.name() + "' printed is lost: " + e);
    }
  }

  /** What a failed step said: its last message, else its last line. */
  private static String said(byte[] printed) {
    String text = new String(printed, UTF_8).strip();
    int at = text.lastIndexOf("quern: ");
    return at >= 0
        ? text.substring(at + "quern: ".length())
        : text.substring(text.lastIndexOf('\n') + 1);
  }

  /** What a step runs, in words. */
  private abstract static class WordsWork implements Work {
    final Step step;
    final List<String> words;
    final List<Path> inputs;
    final List<Path> outputs;

    WordsWork(Step step, List<String> words, List<Path> inputs, List<Path> outputs) {
      this.step = step;
      this.words = List.copyOf(words);
      this.inputs = List.copyOf(inputs);
      this.outputs = List.copyOf(outputs);
    }

    @Override
    public final List<Path> inputs() {
      return inputs;
    }

    @Override
    public final List<Path> outputs() {
      return outputs;
    }
  }

  /** A command of the toolkit. */
  private final class CommandWork extends WordsWork {
    CommandWork(Step step, List<String> words, List<Path> inputs, List<Path> outputs) {
      super(step, words, inputs, outputs);
    }

    @Override
    public String identity() {
      return String.join("\0", words) + "\0" + String.join("\0", place) + "\0" + Version.line();
    }

    @Override
    public boolean leavesManifests() {
      return step.outputs().isEmpty();
    }

    @Override
    public Outcome run(Attempt attempt) {
      List<String> args = new ArrayList<>(words);
      args.addAll(place);
      List<String> shown = List.copyOf(args); // in the manifest: what somebody would give again
      args.addAll(own);
      args.addAll(List.of("-D", Settings.COMMIT_FINGERPRINT.key() + "=" + attempt.fingerprint()));
      args.addAll(
          List.of("-D", Settings.FLOW_TAGS.key() + "=" + String.join(",", tags.of(step.name()))));
      if (!step.queue().isEmpty()) {
        args.addAll(List.of("-D", "mapreduce.job.queuename=" + step.queue()));
      }
      if (attempt.replace() && !args.contains("--overwrite")) {
        args.add("--overwrite");
      }
      ByteArrayOutputStream printed = new ByteArrayOutputStream();
      PrintStream stream = new PrintStream(printed, true, UTF_8);
      Exit exit =
          Main.run(
              args.toArray(String[]::new),
              new Session(
                  shown, stream, stream, false, false, session.environment(), JobConf::new));
      byte[] bytes = printed.toByteArray();
      log(step, attempt, bytes);
      return exit == Exit.DONE
          ? Outcome.done(printed.toString(UTF_8))
          : Outcome.failed(exit == Exit.FAILED, said(bytes), printed.toString(UTF_8));
    }
  }

  /** A main class in a jar. */
  private final class ProgramWork extends WordsWork {
    ProgramWork(Step step, List<String> words, List<Path> inputs, List<Path> outputs) {
      super(step, words, inputs, outputs);
    }

    @Override
    public String identity() {
      try {
        Path jar = new Path(new File(words.get(0)).toURI());
        return String.join("\0", words) + "\0" + Contents.digest(new Contents(conf).of(jar));
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public boolean leavesManifests() {
      return false;
    }

    @Override
    public Outcome run(Attempt attempt) throws InterruptedException {
      List<String> command =
          new ArrayList<>(
              List.of(
                  java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  RunJar.class.getName()));
      command.addAll(words);
      try {
        if (attempt.replace()) {
          for (Path output : outputs) { // its own, from an earlier run: programs refuse to replace
            output.getFileSystem(conf).delete(output, true);
          }
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
          process.getOutputStream().close();
          byte[] printed = process.getInputStream().readAllBytes();
          log(step, attempt, printed);
          int exit = process.waitFor();
          String text = new String(printed, UTF_8);
          return exit == 0
              ? Outcome.done(text)
              : Outcome.failed(true, "exit code " + exit + ": " + said(printed), text);
        } finally {
          process.destroy();
          if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        }
      } catch (IOException e) {
        return Outcome.failed(true, "cannot be run: " + e.getMessage(), "");
      }
    }
  }
}
