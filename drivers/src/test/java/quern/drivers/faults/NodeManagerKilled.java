package quern.drivers.faults;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A NodeManager is killed when all maps have finished and no reduce has fetched a thing: what the
 * maps on it have written is out of reach. Its containers, the application master perhaps among
 * them, go on without it until they find out.
 */
final class NodeManagerKilled implements Fault {
  @Override
  public String title() {
    return "NodeManager killed with finished maps";
  }

  @Override
  public Outcome run(Round round) throws Exception {
    round.drawWork(Work.REDUCED);
    boolean withMaster = round.toss();
    int reduces = round.work().reduces();
    // It looks for its output directory before it asks where the maps have run.
    round.start(
        List.of(Gate.before("fetch", "attempt_.*_r_.*", "begin").times(reduces)),
        // Else all running reduces must have failed to fetch, thrice, with pauses.
        "mapreduce.reduce.shuffle.max-fetch-failures-notifications=1",
        // The longer an application master without a NodeManager tries to end its containers, the
        // longer it says that the job is running.
        "yarn.client.nodemanager-connect.max-wait-ms=" + (withMaster ? 60_000 : 5000));
    List<Stopped> waiting = round.await("fetch", reduces);
    String node = choose(round, Gates.jobOf(waiting.get(0).process()), withMaster);
    round.expectOrphans();
    round.machine().killDaemon(node);
    round.gates().open("fetch");
    return round.endRight();
  }

  /**
   * One that has finished maps on it, and the application master or not, if there is such a one.
   */
  private static String choose(Round round, String job, boolean withMaster) throws Exception {
    Machine machine = round.machine();
    String masters = machine.nodeManagerOf(Machine.directoryOf(machine.master(job)));
    Set<String> nodes = new TreeSet<>();
    for (var attempt : round.gates().attempts().entrySet()) {
      if (attempt.getKey().contains("_m_")) {
        nodes.add(machine.nodeManagerOf(attempt.getValue()));
      }
    }
    Set<String> wanted = new HashSet<>(nodes);
    wanted.removeIf(node -> node.equals(masters) != withMaster);
    String node = wanted.isEmpty() ? nodes.iterator().next() : wanted.iterator().next();
    round.say(node.equals(masters) ? "the application master's" : "not the application master's");
    return node;
  }
}
