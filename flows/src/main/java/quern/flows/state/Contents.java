package quern.flows.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.util.StringUtils;

/**
 * What is in files, by checksums: never by times, which say nothing of content. Remembers within a
 * run what it has read. Safe for several threads.
 */
public final class Contents {
  private static final int BUFFER = 256 << 10;

  private final Configuration conf;
  private final Map<FileStatus, String> known = new ConcurrentHashMap<>();

  /** With what {@code conf} says of file systems. */
  public Contents(Configuration conf) {
    this.conf = conf;
  }

  /**
   * The files that a path stands for, at any depth, without those whose names start with {@code _}
   * or {@code .}, in the order of their paths.
   *
   * @param path a file, a directory or a pattern; nothing is found where nothing is
   */
  public List<FileMark> of(Path path) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    List<FileMark> marks = new ArrayList<>();
    for (FileStatus file : files(fs, path)) {
      marks.add(new FileMark(file.getPath().toString(), file.getLen(), checksum(fs, file)));
    }
    return marks;
  }

  /** The length of all files that a path stands for. */
  public long bytes(Path path) throws IOException {
    return files(path.getFileSystem(conf), path).stream().mapToLong(FileStatus::getLen).sum();
  }

  /** What files hold and what they are called, in one word. */
  public static String digest(List<FileMark> marks) {
    List<String> texts = new ArrayList<>();
    for (FileMark mark : marks) {
      texts.addAll(List.of(mark.path(), Long.toString(mark.length()), mark.checksum()));
    }
    return Digests.of(texts);
  }

  private static List<FileStatus> files(FileSystem fs, Path path) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    try {
      add(fs, fs.getFileStatus(path), files);
      return files;
    } catch (FileNotFoundException e) {
      // perhaps a pattern
    }
    FileStatus[] matches = fs.globStatus(path, Contents::isVisible);
    if (matches != null) {
      Arrays.sort(matches);
      for (FileStatus match : matches) {
        add(fs, match, files);
      }
    }
    return files;
  }

  private static boolean isVisible(Path path) {
    return !path.getName().startsWith("_") && !path.getName().startsWith(".");
  }

  private static void add(FileSystem fs, FileStatus status, List<FileStatus> to)
      throws IOException {
    if (status.isFile()) {
      to.add(status);
      return;
    }
    FileStatus[] children = fs.listStatus(status.getPath(), Contents::isVisible);
    Arrays.sort(children);
    for (FileStatus child : children) {
      add(fs, child, to);
    }
  }

  private String checksum(FileSystem fs, FileStatus file) throws IOException {
    // Equal by path alone: so that what has changed within the run is read again, by time too.
    String before = known.get(file);
    String stamp = file.getLen() + "@" + file.getModificationTime() + "=";
    if (before != null && before.startsWith(stamp)) {
      return before.substring(stamp.length());
    }
    FileChecksum own = fs.getFileChecksum(file.getPath());
    String checksum =
        own == null
            ? "SHA-256:" + contentHash(fs, file.getPath())
            : own.getAlgorithmName()
                + ":"
                + StringUtils.byteToHexString(own.getBytes(), 0, own.getLength());
    known.put(file, stamp + checksum);
    return checksum;
  }

  private static String contentHash(FileSystem fs, Path path) throws IOException {
    MessageDigest digest = Digests.start();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = fs.open(path, BUFFER)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return Digests.end(digest);
  }
}
