package quern.records.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import quern.records.Schema;
import quern.records.UnknownColumnException;

/**
 * One column of a sort order: which, in what direction, and where its nulls go.
 *
 * @param column the column's index in the schema, from 0
 * @param descending whether the greatest value comes first
 * @param nullsFirst whether nulls come before all values; the direction does not turn them round
 */
public record SortColumn(int column, boolean descending, boolean nullsFirst) {
  public SortColumn {
    if (column < 0) {
      throw new IllegalArgumentException("column index " + column + " is negative");
    }
  }

  /** The column in ascending order, nulls first. */
  public static SortColumn ascending(int column) {
    return new SortColumn(column, false, true);
  }

  /** The column in descending order, nulls last. */
  public static SortColumn descending(int column) {
    return new SortColumn(column, true, false);
  }

  /**
   * Reads a sort order as users write it: {@code city, income desc nulls last}. A name may stand in
   * double quotes, a double quote in it is doubled; without quotes it may hold blanks, but no
   * comma. What is not said is as in Spark: ascending, nulls first when ascending and last when
   * descending.
   *
   * @throws UnknownColumnException when the schema has no such column; the message suggests the
   *     nearest
   * @throws IllegalArgumentException when the text is not a sort order, or names a column twice
   */
  public static List<SortColumn> parse(String text, Schema schema) {
    List<SortColumn> columns = new ArrayList<>();
    for (String item : items(text)) {
      SortColumn column = parseOne(item, text, schema);
      if (columns.stream().anyMatch(c -> c.column == column.column)) {
        throw new IllegalArgumentException(
            "sort order '"
                + text
                + "' names column '"
                + schema.column(column.column).name()
                + "' twice");
      }
      columns.add(column);
    }
    return List.copyOf(columns);
  }

  /** The order as {@link #parse} reads it back, with every choice written out. */
  public static String format(List<SortColumn> columns, Schema schema) {
    return columns.stream()
        .map(
            c ->
                quote(schema.column(c.column).name())
                    + (c.descending ? " desc" : " asc")
                    + (c.nullsFirst ? " nulls first" : " nulls last"))
        .collect(Collectors.joining(", "));
  }

  /** A name in double quotes, as {@link #parse} reads it. */
  public static String quote(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static List<String> items(String text) {
    List<String> items = new ArrayList<>();
    boolean quoted = false;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        items.add(text.substring(from, i).strip());
        from = i + 1;
      }
    }
    if (quoted) {
      throw new IllegalArgumentException("sort order '" + text + "' has a quote never closed");
    }
    items.add(text.substring(from).strip());
    return items;
  }

  private static SortColumn parseOne(String item, String text, Schema schema) {
    if (item.isEmpty()) {
      throw new IllegalArgumentException(
          "sort order '"
              + text
              + "' lacks a column name; write it like 'city, income desc nulls last'");
    }
    Words words = new Words(item);
    Boolean nullsFirst = null;
    if (words.endWith("nulls", "first")) {
      nullsFirst = true;
    } else if (words.endWith("nulls", "last")) {
      nullsFirst = false;
    }
    boolean descending = words.endWith("desc");
    if (!descending) {
      words.endWith("asc");
    }
    return new SortColumn(
        words.column(schema), descending, nullsFirst == null ? !descending : nullsFirst);
  }

  /** A column's name and the words that follow it, which are taken off from the end. */
  private static final class Words {
    private final boolean quoted;
    private final String name;
    private String rest;

    Words(String item) {
      quoted = item.startsWith("\"");
      if (quoted) {
        int end = closingQuote(item);
        name = item.substring(1, end).replace("\"\"", "\"");
        rest = item.substring(end + 1).strip();
      } else {
        name = "";
        rest = item;
      }
    }

    private static int closingQuote(String item) {
      int i = 1;
      while (item.charAt(i) != '"' || (i + 1 < item.length() && item.charAt(i + 1) == '"')) {
        i += item.charAt(i) == '"' ? 2 : 1;
      }
      return i;
    }

    /** Takes the words off the end; a bare name is never eaten up, for a column may be "desc". */
    boolean endWith(String... words) {
      String[] have = rest.split("\\s+", -1);
      int from = have.length - words.length;
      if (from < (quoted ? 0 : 1)) {
        return false;
      }
      for (int i = 0; i < words.length; i++) {
        if (!have[from + i].toLowerCase(Locale.ROOT).equals(words[i])) {
          return false;
        }
      }
      for (int i = words.length - 1; i >= 0; i--) {
        rest = rest.substring(0, rest.length() - words[i].length()).stripTrailing();
      }
      return true;
    }

    int column(Schema schema) {
      if (!quoted) {
        return unquoted(schema);
      }
      int column = schema.indexOf(name);
      if (!rest.isEmpty()) {
        throw unexpected(name, rest);
      }
      return column;
    }

    private int unquoted(Schema schema) {
      try {
        return schema.indexOf(rest);
      } catch (UnknownColumnException e) {
        // "income dsc" is a slip in the direction, and not a column by that name.
        String[] first = rest.split("\\s+", 2);
        if (first.length == 2 && schema.names().stream().anyMatch(first[0]::equalsIgnoreCase)) {
          throw unexpected(first[0], first[1]);
        }
        throw e;
      }
    }

    private static IllegalArgumentException unexpected(String name, String found) {
      return new IllegalArgumentException(
          "sort column '"
              + name
              + "': expected asc or desc, then nulls first or nulls last, found '"
              + found
              + "'");
    }
  }
}
