package quern.flows.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.run.Orphans.Orphan;
import quern.flows.schedule.Policy;
import quern.flows.schedule.Ready;
import quern.flows.schedule.Room;
import quern.flows.schedule.Waiting;
import quern.flows.state.Digests;
import quern.flows.state.FileMark;
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
   * @param orphans tells of jobs that dead runs have left running
   */
  public record Options(
      Policy policy,
      boolean keepGoing,
      Backoff backoff,
      Rooms rooms,
      long pollMillis,
      Orphans orphans,
      String run) {
    /** Where no job outlives the process that runs it. */
    public Options(
        Policy policy,
        boolean keepGoing,
        Backoff backoff,
        Rooms rooms,
        long pollMillis,
        String run) {
      this(policy, keepGoing, backoff, rooms, pollMillis, Orphans.NONE, run);
    }
  }

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
  private final BlockingQueue<StepRun.End> ends = new LinkedBlockingQueue<>();
  private final Waiting waiting;
  private final Set<String> runningSteps = new ConcurrentSkipListSet<>();
  private volatile boolean stopped;

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
        if (runningSteps.isEmpty()) {
          break;
        }
        StepRun.@Nullable End end = next();
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
        events.skipped(
            node,
            below
                ? "a step before it is not done"
                : stopped ? "the run was stopped" : "another step failed");
      }
    }
    return failed.isEmpty() && !stopped;
  }

  /**
   * Has no more steps started and none tried again. For any thread.
   *
   * @return the steps that run
   */
  public List<String> stop() {
    stopped = true;
    return List.copyOf(runningSteps);
  }

  /** The next end; null when it is time to look for room first. */
  private StepRun.@Nullable End next() throws InterruptedException {
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
      recordFound(node);
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
    while (!stopped && (failed.isEmpty() || options.keepGoing())) {
      if (waiting.isEmpty()) {
        return;
      }
      Optional<Ready> chosen = waiting.next(options.rooms().now(runningSteps.size()));
      if (chosen.isEmpty()) {
        return;
      }
      boolean started = start(graph.node(chosen.get().name()), threads);
      if (started && options.pollMillis() > 0) {
        return; // What it takes is not seen at once.
      }
    }
  }

  /** Starts a step; false if it turns out to be done. */
  private boolean start(Node node, ExecutorService threads) throws IOException {
    store.requireOwned();
    Verdict verdict = verdict(node);
    Optional<StepRecord> known = store.find(node.name());
    boolean unfinished = known.isPresent() && !known.get().finished();
    List<Orphan> orphans = unfinished ? options.orphans().of(node.name()) : List.of();
    long millis = predicted.getOrDefault(node.name(), 0L);
    StepRun step =
        new StepRun(node, verdict, millis, orphans, store, judge, events, options, () -> stopped);
    if (unfinished && orphans.isEmpty()) {
      if (judge.isWhole(node, verdict.fingerprint())) { // as a job has ended since it was judged
        record(node, verdict, known);
        recordFound(node);
        events.reused(node, "a job that a dead run had started has done it");
        complete(node);
        return false;
      }
      step.setAside();
    }
    record(node, verdict, known);
    if (orphans.isEmpty()) {
      step.tellBegin();
    }
    runningSteps.add(node.name());
    threads.execute(() -> ends.add(step.run()));
    return true;
  }

  /** Records that a step on record as begun has been found finished. */
  private void recordFound(Node node) throws IOException {
    store.write(store.find(node.name()).orElseThrow().finished(judge.outputs(node)));
  }

  private void record(Node node, Verdict verdict, Optional<StepRecord> known) throws IOException {
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
  }

  private Verdict verdict(Node node) {
    Verdict verdict = verdicts.get(node.name());
    if (verdict == null) {
      throw new IllegalStateException(node.name());
    }
    return verdict;
  }

  private void end(StepRun.End end) throws IOException {
    Node node = end.node();
    runningSteps.remove(node.name());
    if (!end.outcome().done()) {
      failed.add(node.name());
      events.failed(node, end.outcome());
      return;
    }
    long thought = predicted.getOrDefault(node.name(), 0L);
    StepRecord record = store.find(node.name()).orElseThrow();
    List<FileMark> left = judge.outputs(node);
    StepRecord.Past how = new StepRecord.Past(end.millis(), thought, judge.inputBytes(node));
    store.write(end.adopted() ? record.finished(left) : record.finished(left, how));
    events.finished(node, end.millis(), thought);
    complete(node);
  }
}
