package quern.drivers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.util.Progressable;

/**
 * HDFS with a gate: the first process that is about to make a certain call stops there, until it is
 * killed; later ones find the gate open.
 */
public final class GateFileSystem extends DistributedFileSystem {
  /** A local directory: the gate leaves {@code reached} there, and each map page its name. */
  static final String DIRECTORY = "test.gate.directory";

  /** The call to stop at: {@code create} or {@code rename}. */
  static final String CALL = "test.gate.call";

  /** A pattern for the path that the call makes. */
  static final String PATH = "test.gate.path";

  private java.nio.file.Path directory = java.nio.file.Path.of("");
  private String call = "";
  private String pattern = "";

  @Override
  public void initialize(URI uri, Configuration conf) throws IOException {
    super.initialize(uri, conf);
    directory = java.nio.file.Path.of(conf.get(DIRECTORY));
    call = conf.get(CALL);
    pattern = conf.get(PATH);
  }

  private void gate(String made, Path path) throws IOException {
    if (!made.equals(call) || !path.toUri().getPath().matches(pattern)) {
      return;
    }
    try {
      Files.createFile(directory.resolve("reached"));
    } catch (FileAlreadyExistsException e) {
      return;
    }
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (path.getName().matches("attempt_.*_m_.*tmp")) {
      Files.createFile(directory.resolve(path.getName()));
    }
    gate("create", path);
    return super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    gate("rename", to);
    return super.rename(from, to);
  }
}
