package quern.records.commit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
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
 * A file system in memory that behaves as HDFS does, and of whose calls one may go wrong: a call
 * that changes something is not made, or made and not answered, or half made; then the client dies,
 * and changes nothing more, or lives and is told of an error. Before any one call, besides, the
 * client may stand still while others do what they like.
 *
 * <p>A disk is shared by all clients of its name, and each client has its own misfortune. For
 * several threads of one client, as long as they do not run at the same time.
 */
public final class CrashingFileSystem extends FileSystem {
  public static final String SCHEME = "crash";
  private static final String IMPL = "fs." + SCHEME + ".impl";
  private static final String DISK = "test.disk";
  private static final String CLIENT = "test.client";
  private static final Map<String, Disk> DISKS = new ConcurrentHashMap<>();
  private static final Map<String, Client> CLIENTS = new ConcurrentHashMap<>();

  /** What a process that dies cannot catch, but the test can. */
  public static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  /** What becomes of the call that goes wrong. */
  public enum Fate {
    /** It is not made. */
    NOT_DONE,
    /** It is made, and nobody learns of it. */
    ANSWER_LOST,
    /**
     * Of a file some first bytes are written, of directories only the upper ones are made, of a
     * tree only some files are deleted. A rename, which is one step, is not made.
     */
    TORN;

    /** One of them. */
    public static Fate any(Random random) {
      return List.of(values()).get(random.nextInt(values().length));
    }
  }

  /** A file has bytes, a directory has none; the time tells versions apart. */
  private static final class Entry {
    final byte[] bytes;
    final long time;

    Entry(byte[] bytes, long time) {
      this.bytes = bytes;
      this.time = time;
    }
  }

  private static final class Disk {
    private static final byte[] DIRECTORY = new byte[0];
    private final TreeMap<String, Entry> entries =
        new TreeMap<>(Map.of("/", new Entry(DIRECTORY, 0)));
    private long time;

    void put(String key, byte[] bytes) {
      entries.put(key, new Entry(bytes, ++time));
    }
  }

  private static final class Client {
    private int changes;
    private int goesWrong = Integer.MAX_VALUE;
    private Fate fate = Fate.NOT_DONE;
    private boolean survives;
    private double share;
    private boolean dead;
    private int calls;
    private int stops = Integer.MAX_VALUE;
    private Runnable meanwhile = () -> {};
  }

  /** As a local file system with checksums keeps files: each with another one beside it. */
  public static final class WithChecksums extends ChecksumFileSystem {
    public WithChecksums() {
      super(new CrashingFileSystem());
    }
  }

  private Disk disk = new Disk();
  private Client client = new Client();

  /** Gives {@code conf} a disk of its own, and makes it its first client. */
  public static void use(Configuration conf, String name) {
    conf.setIfUnset(IMPL, CrashingFileSystem.class.getName());
    conf.setBoolean(IMPL + ".disable.cache", true);
    conf.set(DISK, name);
    conf.set(CLIENT, name);
    DISKS.put(name, new Disk());
    CLIENTS.put(name, new Client());
  }

  /** Another client of the disk of {@code conf}. */
  public static Configuration client(Configuration conf, String name) {
    Configuration other = new Configuration(conf);
    other.set(CLIENT, conf.get(DISK) + "/" + name);
    CLIENTS.put(other.get(CLIENT), new Client());
    return other;
  }

  /** Has {@code conf} keep a file of checksums beside each, as local file systems do. */
  public static void keepChecksums(Configuration conf) {
    conf.set(IMPL, WithChecksums.class.getName());
  }

  /** Forgets the disk of {@code conf} and all its clients. */
  public static void forget(Configuration conf) {
    String name = conf.get(DISK);
    DISKS.remove(name);
    CLIENTS.keySet().removeIf(one -> one.equals(name) || one.startsWith(name + "/"));
  }

  private static Client of(Configuration conf) {
    return CLIENTS.get(conf.get(CLIENT));
  }

  /**
   * Has the client's {@code change}-th change from now go wrong.
   *
   * @param share of what is torn, how much is done: 0 to 1
   * @param survives whether the client goes on, with an error
   */
  public static void goWrong(
      Configuration conf, int change, Fate fate, double share, boolean survives) {
    Client client = of(conf);
    client.changes = 0;
    client.dead = false;
    client.goesWrong = change;
    client.fate = fate;
    client.share = share;
    client.survives = survives;
  }

  /** Lets the client die at its {@code change}-th change from now. */
  public static void dieAt(Configuration conf, int change, Fate fate) {
    goWrong(conf, change, fate, 0.5, false);
  }

  /** Has the client stand still before its {@code call}-th call from now, of any kind. */
  public static void stopAt(Configuration conf, int call, Runnable meanwhile) {
    Client client = of(conf);
    client.calls = 0;
    client.stops = call;
    client.meanwhile = meanwhile;
  }

  /** Whether the client has died. */
  public static boolean isDead(Configuration conf) {
    return of(conf).dead;
  }

  /** Whether what was to go wrong has. */
  public static boolean wentWrong(Configuration conf) {
    Client client = of(conf);
    return client.changes >= client.goesWrong;
  }

  /** Lets the client live from now on. */
  public static void revive(Configuration conf) {
    dieAt(conf, Integer.MAX_VALUE, Fate.NOT_DONE);
  }

  @Override
  public void initialize(URI name, Configuration conf) throws IOException {
    super.initialize(name, conf);
    setConf(conf);
    disk = DISKS.getOrDefault(conf.get(DISK, ""), disk);
    client = CLIENTS.getOrDefault(conf.get(CLIENT, ""), client);
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

  /** What of a change is done when it is torn. */
  private interface Torn {
    void make(double share) throws IOException;
  }

  private void call() {
    if (++client.calls == client.stops) {
      client.meanwhile.run();
    }
  }

  private <T> T change(Change<T> change, Torn torn) throws IOException {
    if (client.dead) {
      throw new Crash();
    }
    call();
    if (++client.changes != client.goesWrong) {
      return change.make();
    }
    client.dead = !client.survives;
    switch (client.fate) {
      case ANSWER_LOST -> change.make();
      case TORN -> torn.make(client.share);
      default -> {
        // It is not made.
      }
    }
    if (client.survives) {
      throw new IOException("the connection was lost");
    }
    throw new Crash();
  }

  private static String key(Path path) {
    String key = path.toUri().getPath();
    return key.length() > 1 && key.endsWith("/") ? key.substring(0, key.length() - 1) : key;
  }

  private boolean isDirectory(String key) {
    Entry entry = disk.entries.get(key);
    return entry != null && entry.bytes == Disk.DIRECTORY;
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
    disk.put(key, Disk.DIRECTORY);
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return change(
        () -> {
          makeDirectories(key(path));
          return true;
        },
        share -> makeDirectories(parent(key(path))));
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
          disk.put(key, new byte[] {});
          return true;
        },
        share -> makeDirectories(parent(key)));
    // As on HDFS, a file is there when it is created and has its bytes when it is closed.
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream() {
          private boolean closed;

          @Override
          public void close() throws IOException {
            if (!closed) {
              closed = true;
              change(
                  () -> {
                    disk.put(key, toByteArray());
                    return true;
                  },
                  share -> disk.put(key, Arrays.copyOf(buf, (int) (share * count))));
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
    call();
    Entry entry = disk.entries.get(key(path));
    if (entry == null || entry.bytes == Disk.DIRECTORY) {
      throw new FileNotFoundException(path.toString());
    }
    return new FSDataInputStream(new Bytes(entry.bytes));
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
        },
        share -> {});
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
        },
        share -> {
          List<String> files = below(key(path));
          files.removeIf(this::isDirectory);
          files.subList(0, (int) (share * files.size())).forEach(disk.entries::remove);
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
        entries.add(status(new Path(key)));
      }
    }
    return entries.toArray(FileStatus[]::new);
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    call();
    return status(path);
  }

  private FileStatus status(Path path) throws IOException {
    Entry entry = disk.entries.get(key(path));
    if (entry == null) {
      throw new FileNotFoundException(path.toString());
    }
    return new FileStatus(
        entry.bytes.length,
        entry.bytes == Disk.DIRECTORY,
        1,
        1 << 20,
        entry.time,
        makeQualified(new Path(key(path))));
  }
}
