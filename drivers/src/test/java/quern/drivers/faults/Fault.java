package quern.drivers.faults;

/** A kind of fault. */
interface Fault {
  /** It, in a few words. */
  String title();

  /** Makes it in a round, and checks what came of it. */
  Outcome run(Round round) throws Exception;

  /** How a job may end that a fault has met. Everything else is wrong. */
  enum Outcome {
    /** As if nothing had happened. */
    RIGHT_ROWS("right rows"),
    /** With a message that says what happened, and no output. */
    FAILED_CLEARLY("failed clearly");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }
}
