package quern.drivers.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * HDFS for the processes of a job under test: it notes each call that changes something, and stops
 * at {@link Gate}s. It goes to the job by {@code -libjars}.
 */
public final class GateFileSystem extends DistributedFileSystem {
  /** Calls that have passed a gate in this process, which may have several file systems. */
  private static final Map<String, AtomicInteger> PASSED = new ConcurrentHashMap<>();

  private java.nio.file.Path directory = java.nio.file.Path.of("");
  private List<Gate> gates = List.of();
  private String process = "";

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    directory = Gate.directory(conf);
    gates = Gate.read(conf);
    process = thisProcess();
    note("begin " + java.nio.file.Path.of("").toAbsolutePath());
    pass("begin", false);
  }

  /** What this process is in the job. */
  private static String thisProcess() {
    String command = System.getProperty("sun.java.command", "");
    if (command.contains("MRAppMaster")) {
      return Gate.MASTER;
    }
    if (command.contains("YarnChild")) {
      for (String word : command.split(" ", -1)) {
        if (word.startsWith("attempt_")) {
          return word;
        }
      }
    }
    return Gate.CLIENT;
  }

  /** For the test, which reads it when the job is over. */
  private void note(String line) throws IOException {
    Files.writeString(
        directory.resolve("calls-" + process + "-" + ProcessHandle.current().pid()),
        line + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private void pass(String call, boolean made) throws IOException {
    for (Gate gate : gates) {
      if (gate.after() == made && gate.matches(process, call) && gate.isWithin() && isTurn(gate)) {
        gate.stop(directory, process, call);
      }
    }
  }

  private static boolean isTurn(Gate gate) {
    return PASSED.computeIfAbsent(gate.name(), name -> new AtomicInteger()).getAndIncrement()
        >= gate.skip();
  }

  private interface Call<T> {
    T make() throws IOException;
  }

  private <T> T change(String call, Call<T> body) throws IOException {
    for (String method : List.of("commitJob", "commitTask")) {
      if (Gate.onStack(method)) {
        note(method + " " + call);
        break;
      }
    }
    pass(call, false);
    T result = body.make();
    pass(call, true);
    return result;
  }

  private static String name(Path path) {
    return path.toUri().getPath();
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    FSDataOutputStream out =
        change(
            "create " + name(path),
            () ->
                super.create(
                    path, permission, overwrite, bufferSize, replication, blockSize, progress));
    String write = "write " + name(path);
    return gates.stream().anyMatch(gate -> gate.matches(process, write))
        ? new FSDataOutputStream(new HalfwayStream(out, () -> pass(write, false)), null)
        : out;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    pass("open " + name(path), false);
    return super.open(path, bufferSize);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return change("rename " + name(from) + " " + name(to), () -> super.rename(from, to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return change("delete " + name(path), () -> super.delete(path, recursive));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return change("mkdirs " + name(path), () -> super.mkdirs(path, permission));
  }
}
