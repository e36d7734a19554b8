package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProcessFileSystemTest {
  @TempDir java.nio.file.Path directory;

  private final InProcessFileSystem fs = new InProcessFileSystem();
  private final LocalFileSystem stock = new LocalFileSystem();

  @BeforeEach
  void initialize() throws IOException {
    fs.initialize(URI.create("file:///"), new Configuration(false));
    stock.initialize(URI.create("file:///"), new Configuration(false));
  }

  private Path path(String name) {
    return new Path(directory.resolve(name).toUri());
  }

  @Test
  void tellsOfAFileWhatHadoopsOwnDoes() throws IOException {
    Files.writeString(directory.resolve("a b.csv"), "id\n1\n");
    fs.setPermission(path("a b.csv"), new FsPermission((short) 0640));
    FileStatus found = fs.listStatus(path(""))[0];
    FileStatus expected = stock.getFileStatus(path("a b.csv"));
    assertThat(found.getPath()).isEqualTo(expected.getPath());
    assertThat(found.getLen()).isEqualTo(5);
    assertThat(found.isDirectory()).isFalse();
    assertThat(found.getModificationTime()).isEqualTo(expected.getModificationTime());
    assertThat(found.getPermission()).isEqualTo(expected.getPermission());
    assertThat(found.getOwner()).isEqualTo(expected.getOwner());
    assertThat(found.getGroup()).isEqualTo(expected.getGroup());
    assertThat(found.getBlockSize()).isEqualTo(expected.getBlockSize());
  }

  @Test
  void setsEachPermissionBit() throws IOException {
    Files.createFile(directory.resolve("f"));
    for (int mode = 0; mode <= 0777; mode++) {
      fs.setPermission(path("f"), new FsPermission((short) mode));
      assertThat(fs.getFileStatus(path("f")).getPermission().toShort()).isEqualTo((short) mode);
    }
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> fs.getFileStatus(path("nowhere")))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("nowhere");
  }

  @Test
  void writesNoChecksumFile() throws IOException {
    fs.create(path("x")).close();
    assertThat(directory.toFile().list()).containsExactly("x");
  }
}
