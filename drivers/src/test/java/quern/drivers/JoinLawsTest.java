package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.fs.FileUtil;
import org.jspecify.annotations.Nullable;
import quern.records.commit.TaskPage;
import quern.records.join.JoinType;

/** The {@code join} command against a model: whatever the way, the same rows. */
class JoinLawsTest {

  /** Runs a join of a model and holds its rows against the model's. */
  private static void check(JoinType type, Random random, List<String> way) throws IOException {
    int most = random.nextBoolean() ? 8 : 120; // few, so that a key has less rows than parts
    JoinModel model =
        new JoinModel(
            random.nextInt(most), random.nextInt(most), 1 + random.nextInt(most / 3), random);
    boolean byCity = random.nextInt(3) == 0;
    boolean paired = type.isPaired();
    List<JoinModel.Where> conditions = new ArrayList<>(JoinModel.LEFT_CONDITIONS);
    conditions.addAll(paired ? JoinModel.CONDITIONS : List.of());
    JoinModel.Where where =
        conditions.get(random.nextBoolean() ? 0 : random.nextInt(conditions.size()));
    List<JoinModel.Select> lists = paired ? JoinModel.LISTS : JoinModel.LEFT_LISTS;
    JoinModel.Select select = lists.get(random.nextInt(lists.size()));
    Path scratch = Files.createTempDirectory("quern-join");
    try {
      model.write(scratch.resolve("a.csv"), scratch.resolve("b.csv"));
      Path output = scratch.resolve("out");
      List<String> args = new ArrayList<>(List.of("join"));
      Stream.of(scratch.resolve("a.csv"), scratch.resolve("b.csv"), output)
          .forEach(path -> args.add(path.toString()));
      args.addAll(
          List.of("--on", byCity ? "a.id = b.user_id and b.city = a.city" : "user_id = id"));
      args.addAll(
          List.of("--type", type.label(), "--where", where.sql(), "--select", select.sql()));
      args.addAll(List.of("--schema", "id long, name string, age long, city string"));
      String keyType = List.of("double", "decimal").get(random.nextInt(2));
      args.addAll(
          List.of(
              "--right-schema", "user_id " + keyType + ", city string, total long, note string"));
      args.addAll(Jobs.splitsOf(200 + random.nextInt(4000)));
      args.addAll(way);

      Jobs.run(args).ok();

      assertThat(sorted(Jobs.allRows(output, select.header())))
          .as("%s", args)
          .isEqualTo(sorted(model.join(type, byCity, where.test(), select.make())));
      assertThat(Jobs.manifest(output).counts())
          .containsEntry(TaskPage.ROWS_IN, (long) model.left.size() + model.right.size())
          .doesNotContainKey(TaskPage.REDUCES_UNCHECKED);
    } finally {
      FileUtil.fullyDelete(scratch.toFile());
    }
  }

  private static List<String> sorted(List<List<@Nullable String>> rows) {
    return rows.stream().map(List::toString).sorted().toList();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void reduceTasksJoinAsTheModelDoesWhateverTheirNumberAndMemory(
      @ForAll JoinType type, @ForAll @IntRange(min = 1, max = 7) int partitions, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    int memory = random.nextBoolean() ? 1 << 20 : random.nextInt(300);
    check(
        type,
        random,
        List.of("--partitions", "" + partitions, "-D", "quern.join.memory-bytes=" + memory));
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void mapTasksJoinAsTheModelDoes(@ForAll JoinType type, @ForAll long seed) throws IOException {
    List<String> way =
        switch (type) {
          case INNER -> List.of("--broadcast", seed % 2 == 0 ? "left" : "right");
          case RIGHT -> List.of("--broadcast", "left");
          case FULL -> List.of();
          default -> List.of("--broadcast", "right");
        };
    check(type, new Random(seed), way);
  }
}
