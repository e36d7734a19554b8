package quern.drivers.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import quern.drivers.RealCluster;
import quern.drivers.faults.Fault.Outcome;

/** One fault made once: what its seed chooses, the job that it meets, and the cleaning up. */
final class Round {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Duration CONTAINERS_END = Duration.ofSeconds(30);

  private final Bed bed;
  private final SplittableRandom random;
  private final String home;
  private final Gates gates;
  private final List<RealCluster.Running> clients = new ArrayList<>();
  private final List<String> variant = new ArrayList<>();
  private final Set<String> mustNotRunAgain = new HashSet<>();
  private boolean orphans;
  private Work work = Work.MAP_ONLY.get(0);
  private List<Gate> closed = List.of();

  Round(Bed bed, long seed) throws IOException {
    this.bed = bed;
    random = new SplittableRandom(seed);
    home = "/faults/round-" + seed + "-" + System.nanoTime();
    gates = bed.gates();
  }

  Bed bed() {
    return bed;
  }

  Gates gates() {
    return gates;
  }

  Machine machine() {
    return bed.machine();
  }

  Work work() {
    return work;
  }

  /** Says that containers may outlive the job, as nobody is left to end them. */
  void expectOrphans() {
    orphans = true;
  }

  /** Notes what was chosen, for the report. */
  void say(String choice) {
    variant.add(choice);
  }

  /** All that was chosen. */
  String variant() {
    return String.join(", ", variant);
  }

  /** Draws a number from 0 to {@code n} - 1. */
  int draw(int n) {
    return random.nextInt(n);
  }

  <T> T draw(List<T> choices) {
    return choices.get(draw(choices.size()));
  }

  boolean toss() {
    return random.nextBoolean();
  }

  /** Draws what the job is to do. */
  void drawWork(List<Work> choices) {
    setWork(draw(choices).with(toss(), toss()));
  }

  void setWork(Work chosen) {
    work = chosen;
    say(work.toString());
  }

  /** The pattern for first attempts of one map task, which is drawn. */
  String drawMap() {
    return task("m", draw(work.maps()));
  }

  /** Likewise of a reduce task. */
  String drawReduce() {
    return task("r", draw(work.reduces()));
  }

  private String task(String type, int number) {
    String name = "_%s_%06d_".formatted(type, number);
    say(name.substring(1, name.length() - 1));
    return "attempt_.*" + name + "0";
  }

  /** Starts the job, with gates in it. */
  RealCluster.Running start(List<Gate> gatesInIt, String... properties) throws IOException {
    closed = gatesInIt;
    bed.prepare(work, home);
    return startAgain(properties);
  }

  /** Starts the same once more, while the first may be running. */
  RealCluster.Running startAgain(String... properties) throws IOException {
    RealCluster.Running client = bed.start(work, home, gates, closed, List.of(properties));
    clients.add(client);
    return client;
  }

  /** Waits until one has stopped at a gate. */
  Stopped await(String gate) throws Exception {
    return await(gate, 1).get(0);
  }

  /** Waits until {@code n} have. */
  List<Stopped> await(String gate, int n) throws Exception {
    Waiting.until(
        LIMIT,
        () -> n + " at the gate '" + gate + "'" + saidSoFar(),
        () -> {
          boolean reached = gates.stopped(gate).size() >= n;
          assertThat(reached || clients.stream().anyMatch(client -> client.process().isAlive()))
              .as("the job ended before %d came to the gate '%s'%s", n, gate, saidSoFar())
              .isTrue();
          return reached;
        });
    return gates.stopped(gate);
  }

  private String saidSoFar() {
    StringBuilder said = new StringBuilder();
    for (RealCluster.Running client : clients) {
      try {
        said.append("; a client has said: ").append(java.nio.file.Files.readString(client.err()));
      } catch (IOException e) {
        said.append("; a client's messages are gone");
      }
    }
    return said.toString();
  }

  /** Waits until the application master has put on record that these many tasks have finished. */
  Set<String> awaitFinished(String job, String type, int n) throws Exception {
    Set<String> finished = new HashSet<>();
    History history = new History(bed.hdfs(), job);
    Waiting.until(
        LIMIT,
        () -> n + " finished tasks on record; there are " + finished + saidSoFar(),
        () -> {
          finished.addAll(history.finished(type));
          return finished.size() >= n;
        });
    return finished;
  }

  /** Likewise for all map tasks that have begun. */
  Set<String> awaitMaps(String job) throws Exception {
    long begun =
        gates.attempts().keySet().stream()
            .map(Gates::taskOf)
            .filter(task -> task.contains("_m_"))
            .distinct()
            .count();
    return awaitFinished(job, "m", (int) begun);
  }

  /** Says that a second application master must not run these again. */
  void expectRecovered(Set<String> finished) {
    mustNotRunAgain.addAll(finished);
  }

  private void checkRecovered() throws IOException {
    List<String> again =
        gates.attempts().keySet().stream()
            .filter(attempt -> attempt.matches(".*_1\\d\\d\\d"))
            .map(Gates::taskOf)
            .toList();
    assertThat(again)
        .as("finished tasks that were run again")
        .doesNotContainAnyElementsOf(mustNotRunAgain);
  }

  /** Waits for the job's end, which must be as if nothing had happened. */
  Outcome endRight() throws Exception {
    Outcome outcome = check(end(clients.get(0)).ok());
    if (!mustNotRunAgain.isEmpty()) {
      checkRecovered();
    }
    return outcome;
  }

  /** Waits for the end of a client. */
  RealCluster.Result end(RealCluster.Running client) throws Exception {
    clients.remove(client);
    return RealCluster.end(client);
  }

  /** Checks what is there, with the containers at work and when they have gone. */
  Outcome check(RealCluster.Result result) throws Exception {
    Reference reference = bed.reference(work.with(work.rejects(), false));
    Ending ending = new Ending(bed.hdfs(), work, home);
    Outcome outcome = ending.check(result, reference);
    if (orphans) {
      endContainers();
    }
    machine().awaitNoContainers(CONTAINERS_END);
    assertThat(ending.check(result, reference)).isEqualTo(outcome);
    return outcome;
  }

  /** Ends whatever containers have left. */
  void endContainers() throws Exception {
    machine().containers().forEach(ProcessHandle::destroyForcibly);
    machine().awaitNoContainers(CONTAINERS_END);
  }

  /** Leaves the cluster as the round found it. */
  void close() throws Exception {
    for (Gate gate : closed) {
      gates.open(gate.name());
    }
    for (RealCluster.Running client : clients) {
      Stream.concat(Stream.of(client.process().toHandle()), client.process().descendants())
          .forEach(ProcessHandle::destroyForcibly);
    }
    endContainers();
    machine().repair(bed.hdfs());
  }
}
