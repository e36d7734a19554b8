package quern.records.commit;

import quern.records.QuernException;

/**
 * Something that must hold before a job's output is published. Classes named by {@code
 * quern.commit.checks} are made anew for each commit, by their constructor without parameters, and
 * given the job's configuration if they are {@link org.apache.hadoop.conf.Configurable}.
 */
public interface CommitCheck {
  /** Takes the page of one task: those of all maps in order, then those of all reduces. */
  void add(TaskPage page) throws QuernException;

  /**
   * Judges, when all pages have been added.
   *
   * @throws QuernException when the output must not be published
   */
  void check() throws QuernException;
}
