package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** The {@code recode} command: other files, the same rows in the same order. */
class RecodeTest {
  @TempDir private Path scratch;
  private Path inputs;
  private Path output;

  @BeforeEach
  void makeDirectory() throws IOException {
    inputs = Files.createDirectories(scratch.resolve("in"));
    output = scratch.resolve("out");
  }

  private Jobs.Result recode(Object... options) {
    List<Object> args = new ArrayList<>(List.of("recode", inputs, output));
    args.addAll(List.of(options));
    return Jobs.run(args.toArray());
  }

  private List<List<@Nullable String>> write(String name, int rows, int seed, boolean zip)
      throws IOException {
    List<List<@Nullable String>> people = People.rows(rows, seed);
    Path file = People.write(inputs.resolve(name), people);
    if (zip) {
      try (var out = new GZIPOutputStream(Files.newOutputStream(inputs.resolve(name + ".gz")))) {
        Files.copy(file, out);
      }
      Files.delete(file);
    }
    return people;
  }

  private static long size(Path file) {
    return file.toFile().length();
  }

  @ParameterizedTest
  @CsvSource({"none,false", "zstd,false", "none,true", "zstd,true", "snappy+hamming,true"})
  void smallFilesArePutTogetherWithAllRowsInTheirOrder(String codec, boolean zip)
      throws IOException {
    List<List<@Nullable String>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.addAll(write("f%02d.csv".formatted(i), 40, i, zip));
    }

    Jobs.Result result = recode("--codec", codec, "--part-size", "20k");

    assertThat(result.ok().err()).containsPattern("recoded +\\d+ files in place of 60; ");
    assertThat(Jobs.parts(output)).hasSizeBetween(2, 14);
    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(all);
    assertThat(Jobs.run("verify", output).ok().out()).contains("2,400 rows: all there");
    assertThat(Jobs.manifest(output).schema().toString()).contains("age long");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLargeFileIsSplitIntoPartsOfTheSizeAskedForWhetherItCanBeReadInPartsOrNot(boolean zip)
      throws IOException {
    List<List<@Nullable String>> all = write("big.csv", 20_000, 1, zip);

    recode("--part-size", "200k").ok();

    List<Path> parts = Jobs.parts(output);
    assertThat(parts).hasSizeBetween(3, 8);
    for (Path part : parts.subList(0, parts.size() - 1)) {
      assertThat(size(part)).isBetween(150_000L, 330_000L);
    }
    assertThat(Jobs.allRows(output, People.HEADER)).isEqualTo(all);
    assertThat(Jobs.run("verify", output).ok().out()).contains("20,000 rows: all there");
  }

  @Test
  void partsAreAsLargeAsAskedForWhenTheyAreStoredAndNotBefore() throws IOException {
    write("big.csv", 20_000, 1, false);

    Jobs.Result result = recode("--part-size", "60k", "--codec", "gzip");

    assertThat(result.ok().err()).containsPattern("recoded.* kB in place of .*: [5-9]\\d % saved");
    List<Path> parts = Jobs.parts(output);
    for (Path part : parts.subList(0, parts.size() - 1)) {
      assertThat(size(part)).isBetween(40_000L, 75_000L);
    }
  }

  @Test
  void theDialectOfTheInputIsKept() throws IOException {
    Files.write(inputs.resolve("a.csv"), "id;name\n1;Jörg\n2;'x;y'\n3;NA\n".getBytes(ISO_8859_1));

    recode("--sep", ";", "--quote", "'", "--null-value", "NA", "--encoding", "ISO-8859-1").ok();

    assertThat(Jobs.text(Jobs.parts(output).get(0))).isEqualTo("id;name\n1;Jörg\n2;'x;y'\n3;NA\n");
    assertThat(Jobs.run("verify", output).exit()).isEqualTo(Exit.DONE);
  }

  @Test
  void noRowsMakeOnePartWithAHeader() throws IOException {
    Files.writeString(inputs.resolve("a.csv"), "id,name\n");

    recode("--codec", "zstd").ok();

    assertThat(Jobs.allRows(output, "id,name")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--part-size lots,expected a size like 256m",
    "--part-size 0,expected a size like 256m",
    "--part-size -5m,expected a size like 256m",
    "--codec gzpi,Did you mean 'gzip'?"
  })
  void aMistakeIsTold(String options, String message) throws IOException {
    write("a.csv", 5, 1, false);

    Jobs.Result result = recode((Object[]) options.split(" ", -1));

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains(message);
    assertThat(output).doesNotExist();
  }

  @Test
  void inputsThatAreNotThereOrLieInTheOutputAreTold() throws IOException {
    assertThat(recode().err()).contains("the directory has no files to read");
    write("a.csv", 5, 1, false);
    assertThat(Jobs.run("recode", inputs.resolve("a.csv"), inputs).err())
        .contains("must not be the same nor lie in one another");
  }
}
