package quern.shuffle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.JobContext;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.MapTask;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.mapred.TaskAttemptID;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.split.JobSplit.TaskSplitIndex;
import org.apache.hadoop.util.Progress;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/** A map task for collectors to serve, and what they have left of it, read by Hadoop's reader. */
final class TestTask extends MapTask {
  private final JobConf job;
  private final Progress sortPhase = new Progress();
  private final TaskReporter reporter;
  private final Path directory;

  TestTask(JobConf job, Path directory) throws IOException {
    super("job.xml", attempt(), 0, new TaskSplitIndex(), 1);
    this.job = job;
    this.directory = Files.createDirectories(directory);
    job.set(MRConfig.LOCAL_DIR, directory.toString());
    job.set(JobContext.TASK_ATTEMPT_ID, attempt().toString());
    setConf(job);
    reporter = new TaskReporter(new Progress(), null);
  }

  static TaskAttemptID attempt() {
    return TaskAttemptID.forName("attempt_1_0001_m_000000_0");
  }

  /** Makes it impossible to write anything. */
  void loseDisk() throws IOException {
    FileUtil.fullyDelete(directory.toFile());
    Files.createFile(directory);
  }

  /** Makes it possible again. */
  void findDisk() throws IOException {
    Files.delete(directory);
    Files.createDirectories(directory);
  }

  @Override
  public Progress getSortPhase() {
    return sortPhase;
  }

  MapOutputCollector.Context context() {
    return new MapOutputCollector.Context(this, job, reporter);
  }

  long count(TaskCounter counter) {
    return reporter.getCounter(counter).getValue();
  }

  /** The bytes of the map output. */
  byte[] bytes() throws IOException {
    return Files.readAllBytes(path(getMapOutputFile().getOutputFile()));
  }

  Path file() throws IOException {
    return path(getMapOutputFile().getOutputFile());
  }

  Path index() throws IOException {
    return path(getMapOutputFile().getOutputIndexFile());
  }

  private static Path path(org.apache.hadoop.fs.Path path) {
    return Path.of(path.toUri().getPath());
  }

  /** Names of the files that are left. */
  List<String> files() throws IOException {
    try (var files = Files.walk(directory)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  /** The records that the reduce task of {@code partition} will read. */
  List<Entry> records(int partition) throws IOException {
    SpillRecord index = new SpillRecord(getMapOutputFile().getOutputIndexFile(), job);
    IndexRecord place = index.getIndex(partition);
    List<Entry> records = new ArrayList<>();
    FileSystem fs = FileSystem.getLocal(job).getRaw();
    try (var in = fs.open(getMapOutputFile().getOutputFile())) {
      in.seek(place.startOffset);
      IFile.Reader<Object, Object> reader =
          new IFile.Reader<>(job, in, place.partLength, codec(), null);
      DataInputBuffer key = new DataInputBuffer();
      long bytes = 2;
      while (reader.nextRawKey(key)) {
        DataInputBuffer value = new DataInputBuffer();
        reader.nextRawValue(value);
        Entry entry = new Entry(bytes(key), bytes(value));
        records.add(entry);
        bytes +=
            VInts.size(key.getLength())
                + VInts.size(value.getLength())
                + key.getLength()
                + value.getLength();
      }
      if (bytes != place.rawLength) {
        throw new IOException("index says " + place.rawLength + " bytes, found " + bytes);
      }
      reader.close();
    }
    return records;
  }

  List<List<Entry>> records() throws IOException {
    List<List<Entry>> all = new ArrayList<>();
    for (int partition = 0; partition < job.getNumReduceTasks(); partition++) {
      all.add(records(partition));
    }
    return all;
  }

  private @Nullable CompressionCodec codec() {
    return job.getCompressMapOutput()
        ? ReflectionUtils.newInstance(job.getMapOutputCompressorClass(DefaultCodec.class), job)
        : null;
  }

  private static byte[] bytes(DataInputBuffer buffer) {
    byte[] bytes = new byte[buffer.getLength() - buffer.getPosition()];
    System.arraycopy(buffer.getData(), buffer.getPosition(), bytes, 0, bytes.length);
    return bytes;
  }
}
