package quern.drivers.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The record that a job's first application master keeps while it runs, from which the second one
 * knows what had finished.
 */
final class History {
  private static final Pattern TASK =
      Pattern.compile("\"type\":\"TASK_FINISHED\".*?\"taskid\":\"(task_\\d+_\\d+_([mr])_\\d+)\"");

  private final FileSystem fs;
  private final Path file;

  /**
   * @param job like {@code job_1_0002}
   */
  History(FileSystem fs, String job) {
    this.fs = fs;
    file =
        new Path(
            "/user/"
                + System.getProperty("user.name")
                + "/.staging/"
                + job
                + "/"
                + job
                + "_1.jhist");
  }

  /** The tasks of a type, {@code m} or {@code r}, that have finished. */
  Set<String> finished(String type) throws IOException {
    Set<String> tasks = new TreeSet<>();
    Matcher event = TASK.matcher(text());
    while (event.find()) {
      if (event.group(2).equals(type)) {
        tasks.add(event.group(1));
      }
    }
    return tasks;
  }

  private String text() throws IOException {
    try (InputStream in = fs.open(file)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (FileNotFoundException e) {
      return "";
    }
  }
}
