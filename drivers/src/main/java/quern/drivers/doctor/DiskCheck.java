package quern.drivers.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import quern.drivers.Numbers;

/** The directories of this machine that jobs write to. */
final class DiskCheck {
  private static final long LEAST = 100_000_000;
  private static final long SPARE = 1_000_000_000;

  private static final String LOCAL_DIR = "mapreduce.cluster.local.dir";

  private DiskCheck() {}

  static List<Finding> run(Configuration conf, boolean local) {
    Map<Path, String> directories = new LinkedHashMap<>();
    add(directories, System.getProperty("java.io.tmpdir"), "java.io.tmpdir");
    String tmp = conf.getTrimmed("hadoop.tmp.dir", "/tmp");
    add(directories, tmp, "hadoop.tmp.dir");
    if (local) {
      for (String name : conf.getTrimmedStringCollection(LOCAL_DIR)) {
        if (!name.startsWith(tmp)) { // by default it is in there
          add(directories, name, LOCAL_DIR);
        }
      }
    }
    List<Finding> findings = new ArrayList<>();
    directories.forEach((path, key) -> findings.add(of(path, key)));
    return findings;
  }

  private static void add(Map<Path, String> directories, String name, String key) {
    Path path = Path.of(name.replaceFirst("^file:/+", "/")).toAbsolutePath();
    directories.putIfAbsent(path, key);
  }

  static Finding of(Path path, String key) {
    String name = path + " (" + key + ")";
    Path at = nearest(path);
    try {
      Files.delete(Files.createTempFile(at, ".quern-doctor", null));
      return of(name, Files.getFileStore(at).getUsableSpace());
    } catch (IOException e) {
      String trouble =
          Files.isDirectory(at)
              ? "no file can be made in " + at + ": " + e.getClass().getSimpleName()
              : at + " is not a directory";
      return Finding.fault(
          "disk",
          name + ": " + trouble,
          "let " + System.getProperty("user.name") + " write there, or set " + key + " to another");
    }
  }

  /** The directory, or what there is of the way to it: the rest is made when it is needed. */
  private static Path nearest(Path path) {
    Path at = path;
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  static Finding of(String name, long free) {
    String found = name + ": " + Numbers.bytes(free) + " free";
    String advice = "make room there: what maps have written stays on disk until the job is over";
    return free < LEAST
        ? Finding.fault("disk", found, advice)
        : free < SPARE ? Finding.warning("disk", found, advice) : Finding.ok("disk", found);
  }
}
