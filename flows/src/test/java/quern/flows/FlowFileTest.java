package quern.flows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.QuernException;

class FlowFileTest {
  private static Flow read(String text) throws QuernException {
    return FlowFile.read("flow.yaml", text, Map.of("day", "2024-12-31"));
  }

  @Test
  void stepsHaveWordsVariablesAndDefaults() throws QuernException {
    Flow flow =
        read(
            """
            name: nightly
            variables:
              day: not this one
              out: /data/${day}
            defaults:
              retries: 5
              timeout: 20m
            steps:
              a:
                command: csv in.csv ${out}/a --where 'age > 18' --quote "$$"
              b:
                command: [sort, "${out}/a", "${out}/b b", --by, "city, age"]
                retries: 0
                priority: high
                after: a
            """);

    assertThat(flow.name()).isEqualTo("nightly");
    Step a = flow.steps().get(0);
    assertThat(Word.texts(((Step.Command) a.task()).words()))
        .containsExactly(
            "csv", "in.csv", "/data/2024-12-31/a", "--where", "age > 18", "--quote", "$");
    assertThat(a.retries()).isEqualTo(5);
    assertThat(a.timeout()).isEqualTo(Duration.ofMinutes(20));
    Step b = flow.steps().get(1);
    assertThat(Word.texts(((Step.Command) b.task()).words()))
        .containsExactly("sort", "/data/2024-12-31/a", "/data/2024-12-31/b b", "--by", "city, age");
    assertThat(b.retries()).isZero();
    assertThat(b.priority()).isEqualTo(Priority.HIGH);
    assertThat(Word.texts(b.after())).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'steps: {a: {comand: csv a b}}' | flow.yaml:1:13: | did you mean 'command'?",
        "'steps: {a: {command: csv a b, retries: many}}' | flow.yaml:1:40: | expected a number",
        "'steps: {a: {command: csv a b, timeout: 20}}' | flow.yaml:1:40: | a time like 90s",
        "'steps: {a: {command: \"csv ${dya} b\"}}' | flow.yaml:1:27: | did you mean 'day'?",
        "'steps: {a: {command: csv a b, jar: x.jar}}' | flow.yaml:1:9: | expected either 'command'",
        "'steps: {a b: {command: csv a b}}' | flow.yaml:1:9: | expected a name",
        "'steps: {}' | flow.yaml:1:1: | the flow has no steps",
        "'stpes: {a: 1}' | flow.yaml:1:1: | did you mean 'steps'?",
        "'steps: [a' | flow.yaml:1: | not readable as YAML",
        "'steps: {a: {command: \"csv ''a b\"}}' | flow.yaml:1:22: | is never closed",
        "'steps: {a: {command: csv a b, priority: hi}}' | flow.yaml:1:41: | none of very-high",
      })
  void aFaultIsToldWithLineAndColumn(String text, String where, String what) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(QuernException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(what);
  }

  @Test
  void allFaultsAreToldAtOnce() {
    assertThatThrownBy(
            () -> read("steps:\n  a: {comand: x}\n  b: {retries: x, command: csv a b}\n"))
        .hasMessageContaining("flow.yaml:2:")
        .hasMessageContaining("flow.yaml:3:");
  }

  @Test
  void theSchemaForEditorsHasTheKeysThatAreRead() throws IOException {
    Map<String, Set<String>> keys = new TreeMap<>();
    Deque<String> path = new ArrayDeque<>();
    try (JsonParser json =
        new JsonFactory().createParser(Path.of("..", "docs", "flow.schema.json").toFile())) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          keys.computeIfAbsent(
                  String.join("/", (Iterable<String>) path::descendingIterator),
                  x -> new TreeSet<>())
              .add(json.currentName());
        } else if (token.isStructStart()) {
          path.push("" + json.currentName());
        } else if (token.isStructEnd()) {
          path.pop();
        }
      }
    }

    assertThat(properties(keys, "null/properties"))
        .containsExactlyInAnyOrderElementsOf(FlowFile.TOP);
    assertThat(properties(keys, "null/properties/defaults/properties"))
        .containsExactlyInAnyOrderElementsOf(FlowFile.DEFAULTS);
    assertThat(properties(keys, "null/definitions/step/properties"))
        .containsExactlyInAnyOrderElementsOf(FlowFile.STEP);
  }

  private static Set<String> properties(Map<String, Set<String>> keys, String path) {
    return Objects.requireNonNull(keys.get(path), path + " of " + keys.keySet());
  }
}
