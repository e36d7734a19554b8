package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.mapreduce.Cluster;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskReport;
import org.apache.hadoop.mapreduce.TaskType;

/**
 * A map task is frozen until a speculative attempt has committed in its place; then it wakes, and
 * goes on as if it were still wanted, before anybody can have told it to end.
 */
final class Overtaken implements Fault {
  @Override
  public String title() {
    return "frozen task overtaken by speculation";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    boolean mapOnly = round.toss();
    round.drawWork(mapOnly ? Work.MAP_ONLY : Work.REDUCED);
    String slow = round.drawMap();
    String fast = slow.substring(0, slow.length() - 1) + "1";
    // The page is renamed, and where there are parts, these are.
    Gate won =
        Gate.before("won", fast, "rename .*").inCall(mapOnly ? 1 : 0, "commitTask").whenMade(true);
    // Before it has read anything: who is nearly done is not overtaken.
    round.start(
        List.of(
            Gate.before("slow", slow, "open /faults/.*\\.(csv|txt)"),
            won,
            Gate.before("late", slow, "write .*/part-.*")),
        "mapreduce.map.speculative=true",
        "mapreduce.job.speculative.retry-after-no-speculate=500");
    Stopped loser = round.await("slow");
    Machine.signal("STOP", loser.pid());
    round.gates().open("slow");
    Stopped winner = round.await("won");
    Machine.signal("CONT", loser.pid());
    if (mapOnly) {
      round.await("late"); // it is writing a part that another has committed
      round.gates().open("late");
    }
    round.gates().open("won");
    Outcome outcome = round.endRight();
    assertThat(successful(round, Gates.jobOf(winner.process()))).contains(winner.process());
    return outcome;
  }

  /** The map attempts that counted, as Hadoop's own history has it. */
  private static List<String> successful(Round round, String job)
      throws IOException, InterruptedException {
    Cluster cluster = new Cluster(round.bed().cluster().conf());
    try {
      return Stream.of(cluster.getJob(JobID.forName(job)).getTaskReports(TaskType.MAP))
          .map(TaskReport::getSuccessfulTaskAttemptId)
          .map(Object::toString)
          .toList();
    } finally {
      cluster.close();
    }
  }
}
