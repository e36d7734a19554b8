package quern.flows.run;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.Work;
import quern.flows.schedule.Policy;
import quern.flows.schedule.Ready;
import quern.flows.schedule.Room;
import quern.flows.schedule.Waiting;
import quern.flows.state.Digests;
import quern.flows.state.FlowLock;
import quern.flows.state.StateStore;
import quern.flows.state.StepRecord;

/**
 * One run of a flow. Steps run in threads of their own; what is to be decided is decided by the one
 * thread that calls {@link #run}, each time something has ended, and not by looking now and then.
 */
public final class FlowRun {
  /**
   * How a run goes about it.
   *
   * @param keepGoing whether, after a failure, steps that do not depend on it are still started
   * @param rooms asked before each decision
   * @param pollMillis how often it is looked whether there is room, where that changes with what
   *     others run; one step is then started at a time. 0: only when a step has ended
   */
  public record Options(
      Policy policy,
      boolean keepGoing,
      Backoff backoff,
      Rooms rooms,
      long pollMillis,
      String run) {}

  /** Knows what can run besides what does. */
  public interface Rooms {
    /**
     * What there is now.
     *
     * @param running how many steps run
     */
    Room now(int running) throws IOException;
  }

  private final Graph graph;
  private final StateStore store;
  private final Judge judge;
  private final FlowEvents events;
  private final Options options;
  private final Map<String, Long> predicted = new HashMap<>();
  private final Map<String, Long> tails = new HashMap<>();
  private final Set<String> done = new HashSet<>();
  private final Set<String> failed = new HashSet<>();
  private final Map<String, Verdict> verdicts = new LinkedHashMap<>();
  private final BlockingQueue<End> ends = new LinkedBlockingQueue<>();
  private final Waiting waiting;
  private int running;

  /** The end of a step, told by its thread. */
  private record End(Node node, Work.Outcome outcome, long millis) {}

  /** A run of {@code graph} by whoever has the flow's lock. */
  public FlowRun(Graph graph, StateStore store, Judge judge, FlowEvents events, Options options) {
    this.graph = graph;
    this.store = store;
    this.judge = judge;
    this.events = events;
    this.options = options;
    this.waiting = new Waiting(options.policy());
  }

  /**
   * Runs what has to be run.
   *
   * @return whether all steps are done
   * @throws InterruptedException when the thread was interrupted; steps that ran were too
   */
  public boolean run() throws IOException, InterruptedException {
    predict();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      for (Node node : graph.nodes()) {
        if (node.before().isEmpty()) {
          arrive(node);
        }
      }
      while (true) {
        startAll(threads);
        if (running == 0) {
          break;
        }
        End end = next();
        if (end != null) {
          end(end);
        }
      }
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
    for (Node node : graph.nodes()) {
      if (!done.contains(node.name()) && !failed.contains(node.name())) {
        boolean below = node.before().stream().anyMatch(before -> !done.contains(before));
        events.skipped(node, below ? "a step before it is not done" : "another step failed");
      }
    }
    return failed.isEmpty();
  }

  /** The next end; null when it is time to look for room first. */
  private @Nullable End next() throws InterruptedException {
    return options.pollMillis() == 0 || waiting.isEmpty()
        ? ends.take()
        : ends.poll(options.pollMillis(), TimeUnit.MILLISECONDS);
  }

  /** Predicts all steps' times, and those of the longest chains behind them, last steps first. */
  private void predict() throws IOException {
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      long millis = Predictor.millis(store.find(node.name()), judge.inputBytes(node));
      long behind =
          graph.followers(node.name()).stream()
              .mapToLong(follower -> tails.getOrDefault(follower, 0L))
              .max()
              .orElse(0);
      predicted.put(node.name(), millis);
      tails.put(node.name(), millis + behind);
    }
  }

  /** Judges a step whose predecessors are done: it is done too, or waits to be started. */
  private void arrive(Node node) throws IOException {
    Verdict verdict = judge.judge(node);
    verdicts.put(node.name(), verdict);
    if (verdict.adopts()) {
      StepRecord record = store.find(node.name()).orElseThrow();
      store.write(
          new StepRecord(
              record.step(),
              true,
              record.run(),
              record.host(),
              record.pid(),
              record.fingerprint(),
              record.identity(),
              record.inputs(),
              record.outputs(),
              judge.outputs(node),
              record.past()));
    }
    if (!verdict.runs()) {
      events.reused(node, verdict.why());
      complete(node);
      return;
    }
    waiting.add(
        node.name(),
        node.number(),
        node.step().priority(),
        predicted.getOrDefault(node.name(), 0L),
        tails.getOrDefault(node.name(), 0L),
        0);
  }

  private void complete(Node node) throws IOException {
    done.add(node.name());
    for (String follower : graph.followers(node.name())) {
      Node next = graph.node(follower);
      if (done.containsAll(next.before()) && !verdicts.containsKey(follower)) {
        arrive(next);
      }
    }
  }

  private void startAll(ExecutorService threads) throws IOException {
    while (failed.isEmpty() || options.keepGoing()) {
      if (waiting.isEmpty()) {
        return;
      }
      Optional<Ready> chosen = waiting.next(options.rooms().now(running));
      if (chosen.isEmpty()) {
        return;
      }
      start(graph.node(chosen.get().name()), threads);
      if (options.pollMillis() > 0) {
        return; // What it takes is not seen at once.
      }
    }
  }

  private void start(Node node, ExecutorService threads) throws IOException {
    store.requireOwned();
    Verdict verdict = verdict(node);
    Optional<StepRecord> known = store.find(node.name());
    if (known.isPresent() && !known.get().finished()) {
      for (Path aside : judge.setAside(node, options.run())) {
        events.note(node, "what a run had left half-written is now " + aside);
      }
    }
    long millis = predicted.getOrDefault(node.name(), 0L);
    store.write(
        new StepRecord(
            node.name(),
            false,
            options.run(),
            FlowLock.hostName(),
            ProcessHandle.current().pid(),
            verdict.fingerprint(),
            Digests.of(List.of(node.work().identity())),
            verdict.inputs(),
            node.work().outputs().stream().map(Path::toString).toList(),
            List.of(),
            known.map(StepRecord::past).orElse(List.of())));
    events.started(node, verdict.why(), millis);
    running++;
    threads.execute(
        () -> {
          long begin = System.nanoTime();
          Work.Outcome outcome = attempts(node, verdict);
          ends.add(new End(node, outcome, (System.nanoTime() - begin) / 1_000_000));
        });
  }

  private Verdict verdict(Node node) {
    Verdict verdict = verdicts.get(node.name());
    if (verdict == null) {
      throw new IllegalStateException(node.name());
    }
    return verdict;
  }

  /** Tries a step until it is done, or may not be tried again. */
  private Work.Outcome attempts(Node node, Verdict verdict) {
    SplittableRandom random = new SplittableRandom();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int number = 1; ; number++) {
        Work.Attempt attempt =
            new Work.Attempt(verdict.fingerprint(), number, verdict.replace() || number > 1);
        Work.Outcome outcome = attempt(node, attempt, thread);
        if (outcome.done() || !outcome.canPass() || number > node.step().retries()) {
          return outcome;
        }
        long wait = options.backoff().millis(number, random);
        events.retried(node, outcome, wait);
        Thread.sleep(wait);
        store.requireOwned();
      }
    } catch (IOException e) {
      return Work.Outcome.failed(false, "not tried again: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Work.Outcome.failed(false, "interrupted", "");
    } finally {
      thread.shutdownNow();
    }
  }

  private static Work.Outcome attempt(Node node, Work.Attempt attempt, ExecutorService thread)
      throws InterruptedException {
    Future<Work.Outcome> future = thread.submit(() -> node.work().run(attempt));
    @Nullable Duration limit = node.step().timeout();
    try {
      return limit == null ? future.get() : future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      return limit == null ? failed(e) : Work.Outcome.timedOut(limit);
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }

  private static Work.Outcome failed(Throwable thrown) {
    return Work.Outcome.failed(false, "internal error: " + thrown, "");
  }

  private void end(End end) throws IOException {
    running--;
    Node node = end.node();
    if (!end.outcome().done()) {
      failed.add(node.name());
      events.failed(node, end.outcome());
      return;
    }
    long thought = predicted.getOrDefault(node.name(), 0L);
    StepRecord record = store.find(node.name()).orElseThrow();
    store.write(
        record.finished(
            judge.outputs(node),
            new StepRecord.Past(end.millis(), thought, judge.inputBytes(node))));
    events.finished(node, end.millis(), thought);
    complete(node);
  }
}
