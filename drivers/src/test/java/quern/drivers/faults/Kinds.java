package quern.drivers.faults;

import java.util.List;

/** The kinds of faults, in the order in which rounds take turns. */
final class Kinds {
  static final List<Fault> ALL =
      List.of(
          TaskKilled.ofMap(),
          TaskKilled.ofReduce(),
          new TaskKilledInCommit(),
          new MasterKilled(),
          new MasterKilledInCommit(),
          new NodeManagerKilled(),
          new DataNodeKilled(),
          new Overtaken(),
          new FullDisk(),
          new Race());

  private Kinds() {}

  /** The kind that a seed stands for: neighbours have different ones. */
  static Fault of(long seed) {
    return ALL.get(Math.floorMod(seed, ALL.size()));
  }
}
