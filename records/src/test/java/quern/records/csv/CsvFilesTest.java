package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;
import quern.records.UnknownColumnException;

class CsvFilesTest {
  private final Configuration conf = new Configuration();

  @TempDir private Path scratch;

  @Test
  void anInputIsAFileADirectoryOrAGlob() throws IOException {
    file("b.csv", "x\n");
    file("a.csv", "x\n");
    file("_hidden", "x\n");
    file("c[1].csv", "x\n");
    Files.createDirectory(scratch.resolve("within"));
    file("within/d.csv", "x\n");

    assertThat(names(find(""))).containsExactly("a.csv", "b.csv", "c[1].csv");
    assertThat(names(find("/[ab].csv"))).containsExactly("a.csv", "b.csv");
    assertThat(names(find("/c[1].csv"))).containsExactly("c[1].csv");
    assertThat(names(find("/_hidden"))).containsExactly("_hidden");
    assertThat(names(CsvFiles.find(List.of(scratch + "/b.csv", scratch.toString()), conf)))
        .as("each once, in the order given")
        .containsExactly("b.csv", "a.csv", "c[1].csv");
  }

  @Test
  void foldersWithinAreReadOnRequest() throws IOException {
    Files.createDirectory(scratch.resolve("within"));
    file("within/d.csv", "x\n");

    assertThatThrownBy(() -> find(""))
        .hasMessageContaining("the directory has no files to read")
        .hasMessageContaining("input.dir.recursive=true")
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE));
    conf.setBoolean("mapreduce.input.fileinputformat.input.dir.recursive", true);
    assertThat(names(find(""))).containsExactly("d.csv");
  }

  @Test
  void missingInputsAreToldApart() {
    assertThatThrownBy(() -> find("/x.csv")).hasMessageContaining("no such file or directory");
    assertThatThrownBy(() -> find("/*.csv")).hasMessageContaining("no file matches");
  }

  @Test
  void declaredColumnsAreFoundByNameAndTheOthersInferred() throws IOException {
    file("a.csv", "zip,n,t\n01234,5,x\n");

    CsvFiles files = find("");
    DiscoveredSchema found =
        files.discover(Dialect.RFC_4180, Infer.SAMPLE, Schema.parse("ZIP string"));

    assertThat(found.schema()).hasToString("zip string, n long, t string");
    assertThat(found.reference()).endsWith("/a.csv");
    assertThat(found.complete()).isTrue();
    assertThat(files.discover(Dialect.RFC_4180, Infer.NONE, Schema.parse("n double")).schema())
        .hasToString("zip string, n double, t string");
    assertThatThrownBy(
            () -> files.discover(Dialect.RFC_4180, Infer.SAMPLE, Schema.parse("zap string")))
        .isInstanceOf(UnknownColumnException.class)
        .hasMessageContainingAll("zap", "zip");
  }

  @Test
  void aSampleFindsValuesFarFromTheHead() throws IOException {
    StringBuilder text = new StringBuilder("n,pad\n");
    for (int i = 0; i < 300_000; i++) {
      text.append(i > 150_000 ? i + ".5" : i).append(",\"some\ntext\"\n");
    }
    file("a.csv", text.toString());

    DiscoveredSchema found = find("").discover(Dialect.RFC_4180, Infer.SAMPLE, null);

    assertThat(found.schema()).hasToString("n double, pad string");
    assertThat(found.complete()).isFalse();
    assertThat(found.estimatedRows()).isBetween(280_000L, 320_000L);
    assertThat(Objects.requireNonNull(found.inference()).rows()).isLessThan(150_000);
  }

  @Test
  void filesWithOtherColumnsAreRefusedByName() throws IOException {
    file("a.csv", "x,y\n1,2\n");
    file("b.csv", "x,z\n1,2\n");

    assertThatThrownBy(() -> find("").discover(Dialect.RFC_4180, Infer.SAMPLE, null))
        .hasMessageContainingAll("a.csv has x, y", "b.csv has x, z");
  }

  @Test
  void namesThatStandTwiceAreMadeUnique() {
    assertThat(ColumnNames.unique(List.of("a", "b", "a", "a0")))
        .containsExactly("a0_", "b", "a2", "a0");
    assertThat(ColumnNames.unique(List.of("a", "b"))).containsExactly("a", "b");
  }

  private CsvFiles find(String below) throws IOException {
    return CsvFiles.find(List.of(scratch + below), conf);
  }

  private static List<String> names(CsvFiles files) {
    return files.files().stream().map(file -> file.getPath().getName()).toList();
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(scratch.resolve(name), text);
  }
}
