package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemProbeTest {
  @TempDir java.nio.file.Path directory;
  private FileSystem local;
  private Path scratch;

  @BeforeEach
  void open() throws Exception {
    local = FileSystem.getLocal(new Configuration());
    scratch = new Path(directory.toUri());
  }

  @Test
  void nothingIsLeftBehind() throws Exception {
    FileSystemProbe.Trace trace = FileSystemProbe.check(local, scratch);

    assertThat(trace.directory()).isEqualTo(scratch);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFileWhereTheDirectoryShouldBeIsTold() throws Exception {
    Path file = new Path(scratch, "file");
    local.create(file).close();

    assertThatThrownBy(() -> FileSystemProbe.check(local, file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot make a directory in " + file + ": ");
  }

  @Test
  void aFailureInTheMiddleIsToldAndLeavesNothingBehind() {
    FileSystem refusing =
        new FilterFileSystem(local) {
          @Override
          public boolean rename(Path from, Path to) {
            return false;
          }
        };

    assertThatThrownBy(() -> FileSystemProbe.check(refusing, scratch))
        .hasMessage(
            "cannot rename a file in "
                + scratch
                + ": the file system refuses, and gives no reason");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void otherBytesThanWereWrittenAreTold() {
    FileSystem forgetful =
        new FilterFileSystem(local) {
          @Override
          public FSDataOutputStream create(Path file, boolean overwrite) throws IOException {
            local.create(file, overwrite).close();
            return local.create(new Path(scratch, "elsewhere"), true);
          }
        };

    assertThatThrownBy(() -> FileSystemProbe.check(forgetful, scratch))
        .hasMessageEndingWith("wrote 4096 bytes and read others");
  }

  @Test
  void theNearestDirectoryAboveTheHomeServesWhereThereIsNoHome() throws Exception {
    java.nio.file.Path present = Files.createDirectories(directory.resolve("users"));
    FileSystem homeless =
        new FilterFileSystem(local) {
          @Override
          public Path getHomeDirectory() {
            return new Path(new Path(present.toUri()), "anna/home");
          }

          @Override
          public Path makeQualified(Path path) {
            return new Path(scratch, "no-tmp");
          }
        };

    assertThat(FileSystemProbe.scratchOf(homeless).toUri().getPath()).isEqualTo(present.toString());
  }

  @Test
  void aClockIsOffByTheLeastThatExplainsTheTimes() {
    assertThat(trace(1000, 1005, 1010).ahead()).isZero();
    assertThat(trace(1000, 990, 1010).ahead()).isEqualTo(Duration.ofMillis(-10));
    assertThat(trace(1000, 1050, 1010).ahead()).isEqualTo(Duration.ofMillis(40));
  }

  private FileSystemProbe.Trace trace(long before, long modified, long after) {
    return new FileSystemProbe.Trace(scratch, before, modified, after);
  }
}
