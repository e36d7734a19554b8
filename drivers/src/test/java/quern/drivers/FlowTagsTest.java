package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.conf.Settings;

class FlowTagsTest {
  private static final String FINGERPRINT = "0123456789abcdef0123456789abcdef";

  @TempDir private Path state;

  private Configuration job(FlowTags tags, String step) {
    Configuration conf = new Configuration(false);
    Settings.FLOW_TAGS.set(conf, String.join(",", tags.of(step)));
    return conf;
  }

  @Test
  void aFlowHasTheSameTagsInEachRunAndAnotherOfItsNameHasOthers() throws Exception {
    FlowTags first = FlowTags.of(state, "nightly");
    first.keep();
    FlowTags second = FlowTags.of(state, "nightly");
    second.keep();
    FlowTags elsewhere = FlowTags.of(Files.createDirectory(state.resolve("other")), "nightly");

    assertThat(second.of("cities")).isEqualTo(first.of("cities"));
    assertThat(first.of("cities").get(0)).isEqualTo("quern-flow-nightly");
    assertThat(elsewhere.step("cities")).isNotEqualTo(first.step("cities"));
    assertThat(first.step("Cities")).isNotEqualTo(first.step("cities"));
  }

  @Test
  void whoeverKeepsItsIdFirstDecides() throws Exception {
    FlowTags first = FlowTags.of(state, "nightly");
    FlowTags second = FlowTags.of(state, "nightly");
    first.keep();
    second.keep();

    assertThat(second.step("cities")).isEqualTo(first.step("cities"));
  }

  @Test
  void anIdThatIsTornIsDrawnAnew() throws Exception {
    Files.writeString(state.resolve("id"), "0123");
    FlowTags tags = FlowTags.of(state, "nightly");
    tags.keep();

    assertThat(FlowTags.of(state, "nightly").step("s")).isEqualTo(tags.step("s"));
    assertThat(state.resolve("id")).content().matches("[0-9a-f]{16}\n");
  }

  @Test
  void tagsAreWhatYarnAccepts() throws Exception {
    FlowTags tags = FlowTags.of(state, "N".repeat(100));
    Configuration conf = job(tags, "S_-".repeat(33));
    Settings.COMMIT_FINGERPRINT.set(conf, FINGERPRINT);
    FlowTags.mark(conf);

    assertThat(conf.getStringCollection("mapreduce.job.tags"))
        .hasSize(3)
        .allMatch(tag -> tag.matches("[a-z0-9_-]{1,100}"))
        .contains(tags.step("S_-".repeat(33)), FlowTags.makes(FINGERPRINT));
  }

  @Test
  void aJobKeepsTheTagsThatTheUserGave() throws Exception {
    Configuration conf = job(FlowTags.of(state, "nightly"), "s");
    conf.set("mapreduce.job.tags", "mine, ours");
    FlowTags.mark(conf);

    assertThat(conf.getStringCollection("mapreduce.job.tags"))
        .hasSize(4)
        .startsWith("mine", "ours", "quern-flow-nightly");
  }

  @Test
  void aJobOutsideAFlowHasNoTags() {
    Configuration conf = new Configuration(false);
    Settings.COMMIT_FINGERPRINT.set(conf, FINGERPRINT);
    FlowTags.mark(conf);

    assertThat(conf.get("mapreduce.job.tags")).isNull();
  }

  @Test
  void aJobWhoseOutputIsNotTheStepsDoesNotSayThatItMakesThat() throws Exception {
    FlowTags tags = FlowTags.of(state, "nightly");
    Configuration conf = job(tags, "s");
    Settings.COMMIT_FINGERPRINT.set(conf, FINGERPRINT);
    Settings.INTERRUPT_LEAVES.set(conf, true);
    Session session =
        new Session(
            List.of(),
            System.out,
            System.err,
            false,
            false,
            java.util.Map.of(),
            org.apache.hadoop.mapred.JobConf::new);

    Configuration scratch = new ScratchJob(conf, List.of(), 0, true, session).configuration();
    FlowTags.mark(scratch);

    assertThat(scratch.getStringCollection("mapreduce.job.tags"))
        .containsExactlyElementsOf(tags.of("s"));
    assertThat(Settings.INTERRUPT_LEAVES.get(scratch)).isFalse();
  }
}
