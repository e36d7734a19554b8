package quern.flows.run;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows the jobs that runs of the flow have started on a cluster and that go on although those runs
 * are dead.
 */
public interface Orphans {
  /** Where jobs end with the process that runs them. */
  Orphans NONE = step -> List.of();

  /** Those that were started for {@code step} and have not ended. */
  List<Orphan> of(String step) throws IOException;

  /** A job that goes on by itself. Safe for several threads. */
  interface Orphan {
    /** What the cluster calls it. */
    String id();

    /** Whether it makes what a step of this fingerprint makes, and puts it where that belongs. */
    boolean makes(String fingerprint);

    /**
     * Waits for its end, whatever that is.
     *
     * @param limit how long; null for as long as it takes
     * @return whether it has ended
     */
    boolean awaitEnd(@Nullable Duration limit) throws IOException, InterruptedException;

    /** Ends it; when this returns, it changes nothing any more. */
    void kill() throws IOException;
  }
}
