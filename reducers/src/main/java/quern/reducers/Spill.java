package quern.reducers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalDirAllocator;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.CryptoUtils;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file on a task's local disk, encoded and encrypted as map outputs are: what may not lie there
 * in the clear before the shuffle may not lie there after it.
 */
final class Spill {
  private final Configuration conf;
  private final FileSystem fs;
  private final Path file;
  private final @Nullable CompressionCodec codec;

  /** Makes such files. */
  @FunctionalInterface
  interface Maker {
    /** Makes one. */
    Spill make() throws IOException;
  }

  private Spill(Configuration conf, Path file, @Nullable CompressionCodec codec)
      throws IOException {
    this.conf = conf;
    this.fs = FileSystem.getLocal(conf).getRaw();
    this.file = file;
    this.codec = codec;
  }

  /** What makes the files of a task. */
  static Maker maker(Configuration conf, TaskAttemptID task) {
    LocalDirAllocator directories = new LocalDirAllocator(MRConfig.LOCAL_DIR);
    JobConf job = new JobConf(conf);
    int[] number = {0};
    return () -> {
      CompressionCodec codec =
          job.getCompressMapOutput()
              ? ReflectionUtils.newInstance(
                  job.getMapOutputCompressorClass(DefaultCodec.class), conf)
              : null;
      String name = "quern-held/" + task + "-" + number[0]++;
      return new Spill(conf, directories.getLocalPathForWrite(name, conf), codec);
    };
  }

  OutputStream create() throws IOException {
    OutputStream out = CryptoUtils.wrapIfNecessary(conf, fs.create(file, true));
    return codec == null ? out : codec.createOutputStream(out);
  }

  InputStream open() throws IOException {
    InputStream in = CryptoUtils.wrapIfNecessary(conf, fs.open(file));
    return codec == null ? in : codec.createInputStream(in);
  }

  void delete() throws IOException {
    fs.delete(file, false);
  }
}
