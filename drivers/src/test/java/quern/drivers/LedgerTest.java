package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.commit.TaskPage;
import quern.shuffle.SortCollector;
import quern.shuffle.StockCollector;

/** A shuffle that goes wrong publishes nothing, and says where. */
class LedgerTest {
  private static final String COLLECTOR = "mapreduce.job.map.output.collector.class=";
  private static final String SHUFFLE = "mapreduce.job.reduce.shuffle.consumer.plugin.class=";

  private final List<List<@Nullable String>> people = People.rows(3000, 8);

  @TempDir private Path scratch;
  private Path input;
  private Path output;

  @BeforeEach
  void writePeople() throws IOException {
    input = People.write(scratch.resolve("people.csv"), people);
    output = scratch.resolve("out");
  }

  private Jobs.Result sort(String... settings) {
    List<String> args = new ArrayList<>(List.of("sort", input.toString(), output.toString()));
    args.addAll(List.of("--by", "name", "--partitions", "3", "--overwrite"));
    args.addAll(Jobs.splitsOf(32 << 10));
    for (String setting : settings) {
      args.addAll(List.of("-D", setting));
    }
    return Jobs.run(args);
  }

  @ParameterizedTest
  @ValueSource(classes = {SortCollector.class, StockCollector.class})
  void whatWasShuffledIsProvedWithEitherCollector(Class<?> collector) throws IOException {
    sort(COLLECTOR + collector.getName()).ok();

    assertThat(Jobs.manifest(output).counts())
        .containsEntry(TaskPage.RECORDS_SHUFFLED, 3000L)
        .doesNotContainKey(TaskPage.REDUCES_UNCHECKED);
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        TamperingCollector.Drops.class,
        TamperingCollector.Doubles.class,
        TamperingCollector.Flips.class,
        TamperingCollector.Swaps.class
      })
  void aCollectorWithAFaultIsFoundOut(Class<?> collector) {
    Jobs.Result result = sort(COLLECTOR + collector.getName());

    assertThat(result.exit()).isEqualTo(Exit.PROOF);
    assertThat(result.err())
        .contains("shuffle: the maps sent ", " records, ", " to partition ", "but the reduce read ")
        .containsPattern("attempt_\\w+_m_\\d+_0 sent \\d+ records");
    assertThat(output).doesNotExist();
  }

  @Test
  void withHadoopsOwnPlugInsNothingIsProvedAndThatIsSaid() throws IOException {
    Jobs.Result result =
        sort(
            COLLECTOR + "org.apache.hadoop.mapred.MapTask$MapOutputBuffer",
            SHUFFLE + "org.apache.hadoop.mapreduce.task.reduce.Shuffle");

    assertThat(result.ok().err()).contains("shuffle   not proved: ");
    assertThat(Jobs.manifest(output).counts())
        .containsEntry(TaskPage.REDUCES_UNCHECKED, 3L)
        .doesNotContainKey(TaskPage.RECORDS_SHUFFLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        COLLECTOR + "org.apache.hadoop.mapred.MapTask$MapOutputBuffer",
        SHUFFLE + "org.apache.hadoop.mapreduce.task.reduce.Shuffle"
      })
  void oneSideAloneProvesNothing(String setting) throws IOException {
    assertThat(sort(setting).ok().err()).contains("not proved");
  }

  @Test
  void encryptedIntermediateDataAreSortedByHadoopAndProvedAllTheSame() throws IOException {
    sort(MRJobConfig.MR_ENCRYPTED_INTERMEDIATE_DATA + "=true").ok();

    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.RECORDS_SHUFFLED, 3000L);
    assertThat(Jobs.allRows(output, People.HEADER)).hasSize(3000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mapreduce.task.io.sort.mb=1",
        "mapreduce.task.io.sort.factor=2",
        "mapreduce.map.output.compress=true",
        "mapreduce.map.sort.spill.percent=0.01"
      })
  void theProofHoldsHoweverTheShuffleIsSet(String setting) throws IOException {
    sort(setting, "mapreduce.task.io.sort.mb=1", "mapreduce.task.io.sort.factor=2").ok();

    assertThat(Jobs.manifest(output).counts()).containsEntry(TaskPage.RECORDS_SHUFFLED, 3000L);
    assertThat(Jobs.allRows(output, People.HEADER)).hasSize(3000);
  }
}
