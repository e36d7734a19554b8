package quern.shuffle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.mapred.Counters;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.MapOutputCollector;
import org.apache.hadoop.mapred.MapOutputFile;
import org.apache.hadoop.mapred.SpillRecord;
import org.apache.hadoop.mapred.Task.TaskReporter;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;

/**
 * The files of one map task's output: any number of spills, and in the end one file with a segment
 * for each partition, and its index, where the shuffle looks for them. Not for several threads.
 */
final class MapOutput {
  /** For whoever serves the shuffle, where the user's mask would keep it away, as Hadoop has it. */
  private static final FsPermission SERVED = new FsPermission((short) 0640);

  private static final int HEADER_BYTES = 150;
  private static final int INDEX_BYTES = 24;
  private static final int READ_BYTES = 256 << 10;

  private final JobConf job;
  private final FileSystem fs;
  private final MapOutputFile files;
  private final int partitions;
  private final @Nullable CompressionCodec codec;
  private final int factor;
  private final int mostSpills;
  private final TaskReporter reporter;
  private final Counters.Counter spilled;
  private final List<Spill> spills = new ArrayList<>();
  private int made;

  /** A file of sorted segments that has been written. */
  private static final class Spill {
    final Path path;
    final SpillRecord index;

    Spill(Path path, SpillRecord index) {
      this.path = path;
      this.index = index;
    }
  }

  /** Writes the records of a partition. */
  interface Partitions {
    /** Writes all records of {@code partition}, sorted; the segment is begun and ended outside. */
    void write(int partition, SegmentWriter to)
        throws IOException, InterruptedException, ClassNotFoundException;
  }

  /** What becomes of records that are merged. */
  interface Transfer {
    /** Writes what {@code merge} gives, all of {@code partition}, to the final output. */
    void write(int partition, Merge merge, SegmentWriter to)
        throws IOException, InterruptedException, ClassNotFoundException;
  }

  MapOutput(MapOutputCollector.Context context) throws IOException {
    job = context.getJobConf();
    reporter = context.getReporter();
    fs = FileSystem.getLocal(job).getRaw();
    files = context.getMapTask().getMapOutputFile();
    partitions = job.getNumReduceTasks();
    codec =
        job.getCompressMapOutput()
            ? ReflectionUtils.newInstance(job.getMapOutputCompressorClass(DefaultCodec.class), job)
            : null;
    factor = Math.max(2, job.getInt(MRJobConfig.IO_SORT_FACTOR, 10));
    spilled = reporter.getCounter(TaskCounter.SPILLED_RECORDS);
    int limit = job.getInt(JobContext.SPILL_FILES_COUNT_LIMIT, -1);
    mostSpills = limit < 0 ? Integer.MAX_VALUE : limit;
  }

  /** How many spills there are. */
  int spills() {
    return spills.size();
  }

  /**
   * Writes a spill.
   *
   * @param bytes about how large it gets
   */
  void spill(long bytes, Partitions records)
      throws IOException, InterruptedException, ClassNotFoundException {
    if (spills.size() >= mostSpills) {
      throw new IOException(
          "%d spills are as many as %s allows: raise it, or %s"
              .formatted(mostSpills, JobContext.SPILL_FILES_COUNT_LIMIT, MRJobConfig.IO_SORT_MB));
    }
    Path path = files.getSpillFileForWrite(made++, bytes + (long) partitions * HEADER_BYTES);
    spills.add(new Spill(path, write(path, records)));
  }

  private SpillRecord write(Path path, Partitions records)
      throws IOException, InterruptedException, ClassNotFoundException {
    try (SegmentWriter writer = new SegmentWriter(fs, path, partitions, codec)) {
      for (int partition = 0; partition < partitions; partition++) {
        writer.begin();
        records.write(partition, writer);
        writer.end();
        reporter.progress();
      }
      spilled.increment(writer.records());
      return writer.index();
    }
  }

  /**
   * Makes the final output of the spills: of one by renaming it, of more by merging them.
   *
   * @param transfer writes what the last merge gives
   */
  void finish(KeyOrder order, Transfer transfer)
      throws IOException, InterruptedException, ClassNotFoundException {
    Path output;
    SpillRecord index;
    if (spills.size() == 1) {
      Spill only = spills.get(0);
      output = files.getOutputFileForWriteInVolume(only.path);
      index = only.index;
      rename(only.path, output);
    } else {
      long bytes = 0;
      for (Spill spill : spills) {
        bytes += fs.getFileStatus(spill.path).getLen();
      }
      reduceTo(factor, order);
      output = files.getOutputFileForWrite(bytes + (long) partitions * HEADER_BYTES);
      index =
          write(
              output,
              (partition, to) -> {
                try (Merge merge = merge(partition, order, spills)) {
                  transfer.write(partition, merge, to);
                }
              });
      deleteAll(spills);
    }
    Path indexFile = files.getOutputIndexFileForWrite((long) partitions * INDEX_BYTES);
    index.writeToFile(indexFile, job);
    reporter
        .getCounter(TaskCounter.MAP_OUTPUT_MATERIALIZED_BYTES)
        .increment(fs.getFileStatus(output).getLen());
    if (!SERVED.equals(SERVED.applyUMask(FsPermission.getUMask(job)))) {
      fs.setPermission(output, SERVED);
      fs.setPermission(indexFile, SERVED);
    }
  }

  private void rename(Path from, Path to) throws IOException {
    fs.mkdirs(to.getParent());
    if (!fs.rename(from, to)) {
      throw new IOException("cannot rename %s to %s".formatted(from, to));
    }
  }

  /** Merges the first spills until there are no more than {@code most}; their order stays. */
  private void reduceTo(int most, KeyOrder order)
      throws IOException, InterruptedException, ClassNotFoundException {
    while (spills.size() > most) {
      int count = Math.min(most, spills.size() - most + 1);
      // The smallest neighbours: what is merged first is merged again.
      int from = smallest(count);
      List<Spill> some = List.copyOf(spills.subList(from, from + count));
      long bytes = 0;
      for (Spill spill : some) {
        bytes += fs.getFileStatus(spill.path).getLen();
      }
      Path path = files.getSpillFileForWrite(made++, bytes);
      SpillRecord index =
          write(
              path,
              (partition, to) -> {
                try (Merge merge = merge(partition, order, some)) {
                  copy(merge, to);
                }
              });
      spills.subList(from, from + count).clear();
      spills.add(from, new Spill(path, index));
      deleteAll(some);
    }
  }

  private int smallest(int count) throws IOException {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int from = 0; from + count <= spills.size(); from++) {
      long bytes = 0;
      for (Spill spill : spills.subList(from, from + count)) {
        bytes += fs.getFileStatus(spill.path).getLen();
      }
      if (bytes < least) {
        least = bytes;
        best = from;
      }
    }
    return best;
  }

  private void deleteAll(List<Spill> some) throws IOException {
    for (Spill spill : some) {
      fs.delete(spill.path, false);
    }
  }

  private Merge merge(int partition, KeyOrder order, List<Spill> some) throws IOException {
    List<SegmentReader> readers = new ArrayList<>();
    try {
      for (Spill spill : some) {
        readers.add(
            new SegmentReader(
                job, fs, spill.path, spill.index.getIndex(partition), codec, READ_BYTES));
      }
      return new Merge(order, readers);
    } catch (IOException | RuntimeException e) {
      for (SegmentReader reader : readers) {
        reader.close();
      }
      throw e;
    }
  }

  /** Writes what {@code merge} gives as it is. */
  static void copy(Merge merge, SegmentWriter to) throws IOException {
    while (merge.next()) {
      SegmentReader record = merge.current();
      to.record(record.bytes(), record.recordFrom(), record.recordLength());
    }
  }
}
