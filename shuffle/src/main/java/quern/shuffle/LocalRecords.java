package quern.shuffle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.mapred.IndexRecord;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.mapred.TaskAttemptID;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.jspecify.annotations.Nullable;

/**
 * The records of one partition from map outputs that lie on this machine: merged where they are,
 * and copied by nobody. Of more outputs than {@code mapreduce.task.io.sort.factor}, the first ones
 * are merged into a file, and so on.
 */
final class LocalRecords implements ReduceInput.SortedRecords {
  /** For the buffers of all segments together. */
  private static final int BUDGET = 32 << 20;

  private static final int MOST_BUFFER = 256 << 10;

  /** What an index file's name has behind that of its map output. */
  private static final String INDEX_SUFFIX = ".index";

  private final FileSystem fs;
  private final Merge merge;
  private final long stored;
  private final List<Path> made = new ArrayList<>();

  /** A segment of a file. */
  private static final class Run {
    final Path file;
    final IndexRecord segment;

    Run(Path file, IndexRecord segment) {
      this.file = file;
      this.segment = segment;
    }
  }

  /** Where merged files may be put. */
  interface Scratch {
    Path path(int number, long bytes) throws IOException;
  }

  LocalRecords(
      JobConf job,
      Map<TaskAttemptID, MapOutputFile> outputs,
      int partition,
      @Nullable CompressionCodec codec,
      Scratch scratch)
      throws IOException {
    fs = FileSystem.getLocal(job).getRaw();
    KeyOrder order = KeyOrder.of(job);
    List<Run> runs = new ArrayList<>();
    for (MapOutputFile output : new TreeMap<>(outputs).values()) {
      Path file = output.getOutputFile();
      // Within the application master getOutputIndexFile is not supported by all versions.
      SpillRecord index = new SpillRecord(file.suffix(INDEX_SUFFIX), job);
      runs.add(new Run(file, index.getIndex(partition)));
    }
    stored = runs.stream().mapToLong(run -> run.segment.partLength).sum();
    int factor = Math.max(2, job.getInt(MRJobConfig.IO_SORT_FACTOR, 10));
    while (runs.size() > factor) {
      int count = Math.min(factor, runs.size() - factor + 1);
      List<Run> some = runs.subList(0, count);
      long bytes = some.stream().mapToLong(run -> run.segment.partLength).sum();
      Path path = scratch.path(made.size(), bytes);
      made.add(path);
      IndexRecord segment;
      try (Merge part = open(job, order, some, codec);
          SegmentWriter writer = new SegmentWriter(fs, path, 1, codec)) {
        writer.begin();
        MapOutput.copy(part, writer);
        writer.end();
        segment = writer.index().getIndex(0);
      }
      some.clear();
      runs.add(0, new Run(path, segment)); // first, so that the order of equal keys stays
    }
    merge = open(job, order, runs, codec);
  }

  private Merge open(JobConf job, KeyOrder order, List<Run> runs, @Nullable CompressionCodec codec)
      throws IOException {
    List<SegmentReader> readers = new ArrayList<>();
    int buffer = Math.min(MOST_BUFFER, BUDGET / Math.max(1, runs.size()));
    try {
      for (Run run : runs) {
        readers.add(new SegmentReader(job, fs, run.file, run.segment, codec, buffer));
      }
      return new Merge(order, readers);
    } catch (IOException | RuntimeException e) {
      for (SegmentReader reader : readers) {
        reader.close();
      }
      throw e;
    }
  }

  /** How long the segments of the map outputs are, as stored. */
  long bytesStored() {
    return stored;
  }

  @Override
  public boolean next() throws IOException {
    return merge.next();
  }

  @Override
  public byte[] bytes() {
    return merge.current().bytes();
  }

  @Override
  public int keyFrom() {
    return merge.current().keyFrom();
  }

  @Override
  public int keyLength() {
    return merge.current().keyLength();
  }

  @Override
  public int valueLength() {
    return merge.current().valueLength();
  }

  @Override
  public float progress() {
    return merge.progress();
  }

  @Override
  public void close() throws IOException {
    merge.close();
    for (Path path : made) {
      fs.delete(path, false);
    }
    made.clear();
  }
}
