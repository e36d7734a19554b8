package quern.drivers.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes in memory, mounted over a directory. */
final class SmallDisk {
  private final Path directory;
  private final Thread atExit = new Thread(this::unmountAtExit);

  private SmallDisk(Path directory) {
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Mounts one; the test is skipped where that is not allowed. */
  static SmallDisk mount(Path directory, int megabytes) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    int code =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
    assumeTrue(code == 0, "mounting a small disk is not allowed here");
    return new SmallDisk(directory);
  }

  /** Unmounts what a run that was killed has left below {@code root}. */
  static void unmountAllBelow(Path root) throws IOException, InterruptedException {
    Path mounts = Path.of("/proc/mounts");
    if (Files.isReadable(mounts)) {
      for (String line : Files.readAllLines(mounts)) {
        String[] words = line.split(" ", -1);
        if (words[0].equals("tmpfs") && words[1].startsWith(root + "/")) {
          run("umount", "-l", words[1]);
        }
      }
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    } catch (IOException e) {
      return -1; // there is no such program
    }
  }

  private void unmountAtExit() {
    try {
      run("umount", "-l", directory.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Unmounts it; who has still a file open there keeps that, and nothing else. */
  void unmount() throws IOException, InterruptedException {
    Runtime.getRuntime().removeShutdownHook(atExit);
    int code = run("umount", "-l", directory.toString());
    if (code != 0) {
      throw new IOException(directory + ": umount ended with " + code);
    }
  }
}
