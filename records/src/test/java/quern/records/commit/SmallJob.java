package quern.records.commit;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskType;
import quern.conf.Settings;

/** A job of one map task, played against the committer, for tests of what is built on that. */
public final class SmallJob {
  private SmallJob() {}

  /**
   * Writes one row, as a job does and a client that puts things in order when it fails.
   *
   * @param overwrite whether an output that stands there is replaced
   */
  public static void run(
      Configuration conf,
      List<Path> inputs,
      Path out,
      boolean overwrite,
      String fingerprint,
      String row)
      throws Exception {
    JobOutput output = JobOutput.claim(conf, inputs, out, null, overwrite, "test");
    CommitHarness job = new CommitHarness(conf, 1, 0);
    output.configure(job.conf());
    Settings.COMMIT_FINGERPRINT.set(job.conf(), fingerprint);
    try {
      job.setUp();
      job.run(
          TaskType.MAP,
          0,
          0,
          (page, writer) -> writer.write(NullWritable.get(), CommitHarness.block(row)));
      job.commit();
    } catch (IOException e) {
      job.committer().abortJob(job.job(), JobStatus.State.FAILED);
      if (!output.discard()) {
        throw e;
      }
    }
  }
}
