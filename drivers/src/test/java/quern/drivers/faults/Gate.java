package quern.drivers.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A place in a job's processes where they stop until the gate is opened, or they are killed.
 *
 * @param name names it, and the files by which a process and the test tell each other
 * @param process a pattern for who stops: {@code client}, {@code master}, or a task attempt's id
 * @param call a pattern for the call to stop at, like {@code create /out/part-m-00000.csv}
 * @param within a method that must be on the stack; empty for anywhere
 * @param skip matching calls of a process that pass before one stops
 * @param after whether it stops when the call has been made, rather than before
 * @param times how many calls stop in all, in whatever processes
 */
record Gate(
    String name, String process, String call, String within, int skip, boolean after, int times) {
  /** Only in processes of the job itself. */
  static final String TASKS = "attempt_.*";

  static final String MASTER = "master";
  static final String CLIENT = "client";

  /** All calls that change something. */
  static final String CHANGE = "(create|rename|delete|mkdirs) .*";

  private static final String NAMES = "test.gates";
  private static final String DIRECTORY = "test.gates.directory";
  private static final long POLL_MILLIS = 20;

  /** One that stops the first process to make such a call, before it makes it. */
  static Gate before(String name, String process, String call) {
    return new Gate(name, process, call, "", 0, false, 1);
  }

  /** The same in the {@code k}-th call, from 0, that is made within a method. */
  Gate inCall(int k, String method) {
    return new Gate(name, process, call, method, k, after, times);
  }

  /** The same when the call has been made. */
  Gate whenMade(boolean made) {
    return new Gate(name, process, call, within, skip, made, times);
  }

  /** The same for several. */
  Gate times(int most) {
    return new Gate(name, process, call, within, skip, after, most);
  }

  /** What tells the processes of a job of {@code gates}. */
  static List<String> properties(java.nio.file.Path directory, List<Gate> gates) {
    List<String> properties = new ArrayList<>();
    properties.add("fs.hdfs.impl=" + GateFileSystem.class.getName());
    properties.add(DIRECTORY + "=" + directory);
    properties.add(NAMES + "=" + String.join(",", gates.stream().map(Gate::name).toList()));
    for (Gate gate : gates) {
      String prefix = "test.gate." + gate.name + ".";
      properties.add(prefix + "process=" + gate.process);
      properties.add(prefix + "call=" + gate.call);
      properties.add(prefix + "within=" + gate.within);
      properties.add(prefix + "skip=" + gate.skip);
      properties.add(prefix + "after=" + gate.after);
      properties.add(prefix + "times=" + gate.times);
    }
    return properties;
  }

  /** The local directory in which processes and test tell each other; null where there is none. */
  static java.nio.file.Path directory(Configuration conf) {
    return java.nio.file.Path.of(conf.get(DIRECTORY));
  }

  /** Reads back what {@link #properties} told. */
  static List<Gate> read(Configuration conf) {
    List<Gate> gates = new ArrayList<>();
    for (String name : conf.getTrimmedStringCollection(NAMES)) {
      String prefix = "test.gate." + name + ".";
      gates.add(
          new Gate(
              name,
              conf.get(prefix + "process"),
              conf.get(prefix + "call"),
              conf.get(prefix + "within", ""),
              conf.getInt(prefix + "skip", 0),
              conf.getBoolean(prefix + "after", false),
              conf.getInt(prefix + "times", 1)));
    }
    return gates;
  }

  boolean matches(String caller, String made) {
    return Pattern.matches(process, caller) && Pattern.matches(call, made);
  }

  /** Whether the method is on this thread's stack. */
  boolean isWithin() {
    return within.isEmpty() || onStack(within);
  }

  static boolean onStack(String method) {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals(method)));
  }

  /** Stops here, unless as many have stopped already as shall. */
  void stop(java.nio.file.Path directory, String caller, String made) throws IOException {
    Stopped here = Stopped.here(caller, made);
    if (!here.leave(directory, name, times)) {
      return;
    }
    try {
      while (!java.nio.file.Files.exists(directory.resolve(name + ".open"))) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted at gate " + name, e);
    }
  }
}
