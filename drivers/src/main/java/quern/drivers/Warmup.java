package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapred.JobConf;

/**
 * Loads Hadoop's classes and defaults in a thread of its own while the command line is read; either
 * takes some tenths of a second. Who wants the configuration waits for all of it: the classes would
 * else be initialised by two threads in different orders.
 */
final class Warmup implements Supplier<JobConf> {
  private final FutureTask<JobConf> task;

  private Warmup(boolean local) {
    task =
        new FutureTask<>(
            () -> {
              JobConf conf = new JobConf();
              if (local) {
                touchLocalFiles(conf);
              }
              return conf;
            });
  }

  /** Starts it. */
  static Warmup start(List<String> args, Map<String, String> environment) {
    Warmup warmup = new Warmup(isLocal(args, environment));
    Thread thread = new Thread(warmup.task, "warm-up");
    thread.setDaemon(true);
    thread.start();
    return warmup;
  }

  /** Whether nothing can lead to another place: who the user is there is not to be asked here. */
  static boolean isLocal(List<String> args, Map<String, String> environment) {
    return environment.getOrDefault("HADOOP_CONF_DIR", "").isEmpty()
        && !RunOptions.startedByHadoop()
        && args.stream()
            .noneMatch(
                arg ->
                    arg.startsWith("--on")
                        || arg.startsWith("-conf")
                        || arg.startsWith("-fs")
                        || arg.startsWith("-jt")
                        || arg.contains("hadoop.security"));
  }

  private static void touchLocalFiles(Configuration conf) throws IOException {
    Configuration local = new Configuration(conf);
    local.addResource(RunOptions.LOCAL); // the file system that is made first is kept
    FileSystem.getLocal(local);
  }

  /** A configuration with Hadoop's defaults, for the caller to keep. */
  @Override
  public JobConf get() {
    try {
      return new JobConf(task.get());
    } catch (ExecutionException e) {
      return new JobConf(); // which meets the same trouble where it can be told
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Hadoop's classes were loading", e);
    }
  }
}
