package quern.flows;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Steps that copy: a command {@code copy IN… OUT} writes the bytes of its inputs, its name before
 * them, to one file. Failures can be planned.
 */
public final class FakeWork implements Work {
  private final Step step;
  private final List<Path> inputs;
  private final Path output;
  private final Factory factory;

  private FakeWork(Step step, List<Path> inputs, Path output, Factory factory) {
    this.step = step;
    this.inputs = inputs;
    this.output = output;
    this.factory = factory;
  }

  /** Makes such steps and keeps what they did. */
  public static final class Factory implements Launcher {
    /** The steps in the order in which their tries began. */
    public final List<String> tries = Collections.synchronizedList(new ArrayList<>());

    /** What the next tries of a step come to; done when there is nothing. */
    public final Map<String, List<Outcome>> failures = new ConcurrentHashMap<>();

    /** How long each try takes. */
    public volatile long millis;

    @Override
    public Work prepare(Step step) {
      List<String> words = Word.texts(((Step.Command) step.task()).words());
      List<Path> paths = words.subList(1, words.size()).stream().map(Path::new).toList();
      return new FakeWork(
          step, paths.subList(0, paths.size() - 1), paths.get(paths.size() - 1), this);
    }
  }

  @Override
  public List<Path> inputs() {
    return inputs;
  }

  @Override
  public List<Path> outputs() {
    return List.of(output);
  }

  @Override
  public String identity() {
    return String.join(" ", Word.texts(((Step.Command) step.task()).words()));
  }

  @Override
  public boolean leavesManifests() {
    return false;
  }

  @Override
  public Outcome run(Attempt attempt) throws InterruptedException {
    factory.tries.add(step.name());
    Thread.sleep(factory.millis);
    List<Outcome> planned = factory.failures.getOrDefault(step.name(), List.of());
    if (!planned.isEmpty()) {
      factory.failures.put(step.name(), planned.subList(1, planned.size()));
      return planned.get(0);
    }
    Configuration conf = new Configuration();
    try {
      FileSystem fs = output.getFileSystem(conf);
      if (fs.exists(output) && !attempt.replace()) {
        return Outcome.failed(false, output + " is there", "");
      }
      StringBuilder text = new StringBuilder(step.name() + "(");
      for (Path input : inputs) {
        try (var in = fs.open(input)) {
          text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      try (OutputStream out = fs.create(output, true)) {
        out.write(text.append(")").toString().getBytes(StandardCharsets.UTF_8));
      }
      return Outcome.done("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
