package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import quern.drivers.RealCluster;

/** Two clients want one output directory: one gets it, the other says so and touches nothing. */
final class Race implements Fault {
  private static final String LOCK = "create .*/\\.out\\.quern-lock";

  @Override
  public String title() {
    return "two drivers for one output";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    round.drawWork(round.toss() ? Work.MAP_ONLY : Work.REDUCED);
    // With --overwrite, one that comes when the other has ended may replace what that has made.
    int choices = round.work().overwrite() ? 2 : 3;
    return switch (round.draw(choices)) {
      case 0 -> together(round);
      case 1 -> whileItRuns(round);
      default -> afterItRan(round);
    };
  }

  /** Both have found the directory free and are about to take the lock. */
  private static Outcome together(Round round) throws Exception {
    round.say("both before the lock");
    RealCluster.Running one = round.start(List.of(Gate.before("lock", Gate.CLIENT, LOCK).times(2)));
    RealCluster.Running other = round.startAgain();
    round.await("lock", 2);
    round.gates().open("lock");
    RealCluster.Result first = round.end(one);
    RealCluster.Result second = round.end(other);
    boolean firstWon = first.exit() == 0;
    assertRefused(firstWon ? second : first);
    return round.check((firstWon ? first : second).ok());
  }

  /** One comes while the other's tasks run. */
  private static Outcome whileItRuns(Round round) throws Exception {
    round.say("one while the other runs");
    RealCluster.Running one =
        round.start(List.of(Gate.before("task", round.drawMap(), "open /faults/.*\\.(csv|txt)")));
    round.await("task");
    assertRefused(round.end(round.startAgain()));
    round.gates().open("task");
    return round.check(round.end(one).ok());
  }

  /** One has found the directory free, and takes the lock when the other has used and left it. */
  private static Outcome afterItRan(Round round) throws Exception {
    round.say("one before the lock while the other runs");
    RealCluster.Running late = round.start(List.of(Gate.before("lock", Gate.CLIENT, LOCK)));
    round.await("lock");
    RealCluster.Result result = round.end(round.startAgain()).ok();
    round.check(result);
    round.gates().open("lock");
    assertRefused(round.end(late));
    return round.check(result);
  }

  private static void assertRefused(RealCluster.Result loser) {
    assertThat(loser.exit()).as("exit code, having said: %s", loser.err()).isEqualTo(2);
    Ending.checkMessage(loser);
  }
}
