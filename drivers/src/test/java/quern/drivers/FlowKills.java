package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;

/**
 * Kills the driver of a flow ({@link TenSteps}) by SIGKILL at random moments, until a run comes to
 * its end; then all over again, until there were kills enough. {@code -Dquern.faults.kills} says
 * how many, {@code -Dquern.faults.seed} draws the moments.
 */
final class FlowKills {
  /** No run takes longer that is left alone. */
  private static final long PATIENCE_MILLIS = 600_000;

  /** Where the flow runs. */
  interface Place {
    /** Starts {@code flow run}; both its streams go to {@code log}. */
    Process start(Path log) throws IOException;

    /** What the steps have written, by path. */
    Map<String, String> outputs() throws IOException;

    /** Removes all that was written, but the input. */
    void clear() throws IOException;
  }

  private final Place place;
  private final Path state;
  private final Path log;
  private final long seed = Long.getLong("quern.faults.seed", System.currentTimeMillis() / 1000);
  private final Random random = new Random(seed);
  private int kills;
  private int ends;

  /**
   * Kills at {@code place}.
   *
   * @param state the flow's state
   * @param log a file for what a driver says
   */
  FlowKills(Place place, Path state, Path log) {
    this.place = place;
    this.state = state;
    this.log = log;
  }

  /** Kills {@code wanted} drivers. */
  void make(int wanted) throws Exception {
    System.out.println("seed " + seed + "; repeat with -Dquern.faults.seed=" + seed);
    long begin = System.nanoTime();
    run(PATIENCE_MILLIS, Set.of());
    long whole = (System.nanoTime() - begin) / 1_000_000;
    Map<String, String> expected = place.outputs();
    while (kills < wanted) {
      place.clear();
      Set<String> recorded = Set.of();
      boolean ended = false;
      while (!ended) {
        // Most moments are early: whoever is behind a kill has less to do.
        double part = random.nextDouble() * random.nextDouble();
        ended = run(kills < wanted ? (long) (part * whole) : PATIENCE_MILLIS, recorded);
        Set<String> now = recorded();
        assertThat(now).as("%s: what is recorded as finished", this).containsAll(recorded);
        recorded = now;
      }
      assertThat(place.outputs()).as("%s: the outputs", this).isEqualTo(expected);
      assertThat(recorded).as("%s: the records", this).hasSize(TenSteps.COUNT);
      ends++;
    }
    System.out.printf("%s, in %.0f s%n", this, (System.nanoTime() - begin) / 1e9);
  }

  /**
   * One driver.
   *
   * @param millis when it is killed
   * @param recorded the steps that it may not run
   * @return whether it came to its end
   */
  private boolean run(long millis, Set<String> recorded) throws Exception {
    Process driver = place.start(log);
    boolean ended;
    try {
      ended = driver.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      driver.destroyForcibly().waitFor();
    }
    String said = Files.readString(log, UTF_8);
    if (ended) {
      assertThat(driver.exitValue()).as("%s: %s", this, said).isZero();
    } else {
      kills++;
    }
    for (String line : said.lines().filter(line -> line.startsWith("started ")).toList()) {
      assertThat(recorded).as("%s: %s", this, said).doesNotContain(name(line));
    }
    return ended;
  }

  /** The steps whose end is on record. */
  private Set<String> recorded() throws IOException {
    StateStore store =
        StateStore.open(
            FileSystem.getLocal(new Configuration(false)),
            new org.apache.hadoop.fs.Path(state.toUri()));
    Set<String> finished = new TreeSet<>();
    for (int i = 0; i < TenSteps.COUNT; i++) {
      store.find("s" + i).filter(StepRecord::finished).ifPresent(r -> finished.add(r.step()));
    }
    return finished;
  }

  private static String name(String line) {
    return line.replaceFirst("^\\w+ +", "").replaceFirst(":.*", "");
  }

  @Override
  public String toString() {
    return "%d kills of a driver, %d ends of a flow, seed %d".formatted(kills, ends, seed);
  }
}
