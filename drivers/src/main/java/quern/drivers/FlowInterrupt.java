package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.jspecify.annotations.Nullable;
import quern.flows.run.FlowRun;

/**
 * What a run of a flow does at Ctrl-C: it starts nothing more, and either ends its jobs or says
 * which of them go on. Those that this process has submitted are ended, or not, by {@link JobRun}.
 */
final class FlowInterrupt implements AutoCloseable {
  private final FlowRun run;
  private final @Nullable YarnJobs yarn;
  private final boolean leaves;
  private final Session session;
  private final Thread hook = new Thread(this::stop, "quern-flow-interrupted");

  /**
   * From now on, until {@link #close}.
   *
   * @param yarn the flow's jobs; null where they run in this process
   * @param leaves whether they go on
   */
  FlowInterrupt(FlowRun run, @Nullable YarnJobs yarn, boolean leaves, Session session) {
    this.run = run;
    this.yarn = yarn;
    this.leaves = leaves;
    this.session = session;
    if (leaves && yarn != null) {
      yarn.open(); // While the process ends, that may be too late.
    }
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    List<String> steps = run.stop();
    if (yarn == null) {
      return;
    }
    try {
      if (leaves) {
        Map<String, List<ApplicationReport>> jobs = yarn.running(steps);
        steps.forEach(step -> tell(step, jobs.getOrDefault(step, List.of())));
      } else {
        yarn.killAdopted();
      }
    } catch (IOException | RuntimeException e) {
      String wanted = leaves ? "said which jobs go on" : "ended all jobs";
      session.err().println("quern: interrupted; could not have " + wanted + ": " + e);
    }
  }

  private void tell(String step, List<ApplicationReport> jobs) {
    if (jobs.isEmpty()) {
      session
          .err()
          .println(
              "quern: interrupted; step '%s' had no job on YARN, and the next 'flow run' starts it again"
                  .formatted(step));
    }
    for (ApplicationReport job : jobs) {
      session
          .err()
          .println(
              "quern: interrupted; step '%1$s' goes on on YARN, and the next 'flow run' adopts it; 'yarn application -kill %2$s' ends it"
                  .formatted(step, job.getApplicationId()));
    }
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook at work.
    }
  }
}
