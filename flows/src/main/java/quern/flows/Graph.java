package quern.flows;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobPattern;
import org.apache.hadoop.fs.Path;
import quern.conf.Nearest;
import quern.records.QuernException;

/** The steps of a flow and what depends on what: free of cycles, and with one writer a path. */
public final class Graph {
  /**
   * A step in its place.
   *
   * @param number its place in the flow file, from 0
   * @param before the steps that it waits for
   * @param reads for each input: the step that writes it, or nothing for what is there already
   */
  public record Node(
      Step step, int number, Work work, Set<String> before, Map<Path, Optional<String>> reads) {
    public Node {
      before = Collections.unmodifiableSet(new LinkedHashSet<>(before));
      reads = Collections.unmodifiableMap(new LinkedHashMap<>(reads));
    }

    /** The step's name. */
    public String name() {
      return step.name();
    }
  }

  private final Flow flow;
  private final Map<String, Node> nodes;
  private final Map<String, List<String>> followers;

  private Graph(Flow flow, Map<String, Node> nodes) {
    this.flow = flow;
    this.nodes = nodes;
    this.followers = new HashMap<>();
    nodes.keySet().forEach(name -> followers.put(name, new ArrayList<>()));
    nodes
        .values()
        .forEach(
            node ->
                node.before.forEach(
                    before -> followers.getOrDefault(before, List.of()).add(node.name())));
  }

  /**
   * Finds what depends on what, and all that can be known to be wrong before anything runs.
   *
   * @throws QuernException that tells all of that, with lines and columns
   */
  public static Graph of(Flow flow, Work.Launcher launcher, Configuration conf) throws IOException {
    return new Finder(flow, conf).find(launcher);
  }

  /** The flow. */
  public Flow flow() {
    return flow;
  }

  /** The steps, each behind those that it waits for; else in the order of the file. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** A step by its name. */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("no step is called '" + name + "'");
    }
    return node;
  }

  /** The steps that wait for one. */
  public List<String> followers(String name) {
    return followers.getOrDefault(name, List.of());
  }

  /** Puts a graph together. */
  private static final class Finder {
    private final Flow flow;
    private final Configuration conf;
    private final Problems problems = new Problems();
    private final Map<String, Work> works = new LinkedHashMap<>();
    private final Map<Path, String> writers = new HashMap<>();

    Finder(Flow flow, Configuration conf) {
      this.flow = flow;
      this.conf = conf;
    }

    Graph find(Work.Launcher launcher) throws IOException {
      for (Step step : flow.steps()) {
        prepare(step, launcher);
      }
      for (Step step : flow.steps()) {
        outputs(step).forEach(path -> addWriter(path, step));
      }
      List<Node> found = new ArrayList<>();
      for (Step step : flow.steps()) {
        if (works.containsKey(step.name())) {
          found.add(node(step, found.size()));
        }
      }
      problems.throwIfAny();
      Map<String, Node> sorted = sort(found);
      problems.throwIfAny();
      return new Graph(flow, sorted);
    }

    private void prepare(Step step, Work.Launcher launcher) {
      String name = "step '" + step.name() + "': ";
      try {
        works.put(step.name(), launcher.prepare(step));
      } catch (Work.Misplaced e) {
        problems.add(markOf(step, e.word()), name + e.getMessage());
      } catch (QuernException | IllegalArgumentException e) {
        problems.add(markOf(step, 0), name + e.getMessage());
      }
    }

    private static Mark markOf(Step step, int word) {
      List<Word> words =
          step.task() instanceof Step.Command command
              ? command.words()
              : List.of(((Step.Program) step.task()).jar());
      return words.isEmpty() ? step.mark() : words.get(Math.min(word, words.size() - 1)).mark();
    }

    private List<Path> outputs(Step step) {
      Work work = works.get(step.name());
      return work == null ? List.of() : work.outputs();
    }

    private void addWriter(Path path, Step step) {
      String other = writers.put(path, step.name());
      if (other != null) {
        problems.add(
            step.mark(),
            "steps '%s' and '%s' both write %s; give each a path of its own"
                .formatted(other, step.name(), path));
      }
    }

    private Node node(Step step, int number) throws IOException {
      Work work = works.get(step.name());
      if (work == null) {
        throw new IllegalStateException(step.name());
      }
      for (Path output : work.outputs()) {
        writerAbove(output.getParent())
            .ifPresent(
                outer ->
                    problems.add(
                        step.mark(),
                        "step '%s' writes %s within what step '%s' writes; give each a path of its own"
                            .formatted(step.name(), output, outer)));
      }
      Set<String> before = new LinkedHashSet<>();
      Map<Path, Optional<String>> reads = new LinkedHashMap<>();
      for (Path input : work.inputs()) {
        List<String> found = writersOf(input);
        if (found.isEmpty()) {
          requireThere(step, input);
          reads.put(input, Optional.empty());
        } else {
          before.addAll(found);
          reads.put(input, Optional.of(found.get(0)));
        }
      }
      addAfter(step, before);
      return new Node(step, number, work, before, reads);
    }

    private void addAfter(Step step, Set<String> before) {
      List<String> names = flow.steps().stream().map(Step::name).toList();
      for (Word after : step.after()) {
        if (names.contains(after.text())) {
          before.add(after.text());
        } else {
          problems.add(
              after.mark(),
              "step '"
                  + step.name()
                  + "': no step is called '"
                  + after.text()
                  + "'"
                  + Nearest.to(after.text(), names)
                      .map("; did you mean '%s'?"::formatted)
                      .orElse(""));
        }
      }
    }

    /** The step that writes {@code path} or a directory that it is in. */
    private Optional<String> writerAbove(Path path) {
      for (Path at = path; at != null; at = at.getParent()) {
        String writer = writers.get(at);
        if (writer != null) {
          return Optional.of(writer);
        }
      }
      return Optional.empty();
    }

    private List<String> writersOf(Path input) {
      Optional<String> exact = writerAbove(input);
      if (exact.isPresent()) {
        return List.of(exact.get());
      }
      if (!isPattern(input)) {
        return List.of();
      }
      return writers.entrySet().stream()
          .filter(writer -> reaches(input, writer.getKey()))
          .map(Map.Entry::getValue)
          .distinct()
          .sorted()
          .toList();
    }

    private static boolean isPattern(Path path) {
      return path.toString().matches(".*[*?\\[{].*");
    }

    /** Whether a pattern matches {@code output} or what is in it. */
    private static boolean reaches(Path pattern, Path output) {
      String[] patterns = pattern.toUri().getPath().split("/", -1);
      String[] names = output.toUri().getPath().split("/", -1);
      if (names.length > patterns.length) {
        return false;
      }
      for (int i = 0; i < names.length; i++) {
        if (!new GlobPattern(patterns[i]).matches(names[i])) {
          return false;
        }
      }
      return true;
    }

    private void requireThere(Step step, Path input) throws IOException {
      FileSystem fs = input.getFileSystem(conf);
      if (fs.exists(input)) {
        return;
      }
      FileStatus[] matches = isPattern(input) ? fs.globStatus(input) : null;
      if (matches != null && matches.length > 0) {
        return;
      }
      List<String> written = writers.keySet().stream().map(Path::toString).toList();
      problems.add(
          step.mark(),
          "step '"
              + step.name()
              + "': input "
              + input
              + " is not there, and no step writes it"
              + Nearest.to(input.toString(), written)
                  .map("; did you mean %s?"::formatted)
                  .orElse(""));
    }

    /** Kahn's algorithm; of those that could come next, the first of the file does. */
    private Map<String, Node> sort(List<Node> found) {
      Map<String, Set<String>> waiting = new HashMap<>();
      Map<String, List<Node>> next = new HashMap<>();
      TreeSet<Integer> free = new TreeSet<>();
      for (Node node : found) {
        waiting.put(node.name(), new HashSet<>(node.before));
        node.before.forEach(b -> next.computeIfAbsent(b, x -> new ArrayList<>()).add(node));
        if (node.before.isEmpty()) {
          free.add(node.number);
        }
      }
      Map<String, Node> sorted = new LinkedHashMap<>();
      while (!free.isEmpty()) {
        Node node = found.get(free.first());
        free.remove(node.number);
        sorted.put(node.name(), node);
        for (Node follower : next.getOrDefault(node.name(), List.of())) {
          Set<String> left = waiting.getOrDefault(follower.name(), Set.of());
          left.remove(node.name());
          if (left.isEmpty()) {
            free.add(follower.number);
          }
        }
      }
      if (sorted.size() < found.size()) {
        tellCycle(found, sorted.keySet());
      }
      return sorted;
    }

    /** Goes back from any step that is left to what it waits for, until it comes to one again. */
    private void tellCycle(List<Node> found, Set<String> sorted) {
      Map<String, Node> left = new LinkedHashMap<>();
      found.stream()
          .filter(node -> !sorted.contains(node.name()))
          .forEach(node -> left.put(node.name(), node));
      ArrayDeque<String> path = new ArrayDeque<>();
      Node at = left.values().iterator().next();
      while (!path.contains(at.name())) {
        path.push(at.name());
        Node here = at;
        at =
            here.before.stream().filter(left::containsKey).map(left::get).findFirst().orElseThrow();
      }
      String first = at.name();
      List<String> cycle = new ArrayList<>();
      for (String name : path) { // the last one first: each is waited for by the one behind it
        cycle.add(name);
        if (name.equals(first)) {
          break;
        }
      }
      cycle.add(cycle.get(0));
      problems.add(
          at.step().mark(),
          "steps wait for one another: "
              + String.join(" → ", cycle)
              + "; each reads what the one before it writes, or comes after it");
    }
  }
}
