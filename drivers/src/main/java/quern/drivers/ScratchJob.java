package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import quern.conf.Settings;
import quern.records.commit.JobOutput;

/**
 * A job whose output only this process wants: it goes to a directory of its own, proved like any
 * other, and the directory goes once it has been read.
 */
final class ScratchJob {
  private final Configuration conf;
  private final List<String> inputs;
  private final long bytes;
  private final boolean quiet;
  private final Session session;

  /** Makes a result of what the job left, before that is deleted. */
  interface Reading<T> {
    T read(FileSystem fs, Path directory, JobRun.Outcome outcome) throws IOException;
  }

  /**
   * @param conf is copied
   * @param inputs the job's input as the user wrote it
   * @param bytes its length, for the speed
   */
  ScratchJob(Configuration conf, List<String> inputs, long bytes, boolean quiet, Session session) {
    this.conf = new JobConf(conf); // with the keys that are in its credentials
    this.conf.setBoolean(FileOutputFormat.COMPRESS, false);
    // It is of use to nobody but this process, and not what the step of a flow makes.
    Settings.INTERRUPT_LEAVES.set(this.conf, false);
    Settings.COMMIT_FINGERPRINT.set(this.conf, "");
    this.inputs = inputs;
    this.bytes = bytes;
    this.quiet = quiet;
    this.session = session;
  }

  /** The job's configuration, to say in it what the job needs. */
  Configuration configuration() {
    return conf;
  }

  /**
   * Runs the job and reads what it left.
   *
   * @param name the command that it is for
   */
  <T> T run(String name, JobRun.Wiring wiring, Reading<T> reading)
      throws IOException, InterruptedException {
    JobCommand.setInputPaths(conf, inputs);
    String directory = name.replace(' ', '-') + "-" + UUID.randomUUID();
    Path scratch = new Path(conf.get("hadoop.tmp.dir"), directory);
    FileSystem fs = scratch.getFileSystem(conf);
    fs.deleteOnExit(scratch);
    try {
      List<Path> paths = inputs.stream().map(Path::new).toList();
      JobOutput output = JobOutput.claim(conf, paths, scratch, null, false, name);
      return reading.read(fs, scratch, new JobRun(output, bytes, quiet, session).run(conf, wiring));
    } finally {
      fs.delete(scratch, true);
    }
  }
}
