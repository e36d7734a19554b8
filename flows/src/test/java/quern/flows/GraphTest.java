package quern.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphTest {
  @TempDir private Path scratch;

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(scratch.resolve("in"), "x");
  }

  private Graph graph(Step.Builder... steps) throws IOException {
    Flow.Builder flow = Flow.builder("test");
    for (Step.Builder step : steps) {
      flow.step(step);
    }
    return Graph.of(flow.build(), new FakeWork.Factory(), new Configuration());
  }

  private Step.Builder copy(String name, String... paths) {
    String[] words = new String[paths.length + 1];
    words[0] = "copy";
    for (int i = 0; i < paths.length; i++) {
      words[i + 1] = "file:" + scratch + "/" + paths[i];
    }
    return Step.command(name, words);
  }

  @Test
  void whoReadsWhatAnotherWritesComesBehindIt() throws IOException {
    Graph graph = graph(copy("c", "b", "c"), copy("b", "a/part", "b"), copy("a", "in", "a"));

    assertThat(graph.nodes().stream().map(Graph.Node::name)).containsExactly("a", "b", "c");
    assertThat(graph.followers("a")).containsExactly("b");
    assertThat(graph.node("c").before()).containsExactly("b");
  }

  @Test
  void afterAndPatternsMakeStepsWaitToo() throws IOException {
    Graph graph =
        graph(
            copy("last", "in", "z").after("sum"),
            copy("sum", "out-*", "sum"),
            copy("one", "in", "out-1"),
            copy("two", "in", "out-2"));

    assertThat(graph.node("sum").before()).containsExactly("one", "two");
    assertThat(graph.node("last").before()).containsExactly("sum");
  }

  @Test
  void stepsThatWaitForOneAnotherAreTold() {
    assertThatThrownBy(() -> graph(copy("a", "c", "a"), copy("b", "a", "b"), copy("c", "b", "c")))
        .hasMessageContaining("steps wait for one another")
        .hasMessageContaining("→");
  }

  @Test
  void twoWritersOfOnePathAreTold() {
    assertThatThrownBy(() -> graph(copy("a", "in", "x"), copy("b", "in", "x")))
        .hasMessageContaining("'a' and 'b' both write");
    assertThatThrownBy(() -> graph(copy("a", "in", "x"), copy("b", "in", "x/y")))
        .hasMessageContaining("within what step 'a' writes");
  }

  @Test
  void anInputThatIsNotThereAndThatNobodyWritesIsTold() {
    assertThatThrownBy(() -> graph(copy("a", "nothing", "x")))
        .hasMessageContaining("is not there, and no step writes it");
    assertThatThrownBy(() -> graph(copy("a", "in", "x").after("b")))
        .hasMessageContaining("no step is called 'b'");
  }
}
