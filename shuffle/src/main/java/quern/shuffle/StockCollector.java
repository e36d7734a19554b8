package quern.shuffle;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.MapTask;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.mapreduce.CryptoUtils;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.mapreduce.security.IntermediateEncryptedStream;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import quern.records.commit.QuernCommitter;
import quern.records.commit.RecordSums;
import quern.records.commit.TaskPage;

/**
 * Hadoop's own collector, for what the others do not do; where the job's committer proves the
 * shuffle, its output is read again to be told to the task's page.
 */
public class StockCollector<K, V> extends MapTask.MapOutputBuffer<K, V> {
  private @Nullable Context context;

  @Override
  public void init(Context context) throws IOException, ClassNotFoundException {
    super.init(context);
    this.context = context;
  }

  @Override
  public void flush() throws IOException, ClassNotFoundException, InterruptedException {
    super.flush();
    Context task = context;
    if (task == null) {
      return;
    }
    JobConf job = task.getJobConf();
    TaskPage page = QuernCommitter.page(job, task.getMapTask().getTaskID());
    if (page.isAttached()) {
      RecordSums sums = read(job, task.getMapTask().getMapOutputFile());
      boolean combines = job.getCombinerClass() != null || combinesByNewInterface(job);
      long collected = task.getReporter().getCounter(TaskCounter.MAP_OUTPUT_RECORDS).getValue();
      if (!combines && collected != sums.records()) {
        throw new IOException(
            "%d records were collected, but %d are in the map output"
                .formatted(collected, sums.records()));
      }
      sums.reportSent(page);
    }
  }

  private static boolean combinesByNewInterface(JobConf job) {
    return job.get(org.apache.hadoop.mapreduce.MRJobConfig.COMBINE_CLASS_ATTR) != null;
  }

  private RecordSums read(JobConf job, MapOutputFile files) throws IOException {
    FileSystem fs = FileSystem.getLocal(job).getRaw();
    Path file = files.getOutputFile();
    SpillRecord index = new SpillRecord(files.getOutputIndexFile(), job);
    CompressionCodec codec =
        job.getCompressMapOutput()
            ? ReflectionUtils.newInstance(job.getMapOutputCompressorClass(DefaultCodec.class), job)
            : null;
    RecordSums sums = new RecordSums(index.size());
    DataInputBuffer key = new DataInputBuffer();
    DataInputBuffer value = new DataInputBuffer();
    DataOutputBuffer both = new DataOutputBuffer();
    for (int partition = 0; partition < index.size(); partition++) {
      IndexRecord segment = index.getIndex(partition);
      FSDataInputStream in = fs.open(file);
      in.seek(segment.startOffset);
      IFile.Reader<K, V> reader =
          new IFile.Reader<>(
              job,
              IntermediateEncryptedStream.wrapIfNecessary(job, in, file),
              segment.partLength - CryptoUtils.cryptoPadding(job),
              codec,
              null);
      try {
        while (reader.nextRawKey(key)) {
          reader.nextRawValue(value);
          both.reset();
          int keyLength = key.getLength() - key.getPosition();
          int valueLength = value.getLength() - value.getPosition();
          both.write(key.getData(), key.getPosition(), keyLength);
          both.write(value.getData(), value.getPosition(), valueLength);
          sums.add(partition, both.getData(), 0, keyLength, valueLength);
        }
      } finally {
        reader.close();
      }
    }
    return sums;
  }
}
