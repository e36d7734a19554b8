package quern.flows.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import quern.flows.Durations;
import quern.flows.Graph.Node;
import quern.flows.Work;
import quern.flows.run.Orphans.Orphan;
import quern.flows.state.StateStore;

/**
 * One step of a run, in a thread of its own: jobs that a dead run has left running are adopted or
 * ended, and if the step is not done then, it is tried until it is or may not be tried again.
 */
final class StepRun {
  private final Node node;
  private final Verdict verdict;
  private final long predicted;
  private final List<Orphan> orphans;
  private final StateStore store;
  private final Judge judge;
  private final FlowEvents events;
  private final Backoff backoff;
  private final String run;
  private final BooleanSupplier stopped;

  /**
   * A step.
   *
   * @param predicted how long it is thought to take, in milliseconds
   * @param orphans jobs that a dead run has left running for it
   * @param store tells whether this run may still do anything
   * @param options of the run
   * @param stopped whether nothing is to be tried again
   */
  StepRun(
      Node node,
      Verdict verdict,
      long predicted,
      List<Orphan> orphans,
      StateStore store,
      Judge judge,
      FlowEvents events,
      FlowRun.Options options,
      BooleanSupplier stopped) {
    this.node = node;
    this.verdict = verdict;
    this.predicted = predicted;
    this.orphans = orphans;
    this.store = store;
    this.judge = judge;
    this.events = events;
    this.backoff = options.backoff();
    this.run = options.run();
    this.stopped = stopped;
  }

  /**
   * The end of a step.
   *
   * @param millis how long it took, as far as this run has seen it
   * @param adopted whether a dead run's job has done it
   */
  record End(Node node, Work.Outcome outcome, long millis, boolean adopted) {}

  /** Says that the step begins; {@link #run} does so by itself where there are orphans. */
  void tellBegin() {
    events.started(node, verdict.why(), predicted);
  }

  /** Puts what a dead run has left half-written out of the step's way. */
  void setAside() throws IOException {
    for (Path aside : judge.setAside(node, run)) {
      events.note(node, "what a run had left half-written is now " + aside);
    }
  }

  /** Runs it to its end. */
  End run() {
    long begin = System.nanoTime();
    boolean adopted = false;
    Work.Outcome outcome;
    try {
      adopted = adopt();
      if (!adopted) {
        begin = System.nanoTime();
      }
      outcome =
          adopted
              ? Work.Outcome.done("")
              : stopped.getAsBoolean()
                  ? Work.Outcome.failed(false, "the run was stopped", "")
                  : attempts();
    } catch (IOException e) {
      outcome = Work.Outcome.failed(true, "a job that was left running: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome = interrupted();
    } catch (RuntimeException e) {
      outcome = failed(e);
    }
    return new End(node, outcome, (System.nanoTime() - begin) / 1_000_000, adopted);
  }

  /**
   * Waits for the jobs that a dead run has left running if they make what the step makes, and ends
   * them otherwise. A job may end without the step's output, be it that it failed or that more had
   * to follow: so only the output tells whether the step is done.
   *
   * @return whether it is; else it can be run, and its beginning has been told
   */
  private boolean adopt() throws IOException, InterruptedException {
    if (orphans.isEmpty()) {
      return false;
    }
    List<Orphan> own = new ArrayList<>();
    for (Orphan orphan : orphans) {
      if (node.work().leavesManifests() && orphan.makes(verdict.fingerprint())) {
        own.add(orphan);
      } else {
        orphan.kill();
        events.note(
            node,
            "ended %s, which a dead run had left running: %s"
                .formatted(
                    orphan.id(),
                    node.work().leavesManifests()
                        ? "it does not make what the step makes now"
                        : "what it writes could not be proved whole"));
      }
    }
    for (Orphan orphan : own) {
      events.adopted(node, orphan.id());
      @Nullable Duration limit = node.step().timeout();
      boolean ended = orphan.awaitEnd(limit);
      if (!ended) {
        orphan.kill();
      }
      if (judge.isWhole(node, verdict.fingerprint())) {
        return true;
      }
      events.note(
          node,
          orphan.id()
              + (ended || limit == null
                  ? " has ended, and not left the step's output"
                  : " was ended after the timeout of " + Durations.text(limit)));
    }
    if (!stopped.getAsBoolean()) {
      store.requireOwned();
      setAside();
      tellBegin();
    }
    return false;
  }

  /** Tries a step until it is done, or may not be tried again. */
  private Work.Outcome attempts() {
    SplittableRandom random = new SplittableRandom();
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      for (int number = 1; ; number++) {
        Work.Attempt attempt =
            new Work.Attempt(verdict.fingerprint(), number, verdict.replace() || number > 1);
        Work.Outcome outcome = attempt(attempt, thread);
        if (outcome.done()
            || !outcome.canPass()
            || stopped.getAsBoolean()
            || number > node.step().retries()) {
          return outcome;
        }
        long wait = backoff.millis(number, random);
        events.retried(node, outcome, wait);
        Thread.sleep(wait);
        store.requireOwned();
      }
    } catch (IOException e) {
      return Work.Outcome.failed(false, "not tried again: " + e.getMessage(), "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return interrupted();
    } finally {
      thread.shutdownNow();
    }
  }

  private static Work.Outcome interrupted() {
    return Work.Outcome.failed(false, "interrupted", "");
  }

  private Work.Outcome attempt(Work.Attempt attempt, ExecutorService thread)
      throws InterruptedException {
    Future<Work.Outcome> future = thread.submit(() -> node.work().run(attempt));
    @Nullable Duration limit = node.step().timeout();
    try {
      return limit == null ? future.get() : future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      awaitFree(thread);
      return limit == null ? failed(e) : Work.Outcome.timedOut(limit);
    } catch (ExecutionException e) {
      return failed(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      future.cancel(true);
      throw e;
    }
  }

  /** Waits until what was interrupted has put things in order; not for ever, should it not heed. */
  private static void awaitFree(ExecutorService thread) throws InterruptedException {
    try {
      thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
    } catch (ExecutionException | TimeoutException e) {
      // It is left to itself.
    }
  }

  private static Work.Outcome failed(Throwable thrown) {
    return Work.Outcome.failed(false, "internal error: " + thrown, "");
  }
}
