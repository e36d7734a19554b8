package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The application master is killed at any of the calls that commit the job. */
final class MasterKilledInCommit implements Fault {
  /** Hadoop's own: a mark before the commit, and one behind it. */
  private static final int MARKS = 2;

  @Override
  public String title() {
    return "application master killed in job commit";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    boolean uber = round.draw(5) == 0;
    List<Work> works = uber || round.toss() ? Work.MAP_ONLY : Work.REDUCED;
    // What the next application master writes is kept as the client said, too.
    round.drawWork(works.stream().map(Work::inOneCopy).toList());
    int calls = round.bed().reference(round.work()).commitCalls() + MARKS;
    int call = round.draw(calls);
    boolean made = round.toss();
    round.say((uber ? "uber, " : "") + (made ? "after" : "before") + " call " + call + "/" + calls);
    Gate gate =
        Gate.before("commit", Gate.MASTER, Gate.CHANGE)
            .inCall(call, "handleJobCommit")
            .whenMade(made);
    round.start(List.of(gate), "mapreduce.job.ubertask.enable=" + uber);
    Stopped master = round.await("commit");
    round.say(master.call());
    assertThat(round.gates().attempts().isEmpty()).as("all tasks in one process").isEqualTo(uber);
    if (!uber) {
      String job = Gates.jobOf(round.gates().attempts().keySet().iterator().next());
      Set<String> finished = new HashSet<>(round.awaitMaps(job));
      finished.addAll(round.awaitFinished(job, "r", round.work().reduces()));
      round.expectRecovered(finished);
    }
    Machine.kill(master.pid());
    return round.endRight();
  }
}
