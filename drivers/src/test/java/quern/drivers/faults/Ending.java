package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import quern.drivers.RealCluster;
import quern.drivers.faults.Fault.Outcome;

/** Checks what a job has come to, by its exit code, its messages, and what is in HDFS. */
final class Ending {
  /** What is in a part that stood there before. */
  static final String OLD = "old\n";

  private static final Map<String, String> OLD_PARTS = Map.of("part-m-00000.csv", OLD);
  private static final List<Integer> FAILURES = List.of(1, 3, 4);

  private final FileSystem fs;
  private final Work work;
  private final String home;

  Ending(FileSystem fs, Work work, String home) {
    this.fs = fs;
    this.work = work;
    this.home = home;
  }

  /** All is as it would be without the fault, or there is an error and all is as it was before. */
  Outcome check(RealCluster.Result result, Reference reference) throws IOException {
    if (result.exit() == 0) {
      checkDone(reference);
      return Outcome.RIGHT_ROWS;
    }
    checkFailed(result);
    return Outcome.FAILED_CLEARLY;
  }

  /** The right rows, all of them once, and nothing besides. */
  void checkDone(Reference reference) throws IOException {
    assertThat(Tree.contents(fs, home + "/out")).isEqualTo(reference.parts());
    List<String> names = new ArrayList<>(List.of("_SUCCESS", "_quern.json"));
    names.addAll(reference.parts().keySet());
    assertThat(Tree.names(fs, home + "/out")).isEqualTo(names);
    assertThat(Tree.contents(fs, home + "/bad")).isEqualTo(reference.rejects());
    for (String directory : Tree.names(fs, home)) {
      assertThat(Tree.copies(fs, home + "/" + directory)).containsOnly(work.copies());
    }
    assertThat(Tree.names(fs, home))
        .isEqualTo(work.rejects() ? List.of("bad", "out") : List.of("out"));
  }

  private void checkFailed(RealCluster.Result result) throws IOException {
    assertThat(result.exit()).as("exit code, having said: %s", result.err()).isIn(FAILURES);
    checkMessage(result);
    if (work.overwrite()) {
      assertThat(Tree.contents(fs, home + "/out")).isEqualTo(OLD_PARTS);
      assertThat(Tree.names(fs, home + "/out")).containsExactly("_SUCCESS", "part-m-00000.csv");
      assertThat(Tree.names(fs, home))
          .isEqualTo(work.rejects() ? List.of("bad", "out") : List.of("out"));
    } else {
      assertThat(Tree.names(fs, home)).isEmpty();
    }
  }

  /** It says what went wrong, and not where in the code. */
  static void checkMessage(RealCluster.Result result) {
    assertThat(result.err())
        .contains("quern: ")
        .doesNotContain("left no reason")
        .doesNotContain("Exception in thread")
        .doesNotContainPattern("(?m)^\\s+at [\\w.$/]+\\(");
  }
}
