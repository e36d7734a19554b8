package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code csv} command with a shuffle: every row arrives once, in the part it belongs to. */
class CsvPartitionsTest {
  private static final long SPLIT = 8 << 10;
  private static final Comparator<List<@Nullable String>> BY_ID =
      Comparator.comparing(row -> Integer.parseInt(row.get(0)));

  private final List<List<@Nullable String>> people = People.rows(1000, 2);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private List<List<List<@Nullable String>>> partitions(Object... options) throws IOException {
    List<Object> args = new ArrayList<>(List.of(input, output));
    args.addAll(List.of(options));
    Jobs.csv(SPLIT, args.toArray()).ok();
    List<List<List<@Nullable String>>> partitions = new ArrayList<>();
    for (Path part : Jobs.parts(output)) {
      assertThat(part.getFileName().toString()).startsWith("part-r-");
      partitions.add(Jobs.rows(part, People.HEADER));
    }
    return partitions;
  }

  private static List<List<@Nullable String>> together(
      List<List<List<@Nullable String>>> partitions) {
    List<List<@Nullable String>> rows = new ArrayList<>();
    partitions.forEach(rows::addAll);
    rows.sort(BY_ID);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd"})
  void hashPutsRowsWithEqualKeysTogetherAndLosesNone(String codec) throws IOException {
    List<List<List<@Nullable String>>> partitions =
        partitions("--partitions", 3, "--partition-by", "hash:city", "--codec", codec);

    assertThat(partitions).hasSize(3);
    Map<Object, Integer> home = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      for (List<@Nullable String> row : partitions.get(i)) {
        assertThat(home.merge(String.valueOf(row.get(3)), i, (a, b) -> a)).isEqualTo(i);
      }
      // Within a part the rows are in the order of the input.
      assertThat(partitions.get(i)).isSortedAccordingTo(BY_ID);
    }
    assertThat(together(partitions)).isEqualTo(people);
  }

  @Test
  void hashOfSeveralColumnsSpreadsRowsEvenly() throws IOException {
    List<List<List<@Nullable String>>> partitions =
        partitions("--partitions", 4, "--partition-by", "hash:id,name");

    partitions.forEach(rows -> assertThat(rows.size()).isBetween(190, 310));
    assertThat(together(partitions)).isEqualTo(people);
  }

  @Test
  void rangesAreDisjointAndInOrderAndNullsComeFirst() throws IOException {
    List<List<List<@Nullable String>>> partitions =
        partitions("--partitions", 4, "--partition-by", "range:income");

    requireRanges(
        partitions,
        row -> row.get(4) == null ? -1.0 : Double.parseDouble(row.get(4)),
        Comparator.<Double>naturalOrder());
    partitions.forEach(rows -> assertThat(rows.size()).isBetween(200, 300));
    assertThat(together(partitions)).isEqualTo(people);
  }

  @Test
  void descendingRangesBeginWithTheGreatest() throws IOException {
    List<List<List<@Nullable String>>> partitions =
        partitions("--partitions", 3, "--partition-by", "range:id desc", "--where", "id >= 100");

    requireRanges(
        partitions, row -> Integer.parseInt(row.get(0)), Comparator.<Integer>reverseOrder());
    assertThat(together(partitions)).isEqualTo(people.subList(100, 1000));
  }

  private static <K> void requireRanges(
      List<List<List<@Nullable String>>> partitions,
      Function<List<@Nullable String>, K> key,
      Comparator<K> order) {
    @Nullable K last = null;
    for (List<List<@Nullable String>> rows : partitions) {
      List<K> keys = rows.stream().map(key).toList();
      if (!keys.isEmpty()) {
        if (last != null) {
          assertThat(order.compare(last, Collections.min(keys, order))).isNegative();
        }
        last = Collections.max(keys, order);
      }
    }
  }

  @Test
  void aRangeOverFewValuesLeavesPartsEmptyAndRowsWhole() throws IOException {
    List<List<List<@Nullable String>>> partitions =
        partitions(
            "--partitions", 9, "--partition-by", "range:city", "--where", "city in ('Ulm','Oslo')");

    assertThat(partitions).hasSize(9);
    requireRanges(partitions, row -> "" + row.get(3), Comparator.<String>naturalOrder());
    assertThat(together(partitions))
        .isEqualTo(People.where(people, row -> List.of("Ulm", "Oslo").contains("" + row.get(3))));
  }

  @Test
  void atRandomPartsAreEvenToWithinARowASplit() throws IOException {
    List<List<List<@Nullable String>>> partitions = partitions("--partitions", 4);

    int splits = (int) Math.ceil((double) Files.size(input) / SPLIT);
    List<Integer> sizes = partitions.stream().map(List::size).toList();
    assertThat(Collections.max(sizes) - Collections.min(sizes)).isLessThanOrEqualTo(splits);
    assertThat(together(partitions)).isEqualTo(people);
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() throws IOException {
    Path again = scratch.resolve("again");
    Path other = scratch.resolve("other");
    Jobs.csv(SPLIT, input, output, "--partitions", 3, "--seed", 7).ok();
    Jobs.csv(SPLIT, input, again, "--partitions", 3, "--seed", 7).ok();
    Jobs.csv(SPLIT, input, other, "--partitions", 3, "--seed", 8).ok();

    assertThat(bytes(again)).isEqualTo(bytes(output));
    assertThat(bytes(other)).isNotEqualTo(bytes(output));
  }

  private static List<String> bytes(Path directory) throws IOException {
    List<String> bytes = new ArrayList<>();
    for (Path part : Jobs.parts(directory)) {
      bytes.add(Jobs.text(part));
    }
    return bytes;
  }

  @Test
  void whereAndSelectApplyBeforeRowsMoveAndThePartitionColumnNeedNotBeSelected()
      throws IOException {
    Jobs.csv(
            SPLIT,
            input,
            output,
            "--partitions",
            2,
            "--partition-by",
            "range:age",
            "--where",
            "age > 18",
            "--select",
            "id, age * 2 as twice")
        .ok();

    List<List<@Nullable String>> expected = new ArrayList<>();
    for (List<@Nullable String> row : People.where(people, People.olderThan(18))) {
      expected.add(Arrays.asList(row.get(0), Integer.parseInt(row.get(2)) * 2 + ""));
    }
    List<List<@Nullable String>> found = Jobs.allRows(output, "id,twice");
    found.sort(BY_ID);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void anEmptyResultHasAllItsParts() throws IOException {
    assertThat(partitions("--partitions", 5, "--partition-by", "range:name", "--where", "id < 0"))
        .hasSize(5)
        .allMatch(List::isEmpty);
  }

  @Test
  void rowsAreCountedInTheManifestOnBothSidesOfTheShuffle() throws IOException {
    partitions("--partitions", 3, "--where", "age > 18");

    long kept = People.where(people, People.olderThan(18)).size();
    assertThat(Jobs.manifest(output).counts())
        .containsEntry("rowsIn", 1000L)
        .containsEntry("rowsOut", kept);
    assertThat(Jobs.manifest(output).rows()).isEqualTo(kept);
  }
}
