package quern.drivers;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The local file system of a run without a cluster. Permissions are set by a system call, where
 * Hadoop without its native library starts a {@code chmod} process each time; and no {@code .crc}
 * file is written beside each file, because the manifest proves the output and the shuffle has its
 * own checks. Checksum files that are there are still checked.
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
    public void setPermission(Path path, FsPermission permission) throws IOException {
      java.nio.file.Path file = pathToFile(path).toPath();
      boolean special = permission.toShort() > 0777;
      if (special || !Files.getFileStore(file).supportsFileAttributeView("posix")) {
        super.setPermission(path, permission);
        return;
      }
      Files.setPosixFilePermissions(file, posix(permission.toShort()));
    }

    private static Set<PosixFilePermission> posix(int mode) {
      Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
      PosixFilePermission[] all = PosixFilePermission.values(); // owner r, w, x, group r, …
      for (int i = 0; i < all.length; i++) {
        if ((mode & 0400 >> i) != 0) {
          permissions.add(all[i]);
        }
      }
      return permissions;
    }
  }
}
