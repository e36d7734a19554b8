package quern.flows.run;

import quern.flows.Graph.Node;
import quern.flows.Work;

/** Is told what a run of a flow does, by several threads. */
public interface FlowEvents {
  /** What a step has left is still right. */
  void reused(Node step, String why);

  /** A step begins. */
  void started(Node step, String why, long predictedMillis);

  /**
   * A step does not begin, as a job that a dead run has started for it goes on: it is waited for.
   *
   * @param job what the cluster calls it
   */
  default void adopted(Node step, String job) {
    note(step, "adopted " + job);
  }

  /** Something that is worth a line. */
  void note(Node step, String text);

  /** A try of a step failed, and it is tried again. */
  void retried(Node step, Work.Outcome failure, long waitMillis);

  /** A step is done. */
  void finished(Node step, long millis, long predictedMillis);

  /** A step has failed for good. */
  void failed(Node step, Work.Outcome failure);

  /** A step is not run, because of one that failed or because the run was stopped. */
  void skipped(Node step, String why);
}
