package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.records.Exit;
import quern.records.commit.Part;

/** What {@code advise} says is what {@code csv} then does. */
class AdviseCommandTest {
  @TempDir private Path scratch;

  private Path input(int rows, int percentHot) throws IOException {
    StringBuilder text = new StringBuilder("id,city\n");
    for (int i = 0; i < rows; i++) {
      text.append(i).append(',').append(i % 100 < percentHot ? "Berlin" : "c" + i % 997);
      text.append('\n');
    }
    return Files.writeString(scratch.resolve("people.csv"), text);
  }

  @Test
  void theSizesItPredictsAreThoseThatCome() throws IOException {
    Path input = input(10_000, 20);
    String advice =
        Jobs.run("advise", input, "--by", "city", "--partitions", 4, "--json").ok().out();
    for (String kind : new String[] {"hash", "range"}) {
      Path output = scratch.resolve(kind);
      Jobs.run("csv", input, output, "--partitions", 4, "--partition-by", kind + ":city").ok();
      assertThat(Jobs.manifest(output).parts().stream().map(Part::rows).toList())
          .isEqualTo(shares(advice, kind).map(share -> Math.round(share * 10_000)).toList());
    }
  }

  private static Stream<Double> shares(String json, String kind) {
    Matcher array = Pattern.compile("\"" + kind + "\" : \\[([^]]*)]").matcher(json);
    assertThat(array.find()).isTrue();
    return Stream.of(array.group(1).split(",", -1)).map(Double::valueOf);
  }

  @Test
  void aHotKeyIsNamedAndSplitByNobody() throws IOException {
    String text = Jobs.run("advise", input(1000, 60), "--by", "city", "--partitions", 3).ok().out();

    assertThat(text)
        .contains("hot keys\n    60 %  Berlin\n")
        .contains("the largest part ", ": uneven")
        .contains("take random", "█");
  }

  @Test
  void evenKeysAreForHashAndRepeatedOnesForACombiner() throws IOException {
    String text =
        Jobs.run("advise", input(20_000, 0), "--by", "city", "--partitions", 3).ok().out();

    assertThat(text)
        .contains("--partition-by 'hash:city'")
        .contains("A key has 20.1 rows in the sample: a combiner pays")
        .doesNotContain("hot keys", "uneven");
  }

  @Test
  void manyPartsAreSummedUpAndFewerAreSuggested() throws IOException {
    String text = Jobs.run("advise", input(5000, 0), "--by", "id", "--partitions", 50).ok().out();

    assertThat(text).contains("largest", "middle", "smallest").doesNotContain("part 17");
    assertThat(text).contains("Parts of about 256 MiB: --partitions 1");
  }

  @Test
  void onlyRowsThatTheJobKeepsCount() throws IOException {
    String text =
        Jobs.run("advise", input(1000, 60), "--by", "city", "--where", "city <> 'Berlin'")
            .ok()
            .out();

    assertThat(text).contains("from 400 rows drawn");
  }

  @Test
  void noRowsAndWrongColumnsAreTold() throws IOException {
    assertThat(Jobs.run("advise", input(0, 0), "--by", "city").ok().out()).contains("no rows");
    Jobs.Result wrong = Jobs.run("advise", input(10, 0), "--by", "cty");
    assertThat(wrong.exit()).isEqualTo(Exit.USAGE);
    assertThat(wrong.err()).contains("city");
    assertThat(Jobs.run("advise", input(10, 0), "--by", "city desc").err())
        .contains("a hash has no order");
  }
}
