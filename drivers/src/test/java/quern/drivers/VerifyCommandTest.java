package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;

/** {@code verify} passes what was written, and nothing else. */
class VerifyCommandTest {
  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), People.rows(500, 3));
    output = scratch.resolve("out");
  }

  private void csv(String... options) {
    List<String> args = new ArrayList<>(List.of("csv", input.toString(), output.toString()));
    args.addAll(List.of(options));
    Jobs.run(args).ok();
  }

  private String refused(Object... options) {
    List<Object> args = new ArrayList<>(List.of("verify", output));
    args.addAll(List.of(options));
    Jobs.Result result = Jobs.run(args.toArray());
    assertThat(result.exit()).as(result.err()).isEqualTo(Exit.PROOF);
    return result.out();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--partitions=3",
        "--codec=snappy",
        "--codec=huffman+hamming",
        "--out-sep=|",
        "--out-header=false",
        "--out-quote='",
        "--out-line-sep=\\r\\n",
        "--out-null-value=NULL",
        "--select=comment",
        "--select=age",
        "--where=id < 0",
      })
  void whatWasWrittenIsProved(String option) {
    csv(option);

    assertThat(Jobs.run("verify", output).ok().out()).contains("all there, and as written");
  }

  @Test
  void anOutputOfWordCountIsProvedAndSoAreRejects() throws IOException {
    Path bad = Files.writeString(scratch.resolve("bad.csv"), "a,b\n1,2\n3\n4,\"5\nx\n");
    Jobs.run("wordcount", input, output).ok();
    Jobs.run("csv", bad, scratch.resolve("o2"), "--rejects", scratch.resolve("bad")).ok();

    String said =
        Jobs.run("verify", output, scratch.resolve("o2"), scratch.resolve("bad")).ok().out();

    assertThat(said.lines()).hasSize(3).allMatch(line -> line.contains("as written"));
  }

  @Test
  void everyFlippedBitOfAPlainPartIsFound() throws IOException {
    csv("--where", "id < 4");
    Path part = Jobs.parts(output).get(0);
    byte[] good = Files.readAllBytes(part);
    int header = People.HEADER.length() + 1;
    for (int i = header; i < good.length; i += 5) {
      byte[] bad = good.clone();
      bad[i] ^= 4;
      Files.write(part, bad);
      assertThat(refused()).contains("part-m-00000.csv: ");
    }
    Files.write(part, good);
    Jobs.run("verify", output).ok();
  }

  @Test
  void partsThatLackAreTooMuchOrCutOffAreFound() throws IOException {
    csv("--partitions", "3");
    Path part = Jobs.parts(output).get(1);
    byte[] good = Files.readAllBytes(part);

    Files.write(part, java.util.Arrays.copyOf(good, good.length - 1));
    assertThat(refused()).contains("part-r-00001.csv: expected ", " bytes, found ");
    Files.delete(part);
    assertThat(refused()).contains("part-r-00001.csv: expected, not there");
    Files.write(part, good);
    Files.writeString(output.resolve("more.csv"), "x");
    assertThat(refused()).contains("more.csv: no part of the output");
    Files.delete(output.resolve("more.csv"));
    Files.delete(output.resolve("_SUCCESS"));
    assertThat(refused()).contains("_SUCCESS: expected");
  }

  @Test
  void partsInEachOthersPlaceAreFound() throws IOException {
    Files.writeString(input, "id,city\n1,Oslo\n2,Rome\n");
    csv("--partitions", "2");
    List<Path> parts = Jobs.parts(output);
    byte[] first = Files.readAllBytes(parts.get(0));
    Files.write(parts.get(0), Files.readAllBytes(parts.get(1)));
    Files.write(parts.get(1), first);

    assertThat(refused()).contains("part-r-00000.csv: ", "part-r-00001.csv: ", "some were changed");
  }

  @Test
  void damageThatTheCodecFindsIsToldWithItsReason() throws IOException {
    csv("--codec", "huffman");
    Path part = Jobs.parts(output).get(0);
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);

    assertThat(refused()).contains("part-m-00000.csv.huff: cannot be read: ");
  }

  @Test
  void inputsThatWereChangedAreToldWhenAskedFor() throws IOException {
    csv();
    Jobs.run("verify", output, "--inputs").ok();
    Files.writeString(input, "id\n1\n");

    Jobs.run("verify", output).ok();
    assertThat(refused("--inputs")).contains("people.csv: is another input by now");
    Files.delete(input);
    assertThat(refused("--inputs")).contains("people.csv: was read, and is not there any more");
  }

  @Test
  void jsonHasTheSame() throws IOException {
    csv();
    assertThat(Jobs.run("verify", output, "--json").ok().out())
        .contains("\"proved\" : true", "\"rows\" : 500");
    Files.delete(Jobs.parts(output).get(0));
    assertThat(refused("--json"))
        .contains("\"proved\" : false", "\"where\" : \"part-m-00000.csv\"");
  }

  @Test
  void aDirectoryWithoutAManifestIsAUsageError() {
    Jobs.Result result = Jobs.run("verify", scratch);

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("_quern.json");
    assertThat(Jobs.run("verify", scratch.resolve("none")).err()).contains("no such directory");
  }
}
