package quern.flows.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import quern.flows.Durations;
import quern.flows.Graph;
import quern.flows.Graph.Node;
import quern.flows.state.StateStore;

/**
 * What a run would do now.
 *
 * @param lines the steps, each behind those that it waits for
 * @param critical the steps of the longest chain that has to run, first to last
 */
public record Plan(String flow, List<Line> lines, List<String> critical) {
  /**
   * A step.
   *
   * @param does {@code run}, {@code reuse}, or {@code perhaps} where that depends on what comes out
   *     before
   * @param millis about how long it takes
   */
  public record Line(Node node, String does, String why, long millis) {}

  /** Judges all steps, as far as that can be done before any has run. */
  public static Plan of(Graph graph, StateStore store, Judge judge) throws IOException {
    List<Line> lines = new ArrayList<>();
    Set<String> reused = new HashSet<>();
    Map<String, Long> ends = new HashMap<>();
    Map<String, String> longest = new HashMap<>();
    String last = "";
    for (Node node : graph.nodes()) {
      long millis = Predictor.millis(store.find(node.name()), judge.inputBytes(node));
      Line line;
      if (reused.containsAll(node.before())) {
        Verdict verdict = judge.judge(node);
        line = new Line(node, verdict.runs() ? "run" : "reuse", verdict.why(), millis);
      } else {
        boolean known = store.find(node.name()).isPresent();
        String before =
            node.before().stream().filter(b -> !reused.contains(b)).findFirst().orElse("");
        line =
            new Line(
                node,
                known ? "perhaps" : "run",
                known ? "if what '" + before + "' writes has changed" : "it has not run yet",
                millis);
      }
      lines.add(line);
      if (line.does().equals("reuse")) {
        reused.add(node.name());
        ends.put(node.name(), 0L);
        continue;
      }
      String slowest = "";
      long begin = 0;
      for (String before : node.before()) {
        if (ends.getOrDefault(before, 0L) > begin) {
          begin = ends.getOrDefault(before, 0L);
          slowest = before;
        }
      }
      ends.put(node.name(), begin + millis);
      longest.put(node.name(), slowest);
      if (last.isEmpty() || begin + millis > ends.getOrDefault(last, 0L)) {
        last = node.name();
      }
    }
    List<String> critical = new ArrayList<>();
    for (String at = last; !at.isEmpty(); at = longest.getOrDefault(at, "")) {
      critical.add(0, at);
    }
    return new Plan(graph.flow().name(), List.copyOf(lines), List.copyOf(critical));
  }

  /** How much there is to do, in words. */
  public String summary() {
    long work = lines.stream().filter(l -> !l.does.equals("reuse")).mapToLong(Line::millis).sum();
    long path =
        lines.stream()
            .filter(line -> critical.contains(line.node.name()))
            .mapToLong(Line::millis)
            .sum();
    if (critical.isEmpty()) {
      return "Nothing is to be done.";
    }
    return "About %s of work; the longest chain takes about %s: %s"
        .formatted(Durations.text(work), Durations.text(path), String.join(" → ", critical));
  }

  /** For Graphviz. */
  public String dot() {
    StringBuilder out = new StringBuilder("digraph \"" + flow + "\" {\n  rankdir=LR;\n");
    for (Line line : lines) {
      out.append(
          "  \"%s\" [shape=box, style=%s, label=\"%s\\n%s, %s\"];\n"
              .formatted(
                  line.node.name(),
                  line.does.equals("reuse") ? "dashed" : "solid",
                  line.node.name(),
                  line.does,
                  Durations.text(line.millis)));
    }
    for (Line line : lines) {
      for (String before : line.node.before()) {
        boolean isCritical = isCritical(before, line.node.name());
        out.append(
            "  \"%s\" -> \"%s\"%s;\n"
                .formatted(before, line.node.name(), isCritical ? " [penwidth=2]" : ""));
      }
    }
    return out.append("}\n").toString();
  }

  private boolean isCritical(String before, String name) {
    int at = critical.indexOf(name);
    return at > 0 && critical.get(at - 1).equals(before);
  }

  /** For Mermaid. */
  public String mermaid() {
    Map<String, String> ids = new HashMap<>();
    StringBuilder out = new StringBuilder("flowchart LR\n");
    for (Line line : lines) {
      String id = "s" + ids.size();
      ids.put(line.node.name(), id);
      out.append(
          "  %s[\"%s<br>%s, %s\"]\n"
              .formatted(id, line.node.name(), line.does, Durations.text(line.millis)));
    }
    for (Line line : lines) {
      for (String before : line.node.before()) {
        out.append(
            "  %s %s %s\n"
                .formatted(
                    ids.get(before),
                    isCritical(before, line.node.name()) ? "==>" : "-->",
                    ids.get(line.node.name())));
      }
    }
    String reused =
        lines.stream()
            .filter(line -> line.does.equals("reuse"))
            .map(line -> ids.get(line.node.name()))
            .collect(Collectors.joining(","));
    if (!reused.isEmpty()) {
      out.append("  classDef reused stroke-dasharray: 4\n  class " + reused + " reused\n");
    }
    return out.toString();
  }
}
