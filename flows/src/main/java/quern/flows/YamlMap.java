package quern.flows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import quern.conf.Nearest;

/** A mapping of a YAML file, whose every key and value knows where it stands. */
final class YamlMap {
  /** A key and its value. */
  record Entry(String key, Mark mark, Node value) {}

  private final String file;
  private final Problems problems;
  private final Mark mark;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private YamlMap(String file, Problems problems, Mark mark) {
    this.file = file;
    this.problems = problems;
    this.mark = mark;
  }

  /** A mapping; an empty one, and a problem, where {@code node} is something else. */
  static YamlMap of(String file, Node node, String what, Problems problems) {
    YamlMap map = new YamlMap(file, problems, mark(file, node));
    if (node instanceof MappingNode mapping) {
      for (NodeTuple tuple : mapping.getValue()) {
        map.add(tuple);
      }
    } else {
      problems.add(map.mark, what + ": expected keys and values, found " + kind(node));
    }
    return map;
  }

  private void add(NodeTuple tuple) {
    Mark at = mark(file, tuple.getKeyNode());
    if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
      problems.add(at, "expected a name as the key, found " + kind(tuple.getKeyNode()));
    } else if (entries.put(key.getValue(), new Entry(key.getValue(), at, tuple.getValueNode()))
        != null) {
      problems.add(at, "'" + key.getValue() + "' is there twice");
    }
  }

  static Mark mark(String file, Node node) {
    return node.getStartMark()
        .map(at -> new Mark(file, at.getLine() + 1, at.getColumn() + 1))
        .orElse(new Mark(file, 1, 1));
  }

  static String kind(Node node) {
    if (node instanceof MappingNode) {
      return "keys and values";
    }
    if (node instanceof SequenceNode) {
      return "a list";
    }
    return node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()
        ? "'" + scalar.getValue() + "'"
        : "nothing";
  }

  /** Whether there is nothing behind a key. */
  static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.NULL);
  }

  /** Every entry, in the order of the file. */
  Iterable<Entry> entries() {
    return entries.values();
  }

  Mark mark() {
    return mark;
  }

  /** Finds a problem with every key that is none of {@code known}. */
  void requireKnown(String what, Set<String> known) {
    for (Entry entry : entries.values()) {
      if (!known.contains(entry.key)) {
        problems.add(
            entry.mark,
            what
                + " has no '"
                + entry.key
                + "'; "
                + Nearest.to(entry.key, known).map("did you mean '%s'? "::formatted).orElse("")
                + "there are "
                + String.join(", ", known.stream().sorted().toList()));
      }
    }
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key));
  }

  /** The value as a text; null, and a problem, where it is none. */
  @Nullable String text(Entry entry) {
    if (entry.value instanceof ScalarNode scalar && !isNull(scalar)) {
      return scalar.getValue();
    }
    problems.add(
        mark(file, entry.value), entry.key + ": expected a text, found " + kind(entry.value));
    return null;
  }

  /** The value's elements: those of a list, or the one text that it is. */
  List<ScalarNode> texts(Entry entry) {
    if (entry.value instanceof ScalarNode scalar) {
      return isNull(scalar) ? List.of() : List.of(scalar);
    }
    if (entry.value instanceof SequenceNode list) {
      for (Node element : list.getValue()) {
        if (!(element instanceof ScalarNode)) {
          problems.add(
              mark(file, element), entry.key + ": expected a text, found " + kind(element));
        }
      }
      return list.getValue().stream()
          .filter(ScalarNode.class::isInstance)
          .map(ScalarNode.class::cast)
          .toList();
    }
    problems.add(
        mark(file, entry.value),
        entry.key + ": expected a text or a list of them, found " + kind(entry.value));
    return List.of();
  }
}
