package quern.drivers.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import quern.drivers.RealCluster;

/** What all rounds share: the cluster, its HDFS with the inputs, the gates' jar. */
final class Bed implements AutoCloseable {
  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** Two cores are shared by many JVMs: few tasks at a time, and little compiling. */
  private static final List<String> SMALL =
      List.of(
          "mapreduce.job.running.map.limit=3",
          "mapreduce.map.memory.mb=512",
          "mapreduce.reduce.memory.mb=512",
          "mapreduce.task.io.sort.mb=16",
          "mapreduce.map.java.opts=-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
          "mapreduce.reduce.java.opts=-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
          "mapreduce.input.fileinputformat.split.minsize=1",
          "mapreduce.input.fileinputformat.split.maxsize=" + Inputs.SPLIT);

  /** What makes moments exact: nothing starts early, or a second time unasked. */
  private static final List<String> EXACT =
      List.of(
          "mapreduce.job.ubertask.enable=false",
          "mapreduce.map.speculative=false",
          "mapreduce.reduce.speculative=false",
          "mapreduce.job.reduce.slowstart.completedmaps=1.0");

  /** So that the next application master knows what had finished, and the test can read it. */
  private static final List<String> HISTORY =
      List.of(
          "yarn.app.mapreduce.am.history.max-unflushed-events=1",
          "yarn.app.mapreduce.am.history.complete-event-flush-timeout=100",
          "mapreduce.jobhistory.jhist.format=json");

  private final RealCluster cluster;
  private final Machine machine;
  private final DistributedFileSystem hdfs;
  private final Path jar;
  private final Path scratch;
  private final Map<Work, Reference> references = new HashMap<>();

  private Bed(RealCluster cluster) throws IOException {
    this.cluster = cluster;
    machine = new Machine(cluster);
    hdfs = (DistributedFileSystem) cluster.hdfs();
    scratch = Files.createTempDirectory(TARGET, "faults");
    jar = GateJar.write(scratch.resolve("gates.jar"));
  }

  /** The one for a run of tests. */
  static Bed make() throws IOException, InterruptedException {
    Bed bed = new Bed(RealCluster.get());
    Inputs.write(bed.hdfs);
    return bed;
  }

  RealCluster cluster() {
    return cluster;
  }

  Machine machine() {
    return machine;
  }

  DistributedFileSystem hdfs() {
    return hdfs;
  }

  /** Gates of a directory of their own. */
  Gates gates() throws IOException {
    return new Gates(Files.createTempDirectory(scratch, "gates"));
  }

  /** Starts {@code hadoop jar quern.jar} for {@code work} with its output below {@code home}. */
  RealCluster.Running start(
      Work work, String home, Gates gates, List<Gate> closed, List<String> properties)
      throws IOException {
    List<String> line = work.line(home);
    List<Object> arguments = new ArrayList<>(line.subList(0, 1));
    arguments.addAll(List.of("-libjars", jar));
    Stream.of(SMALL, EXACT, HISTORY, Gate.properties(gates.directory(), closed), properties)
        .flatMap(List::stream)
        .forEach(property -> arguments.addAll(List.of("-D", property)));
    arguments.addAll(line.subList(1, line.size()));
    return cluster.startHadoopJar(Map.of(), arguments.toArray());
  }

  /** What {@code work} comes to when nothing disturbs it. */
  synchronized Reference reference(Work work) throws IOException, InterruptedException {
    Reference known = references.get(work);
    if (known == null) {
      known = Reference.make(this, work, "/faults/undisturbed-" + references.size());
      references.put(work, known);
    }
    return known;
  }

  /**
   * Puts an output of an earlier run where that of {@code work} shall stand, if it replaces one.
   */
  void prepare(Work work, String home) throws IOException {
    hdfs.mkdirs(new org.apache.hadoop.fs.Path(home));
    if (work.overwrite()) {
      Inputs.write(hdfs, home + "/out/part-m-00000.csv", Ending.OLD);
      Inputs.write(hdfs, home + "/out/_SUCCESS", "");
      if (work.rejects()) {
        Inputs.write(hdfs, home + "/bad/part-m-00000.csv", Ending.OLD);
      }
    }
  }

  @Override
  public void close() throws IOException {
    hdfs.close();
  }
}
