package quern.cluster;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.QuotaExceededException;
import org.apache.hadoop.security.AccessControlException;
import org.jspecify.annotations.Nullable;

/** Whether HDFS takes a file. */
public final class HdfsProbe {
  private final DistributedFileSystem fs;
  private final Deadline deadline;

  private HdfsProbe(DistributedFileSystem fs, Deadline deadline) {
    this.fs = fs;
    this.deadline = deadline;
  }

  /**
   * Waits until the NameNode answers, safe mode is over and a DataNode is there; then writes, reads
   * back, renames and removes a file of one block.
   *
   * @param conf its default file system is the one to look at
   * @param limit how long to wait for all of it; a call that is under way may take some seconds
   *     more
   * @throws IOException what is wrong, and mostly what to do
   */
  public static FileSystemProbe.Trace check(Configuration conf, Duration limit)
      throws IOException, InterruptedException {
    Configuration impatient = Impatient.copyOf(conf, limit);
    return Bounded.probe("HDFS", limit, () -> check(impatient, Deadline.in(limit)));
  }

  private static FileSystemProbe.Trace check(Configuration impatient, Deadline deadline)
      throws IOException, InterruptedException {
    URI uri = FileSystem.getDefaultUri(impatient);
    try (FileSystem fs = FileSystem.newInstance(uri, impatient)) {
      if (fs instanceof DistributedFileSystem hdfs) {
        return new HdfsProbe(hdfs, deadline).await();
      }
      throw new ProbeException(
          "the default file system is " + uri + ", which is not HDFS",
          "set fs.defaultFS to the NameNode's address, as hdfs://host:port");
    } catch (IllegalArgumentException e) { // a host that cannot be found, for one
      throw noAnswer(uri, e);
    }
  }

  private FileSystemProbe.Trace await() throws IOException, InterruptedException {
    while (true) {
      IOException obstacle;
      try {
        @Nullable ProbeException found = obstacle();
        if (found == null) {
          Path scratch = FileSystemProbe.scratchOf(fs);
          return FileSystemProbe.check(fs, scratch);
        }
        obstacle = found;
      } catch (IOException e) {
        obstacle = e;
      }
      if (ProbeException.isInterrupt(obstacle) && Thread.interrupted()) {
        throw new InterruptedException(obstacle.getMessage());
      }
      if (deadline.isOver() || isLasting(obstacle)) {
        throw obstacle;
      }
      deadline.pause();
    }
  }

  /** What is in the way of writing; null when nothing is known to be. */
  private @Nullable ProbeException obstacle() throws IOException {
    boolean safeMode;
    try {
      safeMode = fs.isInSafeMode();
    } catch (IOException e) {
      if (ProbeException.isInterrupt(e) || isLasting(e)) {
        throw e;
      }
      return noAnswer(fs.getUri(), e);
    }
    if (safeMode) {
      return new ProbeException(
          fs.getUri() + " is in safe mode and takes no files",
          "it ends when enough DataNodes have reported their blocks; where somebody has entered it:"
              + " hdfs dfsadmin -safemode leave");
    }
    // Not the list of DataNodes: that only a superuser is told.
    if (fs.getStatus().getCapacity() == 0) {
      return new ProbeException(
          fs.getUri() + " has no live DataNode", "start the DataNodes, or see their logs");
    }
    return null;
  }

  private static ProbeException noAnswer(URI uri, Exception cause) {
    return new ProbeException(
        "the NameNode of " + uri + " does not answer: " + ProbeException.reason(cause),
        "start it, or correct fs.defaultFS",
        cause);
  }

  /** Whether waiting does not help. */
  private static boolean isLasting(Throwable obstacle) {
    for (@Nullable Throwable at = obstacle; at != null; at = at.getCause()) {
      if (at instanceof AccessControlException || at instanceof QuotaExceededException) {
        return true;
      }
    }
    return false;
  }
}
