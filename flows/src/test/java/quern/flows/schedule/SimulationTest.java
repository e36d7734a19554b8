package quern.flows.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quern.flows.Priority;

/** The policies themselves, on virtual time: random graphs, sizes by Pareto's law (1.1). */
class SimulationTest {
  private static final int GRAPHS = 100;
  private static final int STEPS = 60;
  private static final int PLACES = 4;

  /** A graph: what each step takes and waits for. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Chain(long[] millis, List<Set<Integer>> before) {
    static Chain random(long seed, double dependent) {
      Random random = new Random(seed);
      long[] millis = new long[STEPS];
      List<Set<Integer>> before = new ArrayList<>();
      for (int i = 0; i < STEPS; i++) {
        double size = 100 * Math.pow(1 - random.nextDouble(), -1 / 1.1);
        millis[i] = (long) Math.min(size, 1e7);
        Set<Integer> waits = new HashSet<>();
        if (i > 0 && random.nextDouble() < dependent) {
          for (int n = random.nextInt(2); n >= 0; n--) {
            waits.add(random.nextInt(i));
          }
        }
        before.add(waits);
      }
      return new Chain(millis, before);
    }

    long[] tails() {
      long[] tails = millis.clone();
      for (int i = STEPS - 1; i >= 0; i--) {
        for (int b : before.get(i)) {
          tails[b] = Math.max(tails[b], millis[b] + tails[i]);
        }
      }
      return tails;
    }

    long criticalPath() {
      return Arrays.stream(tails()).max().orElseThrow();
    }

    long work() {
      return Arrays.stream(millis).sum();
    }
  }

  /** What a run came to; ends are of each step. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Run(long[] ends, int mostOvertaken) {
    double meanCompletion() {
      return Arrays.stream(ends).average().orElseThrow();
    }

    long makespan() {
      return Arrays.stream(ends).max().orElseThrow();
    }
  }

  private static Run simulate(Chain chain, Policy policy, boolean shuffled) {
    long[] tails = chain.tails();
    Waiting waiting = new Waiting(policy);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      order.add(i);
    }
    if (shuffled) {
      Collections.shuffle(order, new Random(chain.work()));
    }
    Set<Integer> done = new HashSet<>();
    Set<Integer> arrived = new HashSet<>();
    long[] ends = new long[STEPS];
    PriorityQueue<long[]> running = new PriorityQueue<>((a, b) -> Long.compare(a[0], b[0]));
    long now = 0;
    int most = 0;
    while (done.size() < STEPS) {
      for (int i : order) {
        if (!arrived.contains(i) && done.containsAll(chain.before().get(i))) {
          arrived.add(i);
          waiting.add("s" + i, i, Priority.NORMAL, chain.millis()[i], tails[i], 0);
        }
      }
      while (true) {
        Room room = new Room(running.size(), PLACES - running.size(), 1 << 20, 0);
        var next = running.size() < PLACES ? waiting.next(room) : java.util.Optional.<Ready>empty();
        if (next.isEmpty()) {
          break;
        }
        most = Math.max(most, next.get().overtaken());
        running.add(new long[] {now + chain.millis()[next.get().number()], next.get().number()});
      }
      long[] end = running.remove();
      now = end[0];
      ends[(int) end[1]] = now;
      done.add((int) end[1]);
    }
    return new Run(ends, most);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Test
  void shortestFirstMakesTheMedianMeanCompletionAThirdShorterThanFifo() {
    double[] ratios = new double[GRAPHS];
    for (int seed = 0; seed < GRAPHS; seed++) {
      Chain chain = Chain.random(seed, 0.3);
      ratios[seed] =
          simulate(chain, new Sjf(PLACES), true).meanCompletion()
              / simulate(chain, new Fifo(PLACES), true).meanCompletion();
    }

    assertThat(median(ratios)).isLessThanOrEqualTo(0.7);
  }

  @Test
  void dynamicIsNearTheLowerBoundAndNeverBeyondGrahams() {
    double[] ratios = new double[GRAPHS];
    for (int seed = 0; seed < GRAPHS; seed++) {
      Chain chain = Chain.random(seed, 0.8);
      long makespan = simulate(chain, new Dynamic(), true).makespan();
      double path = chain.criticalPath();
      double share = (double) chain.work() / PLACES;
      ratios[seed] = makespan / Math.max(path, share);
      assertThat((double) makespan).isLessThanOrEqualTo(share + (1 - 1.0 / PLACES) * path + 1);
    }

    assertThat(median(ratios)).isLessThanOrEqualTo(1.15);
  }

  @Test
  void noStepIsOvertakenMoreOftenThanBounded() {
    Waiting waiting = new Waiting(new Sjf(1));
    waiting.add("long", 0, Priority.NORMAL, 1_000_000, 1_000_000, 0);
    int before = 0;
    for (int i = 1; ; i++) {
      waiting.add("short" + i, i, Priority.NORMAL, 1, 1, 0);
      if (waiting.next(new Room(0, 1, 0, 0)).orElseThrow().name().equals("long")) {
        break;
      }
      before++;
    }

    assertThat(before).isEqualTo(Sjf.MOST_OVERTAKEN);
    for (int seed = 0; seed < GRAPHS; seed++) {
      Run run = simulate(Chain.random(seed, 0.3), new Sjf(PLACES), true);
      assertThat(run.mostOvertaken()).isLessThanOrEqualTo(Sjf.MOST_OVERTAKEN + STEPS);
    }
  }
}
