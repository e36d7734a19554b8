package quern.flows;

import java.time.Duration;
import java.util.List;
import org.apache.hadoop.fs.Path;
import quern.records.QuernException;

/** A step's work, ready to be started; made by a {@link Launcher}, which knows how. */
public interface Work {
  /** What the step reads: qualified paths and patterns of paths. */
  List<Path> inputs();

  /** What the step writes: qualified paths. */
  List<Path> outputs();

  /** All that decides on what the output is, but for the inputs' content: words, settings, jars. */
  String identity();

  /** Whether the outputs carry manifests with the fingerprint. */
  boolean leavesManifests();

  /**
   * Runs it to its end.
   *
   * @throws InterruptedException when the thread was interrupted; nothing is then left running
   */
  Outcome run(Attempt attempt) throws InterruptedException;

  /**
   * One try.
   *
   * @param fingerprint for the manifests
   * @param number from 1
   * @param replace whether outputs that stand there are the step's own, and to be replaced
   */
  record Attempt(String fingerprint, int number, boolean replace) {}

  /**
   * What a try came to.
   *
   * @param done whether it ended well
   * @param canPass whether a failure may not happen again
   * @param message what went wrong, for the user; empty if nothing
   * @param output what the step printed
   */
  record Outcome(boolean done, boolean canPass, String message, String output) {
    /** It ended well. */
    public static Outcome done(String output) {
      return new Outcome(true, false, "", output);
    }

    /** It failed. */
    public static Outcome failed(boolean canPass, String message, String output) {
      return new Outcome(false, canPass, message, output);
    }

    /** It took too long. */
    public static Outcome timedOut(Duration limit) {
      return failed(true, "stopped after its timeout of " + Durations.text(limit), "");
    }
  }

  /** Makes a step's work. */
  interface Launcher {
    /**
     * Reads a step's command and finds what it reads and writes. Nothing runs.
     *
     * @throws QuernException when the step cannot be run as it is given; the message does not name
     *     the step
     * @throws Misplaced likewise, where one word is to blame
     */
    Work prepare(Step step) throws QuernException, Misplaced;
  }

  /** A word of a step that cannot be what it is. */
  final class Misplaced extends Exception {
    private static final long serialVersionUID = 1;

    private final int word;

    /**
     * A wrong word.
     *
     * @param word its index among the words of the command
     */
    public Misplaced(int word, String message) {
      super(message);
      this.word = word;
    }

    /** The word's index among the words of the command. */
    public int word() {
      return word;
    }
  }
}
