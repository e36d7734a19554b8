package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Exit;
import quern.records.QuernException;

class OutputLockTest {
  /** HDFS in the moment in which another client has created a file and not closed it. */
  private static FileSystem hdfs(String refusal) throws IOException {
    return new FilterFileSystem(FileSystem.getLocal(new Configuration())) {
      @Override
      public URI getUri() {
        return URI.create("hdfs://nn");
      }

      @Override
      public boolean mkdirs(Path path) {
        return true;
      }

      @Override
      public FSDataOutputStream create(Path path, boolean overwrite) throws IOException {
        throw new RemoteException(refusal, "refused");
      }

      @Override
      public FSDataInputStream open(Path path) throws IOException {
        throw new FileNotFoundException(path.toString());
      }
    };
  }

  @Test
  void aLockThatIsBeingTakenIsTaken() throws Exception {
    FileSystem fs = hdfs("org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException");

    assertThatThrownBy(() -> OutputLock.take(fs, new Path("/a/out"), "run", "quern"))
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining("expected to be the only run that writes there, found that another");
  }

  @Test
  void aLockWhoseOwnerDiedWhileItWroteItsNameIsTakenToo(@TempDir java.nio.file.Path directory)
      throws Exception {
    FileSystem fs = FileSystem.getLocal(new Configuration());
    Path target = new Path(directory.toString(), "out");
    OutputLock.take(fs, target, "run", "quern");
    java.nio.file.Path file = directory.resolve(OutputLock.file(target).getName());
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length += 11) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThatThrownBy(() -> OutputLock.requireNone(fs, target))
          .isInstanceOfSatisfying(
              QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
          .hasMessageContaining("if it is no longer running, delete " + OutputLock.file(target));
    }
  }

  @Test
  void whateverElseHdfsRefusesIsTold() throws Exception {
    FileSystem fs = hdfs("java.io.IOException");

    assertThatThrownBy(() -> OutputLock.take(fs, new Path("/a/out"), "run", "quern"))
        .isInstanceOf(RemoteException.class)
        .hasMessageContaining("refused");
  }
}
