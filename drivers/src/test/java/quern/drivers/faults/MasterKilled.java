package quern.drivers.faults;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The application master is killed while tasks run; what had finished is not run again. */
final class MasterKilled implements Fault {
  @Override
  public String title() {
    return "application master killed mid-job";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    switch (round.draw(5)) {
      case 0 -> inOneProcess(round);
      case 1, 2 -> whileMapsRun(round);
      default -> whileReducesRun(round);
    }
    return round.endRight();
  }

  private static void whileMapsRun(Round round) throws Exception {
    round.say("while maps run");
    boolean mapOnly = round.toss();
    round.drawWork(mapOnly ? Work.MAP_ONLY : Work.REDUCED);
    int finished = 1 + round.draw(round.work().maps() - 1);
    round.say(finished + " finished");
    // A map with reducers writes nothing but its page.
    String call = mapOnly ? "write .*/part-.*" : "create .*/quern/attempt_.*\\.tmp";
    round.start(List.of(Gate.before("task", round.drawMap(), call)));
    String job = Gates.jobOf(round.await("task").process());
    killMaster(round, job, round.awaitFinished(job, "m", finished));
  }

  private static void whileReducesRun(Round round) throws Exception {
    round.say("while reduces run");
    round.drawWork(Work.REDUCED);
    round.start(List.of(Gate.before("task", round.drawReduce(), "write .*/part-.*")));
    String job = Gates.jobOf(round.await("task").process());
    Set<String> finished = new HashSet<>(round.awaitMaps(job));
    if (round.toss()) {
      round.say("the others finished");
      finished.addAll(round.awaitFinished(job, "r", round.work().reduces() - 1));
    }
    killMaster(round, job, finished);
  }

  private static void killMaster(Round round, String job, Set<String> finished) throws Exception {
    Machine.kill(round.machine().master(job).pid());
    round.expectRecovered(finished);
  }

  /** With all tasks in it: Hadoop then runs them all again. */
  private static void inOneProcess(Round round) throws Exception {
    round.say("uber");
    round.drawWork(Work.MAP_ONLY);
    int part = round.draw(Inputs.MAPS);
    round.say("part " + part);
    round.start(
        List.of(Gate.before("task", Gate.MASTER, "write .*/part-m-0000" + part + "\\..*")),
        "mapreduce.job.ubertask.enable=true");
    Machine.kill(round.await("task").pid());
  }
}
