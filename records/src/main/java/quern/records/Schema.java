package quern.records;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The columns of a table, in order; names are unique. */
public record Schema(List<Column> columns) {

  /**
   * @throws IllegalArgumentException when two columns have one name
   */
  public Schema {
    columns = List.copyOf(columns);
    Set<String> seen = new HashSet<>();
    for (Column column : columns) {
      if (!seen.add(column.name())) {
        throw new IllegalArgumentException("two columns are called '" + column.name() + "'");
      }
    }
  }

  /** A schema of string columns. */
  public static Schema ofStrings(List<String> names) {
    return new Schema(names.stream().map(name -> new Column(name, Type.STRING)).toList());
  }

  /** How many columns there are. */
  public int size() {
    return columns.size();
  }

  /** The column at {@code index}, from 0. */
  public Column column(int index) {
    return columns.get(index);
  }

  /** The names in order. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /**
   * The index of the column a user means by {@code name}: the very name, or else the one column
   * that differs in case only.
   *
   * @throws UnknownColumnException when there is none, or two that differ in case only; the message
   *     suggests the nearest name
   */
  public int indexOf(String name) {
    int found = -1;
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equalsIgnoreCase(name)) {
        if (found >= 0) {
          throw new UnknownColumnException(
              "column '"
                  + name
                  + "' is ambiguous: it could be '"
                  + columns.get(found).name()
                  + "' or '"
                  + columns.get(i).name()
                  + "'; write it exactly, in double quotes within an expression");
        }
        found = i;
      }
    }
    if (found < 0) {
      throw new UnknownColumnException(name, names());
    }
    return found;
  }

  /**
   * Reads a schema as users write it: {@code name type, name type, …}. A name with a space or comma
   * stands in double quotes, a double quote in it is doubled; a missing type means string.
   *
   * @throws IllegalArgumentException when it cannot be read; the message shows the place
   */
  public static Schema parse(String text) {
    List<Column> columns = new ArrayList<>();
    int[] at = {0};
    while (true) {
      skipSpace(text, at);
      String name = name(text, at);
      skipSpace(text, at);
      int from = at[0];
      int depth = 0;
      while (at[0] < text.length() && (depth > 0 || text.charAt(at[0]) != ',')) {
        char c = text.charAt(at[0]++);
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      String word = text.substring(from, at[0]).trim().replaceFirst("\\(.*\\)$", "");
      try {
        columns.add(new Column(name, word.isEmpty() ? Type.STRING : Type.of(word)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("schema: column '" + name + "': " + e.getMessage(), e);
      }
      if (at[0] == text.length()) {
        return new Schema(columns);
      }
      at[0]++;
    }
  }

  private static void skipSpace(String text, int[] at) {
    while (at[0] < text.length() && Character.isWhitespace(text.charAt(at[0]))) {
      at[0]++;
    }
  }

  private static String name(String text, int[] at) {
    int from = at[0];
    if (from < text.length() && text.charAt(from) == '"') {
      StringBuilder name = new StringBuilder();
      int i = from + 1;
      while (i < text.length()) {
        char c = text.charAt(i++);
        if (c != '"') {
          name.append(c);
        } else if (i < text.length() && text.charAt(i) == '"') {
          name.append(text.charAt(i++));
        } else {
          at[0] = i;
          return name.toString();
        }
      }
      throw new IllegalArgumentException(
          "schema: the quote at character " + (from + 1) + " of '" + text + "' is never closed");
    }
    while (at[0] < text.length()
        && text.charAt(at[0]) != ','
        && !Character.isWhitespace(text.charAt(at[0]))) {
      at[0]++;
    }
    if (at[0] == from) {
      throw new IllegalArgumentException(
          "schema: expected a column name at character "
              + (from + 1)
              + " of '"
              + text
              + "'; write it like 'id long, name string'");
    }
    return text.substring(from, at[0]);
  }

  /** What {@link #parse} reads back. */
  @Override
  public String toString() {
    return columns.stream()
        .map(
            c ->
                (c.name().matches("[^\\s,\"]+")
                        ? c.name()
                        : '"' + c.name().replace("\"", "\"\"") + '"')
                    + " "
                    + c.type().label())
        .collect(Collectors.joining(", "));
  }
}
