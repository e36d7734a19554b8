package quern.drivers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.mapred.IFile;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.SpillRecord;
import org.jspecify.annotations.Nullable;
import quern.shuffle.SortCollector;

/**
 * A collector with a fault: what it leaves is well formed, with right checksums, but is not what
 * was collected.
 */
public abstract class TamperingCollector<K, V> extends SortCollector<K, V> {
  private @Nullable Context task;

  /** A record as bytes. */
  static final class Bytes {
    final byte[] key;
    byte[] value;

    Bytes(byte[] key, byte[] value) {
      this.key = key;
      this.value = value;
    }
  }

  /** Does harm to the records of a partition. */
  abstract void tamper(List<Bytes> records);

  @Override
  public void init(Context context) throws IOException, ClassNotFoundException {
    super.init(context);
    task = context;
  }

  @Override
  public synchronized void flush()
      throws IOException, InterruptedException, ClassNotFoundException {
    super.flush();
    Context context = task;
    if (context == null) {
      throw new IllegalStateException("init has not been called");
    }
    JobConf job = context.getJobConf();
    MapOutputFile files = context.getMapTask().getMapOutputFile();
    FileSystem fs = FileSystem.getLocal(job).getRaw();
    Path file = files.getOutputFile();
    SpillRecord index = new SpillRecord(files.getOutputIndexFile(), job);
    List<List<Bytes>> partitions = new ArrayList<>();
    for (int partition = 0; partition < index.size(); partition++) {
      partitions.add(read(job, fs, file, index.getIndex(partition)));
    }
    partitions.forEach(this::tamper);
    SpillRecord written = new SpillRecord(index.size());
    try (FSDataOutputStream out = fs.create(file, true)) {
      for (int partition = 0; partition < index.size(); partition++) {
        long start = out.getPos();
        IFile.Writer<K, V> writer = new IFile.Writer<>(job, out, null, null, null, null);
        for (Bytes record : partitions.get(partition)) {
          writer.append(buffer(record.key), buffer(record.value));
        }
        writer.close();
        written.putIndex(
            new IndexRecord(start, writer.getRawLength(), writer.getCompressedLength()), partition);
      }
    }
    written.writeToFile(files.getOutputIndexFile(), job);
  }

  private List<Bytes> read(JobConf job, FileSystem fs, Path file, IndexRecord segment)
      throws IOException {
    List<Bytes> records = new ArrayList<>();
    FSDataInputStream in = fs.open(file);
    in.seek(segment.startOffset);
    IFile.Reader<K, V> reader = new IFile.Reader<>(job, in, segment.partLength, null, null);
    DataInputBuffer key = new DataInputBuffer();
    DataInputBuffer value = new DataInputBuffer();
    while (reader.nextRawKey(key)) {
      reader.nextRawValue(value);
      records.add(new Bytes(bytes(key), bytes(value)));
    }
    reader.close();
    return records;
  }

  private static byte[] bytes(DataInputBuffer buffer) {
    return java.util.Arrays.copyOfRange(buffer.getData(), buffer.getPosition(), buffer.getLength());
  }

  private static DataInputBuffer buffer(byte[] bytes) {
    DataInputBuffer buffer = new DataInputBuffer();
    buffer.reset(bytes, bytes.length);
    return buffer;
  }

  /** Loses one record in a million, or one if there are fewer. */
  public static final class Drops<K, V> extends TamperingCollector<K, V> {
    private boolean dropped;

    @Override
    void tamper(List<Bytes> records) {
      if (!records.isEmpty() && !dropped) {
        dropped = true;
        records.remove(records.size() / 2);
      }
    }
  }

  /** Writes what it has twice. */
  public static final class Doubles<K, V> extends TamperingCollector<K, V> {
    @Override
    void tamper(List<Bytes> records) {
      List<Bytes> doubled = new ArrayList<>();
      for (Bytes record : records) {
        doubled.add(record);
        doubled.add(record);
      }
      records.clear();
      records.addAll(doubled);
    }
  }

  /** Flips a bit of a value. */
  public static final class Flips<K, V> extends TamperingCollector<K, V> {
    @Override
    void tamper(List<Bytes> records) {
      if (!records.isEmpty()) {
        byte[] value = records.get(0).value;
        value[value.length - 2] ^= 1;
      }
    }
  }

  /** Gives the values of two records to each other's keys: as many bytes, other records. */
  public static final class Swaps<K, V> extends TamperingCollector<K, V> {
    @Override
    void tamper(List<Bytes> records) {
      if (records.size() > 1) {
        Bytes first = records.get(0);
        Bytes last = records.get(records.size() - 1);
        byte[] value = first.value;
        first.value = last.value;
        last.value = value;
      }
    }
  }
}
