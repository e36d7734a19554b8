package quern.drivers.faults;

import java.util.List;

/** A reduce task is killed at any of the calls that commit it. */
final class TaskKilledInCommit implements Fault {
  /** The page is created, deleted where an older one is, and renamed; then the files are. */
  private static final int CALLS = 4;

  @Override
  public String title() {
    return "reduce task killed in its commit";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    round.drawWork(Work.REDUCED);
    int call = round.draw(CALLS);
    boolean made = round.toss();
    round.say((made ? "after" : "before") + " call " + call);
    Gate gate =
        Gate.before("commit", round.drawReduce(), Gate.CHANGE)
            .inCall(call, "commitTask")
            .whenMade(made);
    round.start(List.of(gate));
    Stopped task = round.await("commit");
    round.say(task.call());
    Machine.kill(task.pid());
    return round.endRight();
  }
}
