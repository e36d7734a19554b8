package quern.records;

/** How a run ends, as the process's exit code tells it. */
public enum Exit {
  /** All is done. */
  DONE(0),
  /** The job failed: a task gave up, or the cluster did. */
  FAILED(1),
  /** The command cannot be run as given: unknown name, missing input, existing output. */
  USAGE(2),
  /** The data were refused by a mode or a limit. */
  REFUSED(3),
  /** A proof failed: rows are missing or doubled, and nothing was published. */
  PROOF(4),
  /**
   * Some splits began at a wrong guess. Nothing was published, and the job can be run again with
   * the starts that are now known; for a caller that does not, this is a failed proof.
   */
  RETRY_WITH_STARTS(4),
  /** Stopped by the user. */
  INTERRUPTED(130);

  private final int code;

  Exit(int code) {
    this.code = code;
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }
}
