package quern.records.commit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.compress.CodecPool;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.mapreduce.RecordWriter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.jspecify.annotations.Nullable;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Writes the parts of one task: one, or one for each directory that blocks name; and where parts
 * may not be longer than so many bytes, several numbered ones in place of each.
 */
final class PartWriter extends RecordWriter<NullWritable, RowBlock> {
  private final TaskPage page;
  private final Path work;
  private final String stem;
  private final String extension;
  private final @Nullable CompressionCodec codec;
  private final Configuration conf;
  private final byte[] header;
  private final int mostDirectories;
  private final long mostBytes;
  private final Map<String, Open> parts = new TreeMap<>();

  /**
   * @param work the attempt's directory
   * @param stem the part's name without its extension
   */
  PartWriter(
      TaskPage page,
      Path work,
      String stem,
      String extension,
      @Nullable CompressionCodec codec,
      Configuration conf)
      throws IOException {
    this.page = page;
    this.work = work;
    this.stem = stem;
    this.extension = extension;
    this.codec = codec;
    this.conf = conf;
    this.header = Base64.getDecoder().decode(Settings.OUTPUT_HEADER.get(conf));
    this.mostDirectories = Settings.OUTPUT_MAX_DIRECTORIES.get(conf);
    this.mostBytes = Settings.OUTPUT_PART_BYTES.get(conf);
    if (Settings.OUTPUT_DIRECTORIES.get(conf).isEmpty()) {
      open(""); // a part without rows is one too
    }
  }

  @Override
  public void write(NullWritable ignored, RowBlock block) throws IOException {
    Open part = parts.get(block.directory());
    if (part == null) {
      part = open(block.directory());
    }
    if (mostBytes > 0 && part.file.getPos() >= mostBytes) {
      part.close();
      part = open(block.directory(), part.number + 1);
    }
    part.write(block);
  }

  private Open open(String directory) throws IOException {
    if (parts.size() == mostDirectories) {
      throw page.fail(
          new QuernException(
              Exit.REFUSED,
              "--partition-dirs: a task has rows for more than %d directories, the next is %s; choose columns of fewer values, or have each task write fewer: --partitions N --partition-by hash:COLUMNS (%s allows more)"
                  .formatted(mostDirectories, directory, Settings.OUTPUT_MAX_DIRECTORIES.key())));
    }
    return open(directory, 0);
  }

  private Open open(String directory, int number) throws IOException {
    // Numbered from the first on, so that the order of names is that of rows.
    String name = mostBytes > 0 ? "%s-%05d".formatted(stem, number) : stem;
    Open part = new Open(directory + name + extension, number);
    parts.put(directory, part);
    return part;
  }

  @Override
  public void close(TaskAttemptContext context) throws IOException {
    for (Open part : parts.values()) {
      part.close();
    }
  }

  /** A part that is being written. */
  private final class Open {
    private final String path;
    private final int number;
    private final FSDataOutputStream file;
    private final @Nullable Compressor compressor;
    private final OutputStream out;
    private final RowHash hash = new RowHash();
    private long rows;

    Open(String path, int number) throws IOException {
      this.path = path;
      this.number = number;
      Path at = new Path(work, path);
      FileSystem fs = at.getFileSystem(conf);
      file = Storage.of(conf).create(fs, at, false);
      compressor = codec == null ? null : CodecPool.getCompressor(codec);
      out =
          codec == null
              ? file
              : compressor == null
                  ? codec.createOutputStream(file)
                  : codec.createOutputStream(file, compressor);
      out.write(header);
    }

    void write(RowBlock block) throws IOException {
      out.write(block.bytes().array(), 0, block.bytes().length());
      hash.addAll(block.hash());
      rows += block.rows();
    }

    void close() throws IOException {
      try {
        out.close();
      } finally {
        CodecPool.returnCompressor(compressor);
      }
      page.part(new Part(path, rows, file.getPos(), hash.toString()));
      page.count(TaskPage.ROWS_OUT, rows);
    }
  }
}
