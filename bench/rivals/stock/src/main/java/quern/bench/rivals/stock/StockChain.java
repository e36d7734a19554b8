package quern.bench.rivals.stock;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.jobcontrol.ControlledJob;
import org.apache.hadoop.mapreduce.lib.jobcontrol.JobControl;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;

/** Ten jobs, each of which copies what the one before it wrote, by {@link JobControl}. */
public final class StockChain {
  private static final int JOBS = 10;

  private StockChain() {}

  /**
   * Runs the chain.
   *
   * @param args the input, the output directory, which must not exist, and Hadoop's scratch space
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Configuration conf = new Configuration();
    conf.set("hadoop.tmp.dir", args[2]);
    JobControl control = new JobControl("chain");
    Path input = new Path(args[0]);
    List<ControlledJob> before = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      Path output = new Path(args[1], "s" + i);
      Job job = Job.getInstance(conf, "step " + i);
      job.setJarByClass(StockChain.class);
      job.setMapperClass(Mapper.class);
      job.setNumReduceTasks(0);
      job.setOutputKeyClass(LongWritable.class);
      job.setOutputValueClass(Text.class);
      FileInputFormat.addInputPath(job, input);
      FileOutputFormat.setOutputPath(job, output);
      ControlledJob controlled = new ControlledJob(job, before);
      control.addJob(controlled);
      before = new ArrayList<>(List.of(controlled));
      input = output;
    }
    Thread thread = new Thread(control, "chain");
    thread.setDaemon(true);
    thread.start();
    while (!control.allFinished()) {
      Thread.sleep(20);
    }
    if (!control.getFailedJobList().isEmpty()) {
      throw new IOException("failed: " + control.getFailedJobList());
    }
  }
}
