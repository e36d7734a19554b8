package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.junit.jupiter.api.Test;
import quern.records.Exit;
import quern.records.QuernException;

class RejectFileTest {
  private static Tiling tiling(String file) {
    Tiling tiling = new Tiling();
    tiling.add(new Tile(file, 100, 0, 0, 50, 1, 20, false));
    tiling.add(new Tile(file, 100, 40, 50, 100, 1, 20, false));
    return tiling;
  }

  private static Part write(FileSystem fs, Path path, String file, List<String> rows)
      throws Exception {
    OutputStream out = fs.create(path);
    RejectWriter writer = new RejectWriter(out);
    for (String row : rows) {
      byte[] bytes = ("..." + row).getBytes(UTF_8);
      writer.write(file, 60, 7, "a \"reason\", so", bytes, 3, bytes.length);
    }
    writer.close();
    return new Part(path.getName(), writer.rows(), writer.bytes(), writer.hash().toString());
  }

  @Property(tries = 30)
  void anyRowIsCarriedOverWithItsLineInTheFile(@ForAll List<String> rows, @ForAll String file)
      throws Exception {
    FileSystem fs = FileSystem.getLocal(new Configuration());
    java.nio.file.Path directory = Files.createTempDirectory("rejects");
    Path from = new Path(directory.toString(), "from");
    Path to = new Path(directory.toString(), "to");
    // What UTF-8 cannot hold is not in a file's name either.
    String name = new String(file.getBytes(UTF_8), UTF_8);
    Part source = write(fs, from, name, rows);

    Part part = RejectFile.rewrite(fs, from, source, fs, to, Storage.DEFAULT, tiling(name));

    String text = Files.readString(directory.resolve("to"));
    List<CSVRecord> records = CSVFormat.RFC4180.parse(new StringReader(text)).getRecords();
    assertThat(records.get(0).toList()).containsExactly("file", "offset", "line", "reason", "row");
    assertThat(records).hasSize(rows.size() + 1);
    for (int i = 0; i < rows.size(); i++) {
      String row = new String(rows.get(i).getBytes(UTF_8), UTF_8);
      assertThat(records.get(i + 1).toList())
          .containsExactly(name, "60", "27", "a \"reason\", so", row);
    }
    assertThat(part.rows()).isEqualTo(rows.size());
    assertThat(part.bytes()).isEqualTo(Files.size(directory.resolve("to")));
  }

  @Test
  void aDamagedSourceIsAFailedProof() throws Exception {
    FileSystem fs = FileSystem.getLocal(new Configuration());
    java.nio.file.Path directory = Files.createTempDirectory("rejects");
    Path from = new Path(directory.toString(), "from");
    Path to = new Path(directory.toString(), "to");
    Part source = write(fs, from, "f", List.of("abc", "def"));
    String text = Files.readString(directory.resolve("from"));
    Files.delete(directory.resolve(".from.crc"));

    for (String damaged :
        List.of(
            text.substring(0, text.length() / 2),
            text.substring(0, text.length() - 3),
            text.replace("abc", "abd"),
            text + text,
            text.replace(",7,", ",x,"),
            text.replace("\"def\"", "\"def\"x"))) {
      Files.writeString(directory.resolve("from"), damaged);

      assertThatThrownBy(
              () -> RejectFile.rewrite(fs, from, source, fs, to, Storage.DEFAULT, tiling("f")))
          .isInstanceOfSatisfying(
              QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PROOF))
          .hasMessageContaining("expected 2 rejected rows with hash");
    }
  }

  @Test
  void aFileIsNamedAfterItsTask() {
    assertThat(RejectFile.name(new TaskID(new JobID("1", 1), TaskType.MAP, 12)))
        .isEqualTo("rejects-m-00012.csv");
    assertThat(RejectFile.name(new TaskID(new JobID("1", 1), TaskType.REDUCE, 123456)))
        .isEqualTo("rejects-r-123456.csv");
  }
}
