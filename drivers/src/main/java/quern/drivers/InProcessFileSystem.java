package quern.drivers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system of a run without a cluster. Permissions are set and read by system calls,
 * where Hadoop without its native library starts a {@code chmod} or {@code ls} process each time;
 * and no {@code .crc} file is written beside each file, because the manifest proves the output and
 * the shuffle has its own checks. Checksum files that are there are still checked.
 */
public final class InProcessFileSystem extends LocalFileSystem {
  /** For the framework. */
  public InProcessFileSystem() {
    super(new Raw());
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setWriteChecksum(false);
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      PosixFileAttributes attributes;
      try {
        attributes = Files.readAttributes(file, PosixFileAttributes.class);
      } catch (NoSuchFileException e) {
        throw new FileNotFoundException("File " + path + " does not exist");
      } catch (UnsupportedOperationException e) {
        return super.getFileStatus(path);
      }
      return new FileStatus(
          attributes.size(),
          attributes.isDirectory(),
          1,
          getDefaultBlockSize(path),
          attributes.lastModifiedTime().toMillis(),
          attributes.lastAccessTime().toMillis(),
          new FsPermission(mode(attributes.permissions())),
          attributes.owner().getName(),
          attributes.group().getName(),
          makeQualified(path));
    }

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      boolean special = permission.toShort() > 0777;
      if (special || !Files.getFileStore(file).supportsFileAttributeView("posix")) {
        super.setPermission(path, permission);
        return;
      }
      Files.setPosixFilePermissions(file, posix(permission.toShort()));
    }

    private static short mode(Set<PosixFilePermission> permissions) {
      int mode = 0;
      for (PosixFilePermission permission : permissions) {
        mode |= bit(permission);
      }
      return (short) mode;
    }

    private static Set<PosixFilePermission> posix(int mode) {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      for (PosixFilePermission permission : PosixFilePermission.values()) {
        if ((mode & bit(permission)) != 0) {
          permissions.add(permission);
        }
      }
      return permissions;
    }

    private static int bit(PosixFilePermission permission) {
      return switch (permission) {
        case OWNER_READ -> 0400;
        case OWNER_WRITE -> 0200;
        case OWNER_EXECUTE -> 0100;
        case GROUP_READ -> 040;
        case GROUP_WRITE -> 020;
        case GROUP_EXECUTE -> 010;
        case OTHERS_READ -> 04;
        case OTHERS_WRITE -> 02;
        case OTHERS_EXECUTE -> 01;
      };
    }
  }
}
