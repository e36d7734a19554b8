package quern.drivers.faults;

import java.util.List;

/**
 * One of two DataNodes is killed under a task that writes a part, or is about to read its input.
 */
final class DataNodeKilled implements Fault {
  private static final int DATANODES = 2;

  @Override
  public String title() {
    return "DataNode killed under a task";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    boolean reads = round.toss();
    boolean mapOnly = round.toss();
    round.say(reads ? "reading" : "writing");
    round.drawWork(mapOnly ? Work.MAP_ONLY : Work.REDUCED);
    String task = reads || mapOnly ? round.drawMap() : round.drawReduce();
    String call = reads ? "open /faults/.*\\.(csv|txt)" : "write .*/part-.*";
    round.start(List.of(Gate.before("task", task, call)));
    round.await("task");
    String node = "datanode-" + (1 + round.draw(DATANODES));
    round.say(node);
    round.machine().killDaemon(node);
    round.gates().open("task");
    return round.endRight();
  }
}
