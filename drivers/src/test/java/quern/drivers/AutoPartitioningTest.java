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
import quern.records.Exit;

/** {@code csv --partition-by auto}: takes what is advised, and says so. */
class AutoPartitioningTest {
  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writeRows() throws IOException {
    StringBuilder text = new StringBuilder("id,city,user\n");
    for (int i = 0; i < 4000; i++) {
      text.append(i).append(',').append(i % 10 < 6 ? "Oslo" : "c" + i % 97).append(",u");
      text.append(i % 800).append('\n');
    }
    input = Files.writeString(scratch.resolve("in.csv"), text);
    output = scratch.resolve("out");
  }

  private Jobs.Result auto(String by, Object... options) {
    List<Object> args = new ArrayList<>(List.of(input, output, "--partition-by", by));
    args.addAll(List.of(options));
    return Jobs.csv(9000, args.toArray());
  }

  private List<Integer> sizes() throws IOException {
    List<Integer> sizes = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      sizes.add(Jobs.rows(part, "id,city,user").size());
    }
    return sizes;
  }

  @Test
  void manyValuesGoByHashSoThatEqualOnesAreTogether() throws IOException {
    assertThat(auto("auto:user", "--partitions", 4).ok().err())
        .containsPattern("partition by hash:user, the largest part about 1\\.\\d times the mean");

    List<String> seen = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      Jobs.rows(part, "id,city,user").stream()
          .map(row -> "" + row.get(2))
          .distinct()
          .forEach(seen::add);
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(800);
  }

  @Test
  void aHotKeyGoesAtRandomSoThatPartsAreEven() throws IOException {
    assertThat(auto("auto:city", "--partitions", 4).ok().err())
        .containsPattern(
            "partition by random, as by hash:city the largest part would be \\d\\.\\d times the mean: one value has [56]\\d % of the rows; 4 parts");

    assertThat(sizes()).hasSize(4).allMatch(size -> size > 950 && size < 1050);
  }

  @Test
  void onlyTheRowsThatAreKeptDecide() {
    assertThat(auto("auto:city", "--partitions", 4, "--where", "city <> 'Oslo'").ok().err())
        .contains("partition by hash:city");
  }

  @Test
  void withoutColumnsOrANumberOfPartsBothAreChosen() throws IOException {
    assertThat(auto("auto").ok().err())
        .contains("partition by random, as no columns are named; 1 part for ");
    assertThat(sizes()).containsExactly(4000);
    assertThat(auto("auto:user", "--overwrite", "--quiet").ok().err()).isEmpty();
  }

  @Test
  void aMistakeInTheColumnsIsTold() {
    assertThat(auto("auto:usr").exit()).isEqualTo(Exit.USAGE);
    assertThat(auto("auto:usr").err()).contains("did you mean 'user'?");
    assertThat(auto("auto:user", "--partitions", 0).err()).contains("at least 1");
    assertThat(auto("auto:").err()).contains("auto: lacks its columns; write it like auto:city");
    assertThat(auto("auto:city desc").err()).contains("a hash has no order");
    assertThat(output).doesNotExist();
  }
}
