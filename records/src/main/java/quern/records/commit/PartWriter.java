package quern.records.commit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
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

/** Writes the parts of one task: one, or one for each directory that blocks name. */
final class PartWriter extends RecordWriter<NullWritable, RowBlock> {
  private final TaskPage page;
  private final Path work;
  private final String name;
  private final @Nullable CompressionCodec codec;
  private final Configuration conf;
  private final byte[] header;
  private final int mostDirectories;
  private final Map<String, Open> parts = new HashMap<>();

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
    this.name = stem + extension;
    this.codec = codec;
    this.conf = conf;
    this.header = Base64.getDecoder().decode(Settings.OUTPUT_HEADER.get(conf));
    this.mostDirectories = Settings.OUTPUT_MAX_DIRECTORIES.get(conf);
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
    Open part = new Open(directory + name);
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
    private final FSDataOutputStream file;
    private final @Nullable Compressor compressor;
    private final OutputStream out;
    private final RowHash hash = new RowHash();
    private long rows;

    Open(String path) throws IOException {
      this.path = path;
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
