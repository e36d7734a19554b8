package quern.records.commit;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException;
import org.apache.hadoop.ipc.RemoteException;

/** Creates files of which, of several who try at once, only one succeeds. */
public final class ExclusiveFile {
  private ExclusiveFile() {}

  /**
   * Creates {@code file}, whose directory must be there.
   *
   * @return whether it was created; false when it was there already
   */
  public static boolean create(FileSystem fs, Path file, byte[] bytes) throws IOException {
    try (OutputStream out = open(fs, file)) {
      out.write(bytes);
      return true;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    } catch (RemoteException e) {
      // HDFS says this while the other one still writes its name into the file.
      if (AlreadyBeingCreatedException.class.getName().equals(e.getClassName())) {
        return false;
      }
      throw e;
    }
  }

  private static OutputStream open(FileSystem fs, Path file) throws IOException {
    // Hadoop's local file system looks before it creates, and so two can win.
    return fs.getUri().getScheme().equals("file")
        ? Files.newOutputStream(
            new File(file.toUri().getPath()).toPath(),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)
        : fs.create(file, false);
  }
}
