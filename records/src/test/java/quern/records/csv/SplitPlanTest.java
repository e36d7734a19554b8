package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputSplit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import quern.records.Schema;

/** What the scheduler is told of where a split's data are. */
class SplitPlanTest {
  private static final long SPLIT = 1000;

  private SplitPlan plan;

  @BeforeEach
  void setUp() {
    Configuration conf = new Configuration(false);
    Dialect dialect = Dialect.RFC_4180.with(Map.of(CsvOption.HEADER, "false"));
    CsvInput.configure(conf, InputSide.LEFT, dialect, Schema.parse("a long"), "");
    plan = new SplitPlan(conf, CsvInput.of(conf, InputSide.LEFT), true);
  }

  /** A file in blocks of 1000 bytes, of which each is on the hosts of one element. */
  private static FileStatus file(String name, long length, String... hosts) {
    List<BlockLocation> blocks = new ArrayList<>();
    for (int i = 0; i < hosts.length; i++) {
      String[] replicas = hosts[i].split(" ");
      long start = i * SPLIT;
      blocks.add(new BlockLocation(replicas, replicas, start, Math.min(SPLIT, length - start)));
    }
    Path path = new Path("hdfs://nn/in/" + name);
    return new LocatedFileStatus(
        new FileStatus(length, false, 3, SPLIT, 0, path), blocks.toArray(BlockLocation[]::new));
  }

  private List<List<String>> locations() throws IOException, InterruptedException {
    List<List<String>> locations = new ArrayList<>();
    for (InputSplit split : SplitPlan.shared(plan.splits())) {
      locations.add(List.of(split.getLocations()));
    }
    return locations;
  }

  @Test
  void eachStretchIsWhereItsBlockIs() throws Exception {
    plan.add(file("large.csv", 2500, "n1 n2 n3", "n4 n5 n6", "n7 n8 n9"), SPLIT);

    assertThat(locations())
        .containsExactly(
            List.of("n1", "n2", "n3"), List.of("n4", "n5", "n6"), List.of("n7", "n8", "n9"));
  }

  @Test
  void aStretchAcrossBlocksIsWhereItsMiddleIs() throws Exception {
    plan.add(file("last.csv", 1040, "n1 n2", "n3 n4"), SPLIT);
    plan.add(file("whole.csv.gz", 2900, "n1 n2", "n3 n4", "n5 n6"), SPLIT);

    assertThat(locations()).containsExactly(List.of("n1", "n2"), List.of("n3", "n4"));
  }

  @Test
  void aFileWithManyCopiesNamesThemAll() throws Exception {
    plan.add(file("hot.csv", 900, "n1 n2 n3 n4 n5"), SPLIT);

    assertThat(locations()).containsExactly(List.of("n1", "n2", "n3", "n4", "n5"));
  }

  @Test
  void smallFilesTogetherAreWhereMostOfTheirBytesAre() throws Exception {
    plan.add(file("a.csv", 10, "n1 n2 n3"), SPLIT);
    plan.add(file("b.csv", 300, "n4 n5 n6"), SPLIT);
    plan.add(file("c.csv", 200, "n5 n7 n1"), SPLIT);
    plan.add(file("d.csv", 0), SPLIT);

    assertThat(locations()).containsExactly(List.of("n5", "n4", "n6"));
  }

  @Test
  void aFileOfWhichNothingIsKnownNamesNoHost() throws Exception {
    plan.add(file("somewhere.csv", 900), SPLIT);

    assertThat(locations()).containsExactly(List.of());
  }
}
