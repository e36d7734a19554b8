package quern.flows.run;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.commit.SeededRuns;

/**
 * Runs of flows whose drivers die, have calls fail, or stand still while another takes over: lock,
 * records, committer, manifests and what is left over, together. A driver is all there is: what
 * dies with it are its jobs, too.
 */
class FlowCrashTest {
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFlowComesToTheSameEndAndRunsNoStepTwiceWhoseEndWasRecorded(boolean checksums) {
    SeededRuns.make("mishaps of a flow", 40, seed -> new FlowStory(seed, checksums).tell());
  }
}
