package quern.drivers.faults;

/** A task is killed in the middle of writing its part. */
final class TaskKilled implements Fault {
  private final boolean map;

  private TaskKilled(boolean map) {
    this.map = map;
  }

  static Fault ofMap() {
    return new TaskKilled(true);
  }

  static Fault ofReduce() {
    return new TaskKilled(false);
  }

  @Override
  public String title() {
    return (map ? "map" : "reduce") + " task killed mid-write";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    round.drawWork(map ? Work.MAP_ONLY : Work.REDUCED);
    String task = map ? round.drawMap() : round.drawReduce();
    round.start(java.util.List.of(Gate.before("write", task, "write .*/part-.*")));
    Machine.kill(round.await("write").pid());
    return round.endRight();
  }
}
