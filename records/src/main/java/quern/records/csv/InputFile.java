package quern.records.csv;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.jspecify.annotations.Nullable;
import quern.codecs.HammingCodec;
import quern.conf.Settings;

/** How input files are opened. */
final class InputFile {
  private InputFile() {}

  /**
   * Opens a file. One under a Hamming code is opened so that its damaged bytes are read, where
   * {@link Settings#INPUT_CORRECT} says so: the file system would refuse them.
   *
   * @param codec the file's codec; null when it has none
   */
  static FSDataInputStream open(Configuration conf, Path path, @Nullable CompressionCodec codec)
      throws IOException {
    if (!(codec instanceof HammingCodec) || !Settings.INPUT_CORRECT.get(conf)) {
      return path.getFileSystem(conf).open(path);
    }
    // An own one, as all streams of a file system verify checksums or none does.
    FileSystem fs = FileSystem.newInstance(path.toUri(), conf);
    try {
      fs.setVerifyChecksum(false);
      return new Unverified(fs, fs.open(path));
    } catch (IOException | RuntimeException e) {
      fs.close();
      throw e;
    }
  }

  /** Closes its file system with it. */
  private static final class Unverified extends FSDataInputStream {
    private final FileSystem fs;

    Unverified(FileSystem fs, FSDataInputStream in) {
      super(in);
      this.fs = fs;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        fs.close();
      }
    }
  }
}
