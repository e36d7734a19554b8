package quern.records.commit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A file system in memory that behaves as HDFS does, and whose client dies at the n-th call that
 * changes something, before or after the change; dead, it changes nothing more.
 */
public final class CrashingFileSystem extends FileSystem {
  static final String SCHEME = "crash";
  private static final String DISK = "test.disk";
  private static final Map<String, Disk> DISKS = new ConcurrentHashMap<>();

  /** What a process that dies cannot catch, but the test can. */
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  /** A file has bytes, a directory has none. */
  private static final class Disk {
    private static final byte[] DIRECTORY = new byte[0];
    private final TreeMap<String, byte[]> entries = new TreeMap<>(Map.of("/", DIRECTORY));
    private int calls;
    private int dieAt = Integer.MAX_VALUE;
    private boolean after;
    private boolean dead;
  }

  private Disk disk = new Disk();

  /** Gives {@code conf} a disk of its own. */
  static void use(Configuration conf, String name) {
    conf.set("fs." + SCHEME + ".impl", CrashingFileSystem.class.getName());
    conf.setBoolean("fs." + SCHEME + ".impl.disable.cache", true);
    conf.set(DISK, name);
    DISKS.put(name, new Disk());
  }

  /** Lets the client die at its {@code call}-th change from now, which is done if {@code after}. */
  static void dieAt(Configuration conf, int call, boolean after) {
    Disk disk = DISKS.get(conf.get(DISK));
    disk.calls = 0;
    disk.dead = false;
    disk.dieAt = call;
    disk.after = after;
  }

  /** Lets the client live from now on. */
  static void revive(Configuration conf) {
    dieAt(conf, Integer.MAX_VALUE, false);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    disk = DISKS.getOrDefault(conf.get(DISK, ""), disk);
  }

  @Override
  public URI getUri() {
    return URI.create(SCHEME + ":///");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(getUri().toString());
  }

  @Override
  public void setWorkingDirectory(Path path) {}

  private interface Change<T> {
    T make() throws IOException;
  }

  private <T> T change(Change<T> change) throws IOException {
    if (disk.dead) {
      throw new Crash();
    }
    disk.calls++;
    if (disk.calls == disk.dieAt) {
      disk.dead = true;
      if (disk.after) {
        change.make();
      }
      throw new Crash();
    }
    return change.make();
  }

  private static String key(Path path) {
    String key = path.toUri().getPath();
    return key.length() > 1 && key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
  }

  private boolean isDirectory(String key) {
    return disk.entries.get(key) == Disk.DIRECTORY;
  }

  private static String parent(String key) {
    return key.substring(0, Math.max(1, key.lastIndexOf('/')));
  }

  private List<String> below(String key) {
    String prefix = key.equals("/") ? key : key + "/";
    return new ArrayList<>(
        disk.entries.subMap(prefix, false, prefix + Character.MAX_VALUE, false).keySet());
  }

  private void makeDirectories(String key) throws IOException {
    if (disk.entries.containsKey(key)) {
      if (!isDirectory(key)) {
        throw new ParentNotDirectoryException(key);
      }
      return;
    }
    makeDirectories(parent(key));
    disk.entries.put(key, Disk.DIRECTORY);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return change(
        () -> {
          makeDirectories(key(path));
          return true;
        });
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
    String key = key(path);
    change(
        () -> {
          if (disk.entries.containsKey(key) && (isDirectory(key) || !overwrite)) {
            throw new FileAlreadyExistsException(key);
          }
          makeDirectories(parent(key));
          return disk.entries.put(key, new byte[] {});
        });
    // As on HDFS, a file is there when it is created and has its bytes when it is closed.
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (!closed) {
              closed = true;
              change(() -> disk.entries.put(key, toByteArray()));
            }
          }
        };
    return new FSDataOutputStream(bytes, null);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    byte[] bytes = disk.entries.get(key(path));
    if (bytes == null || bytes == Disk.DIRECTORY) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Bytes(bytes));
  }

  private static final class Bytes extends ByteArrayInputStream
      implements Seekable, PositionedReadable {
    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public void seek(long position) {
      pos = Math.toIntExact(position);
    }

    @Override
    public long getPos() {
      return pos;
    }

    @Override
    public boolean seekToNewSource(long position) {
      return false;
    }

    @Override
    public int read(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void readFully(long position, byte[] buffer) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return change(
        () -> {
          String source = key(from);
          String target = key(to);
          if (isDirectory(target)) {
            target = target + "/" + from.getName();
          }
          if (!disk.entries.containsKey(source)
              || disk.entries.containsKey(target)
              || !isDirectory(parent(target))) {
            return false;
          }
          for (String key : below(source)) {
            disk.entries.put(target + key.substring(source.length()), disk.entries.remove(key));
          }
          disk.entries.put(target, disk.entries.remove(source));
          return true;
        });
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return change(
        () -> {
          String key = key(path);
          List<String> below = below(key);
          if (!recursive && !below.isEmpty()) {
            throw new PathIsNotEmptyDirectoryException(key);
          }
          below.forEach(disk.entries::remove);
          return disk.entries.remove(key) != null;
        });
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus status = getFileStatus(path);
    if (!status.isDirectory()) {
      return new FileStatus[] {status};
    }
    List<FileStatus> entries = new ArrayList<>();
    for (String key : below(key(path))) {
      if (parent(key).equals(key(path))) {
        entries.add(getFileStatus(new Path(key)));
      }
    }
    return entries.toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    byte[] bytes = disk.entries.get(key(path));
    if (bytes == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FileStatus(
        bytes.length, bytes == Disk.DIRECTORY, 1, 1 << 20, 0, makeQualified(new Path(key(path))));
  }
}
