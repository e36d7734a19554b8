package quern.drivers;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.Column;
import quern.records.Schema;

/**
 * Prints rows as a table: names, types, a line, and the rows; numbers to the right.
 *
 * <p>On a terminal the table is as wide as that at most: the widest cells are cut, with {@code …},
 * and where even that is not enough, columns in the middle are left out. Elsewhere nothing is cut,
 * so that the text can be searched. Control characters are made visible, so that data can neither
 * break the table nor command the terminal. The widths come from the first rows; a later cell that
 * is wider shifts the rest of its row.
 */
final class TablePrinter {
  private static final String GAP = "  ";
  private static final String DIM = "\u001b[2m";
  private static final String PLAIN = "\u001b[0m";

  /** Rows that are held back to find the widths. */
  private static final int HELD = 1000;

  /** No column is cut to fewer cells, unless it needs fewer. */
  private static final int LEAST = 6;

  private final PrintStream out;
  private final int maxWidth;
  private final boolean dim;
  private final List<Column> columns;
  private final boolean showTypes;
  private final List<@Nullable String[]> held = new ArrayList<>();
  private int @Nullable [] widths;
  private int[] shown = {};

  private TablePrinter(Session session, List<Column> columns, boolean showTypes) {
    this.out = session.out();
    this.maxWidth = session.outIsTerminal() ? session.columns() : Integer.MAX_VALUE;
    this.dim =
        session.outIsTerminal()
            && session.environment().getOrDefault("NO_COLOR", "").isEmpty()
            && !"dumb".equals(session.environment().get("TERM"));
    this.columns = columns;
    this.showTypes = showTypes;
  }

  /** A table of rows of data, with types under the names. */
  static TablePrinter ofData(Session session, Schema schema) {
    return new TablePrinter(session, schema.columns(), true);
  }

  /** A table without a line for types; a column's type only says to which side it is aligned. */
  static TablePrinter ofFacts(Session session, List<Column> columns) {
    return new TablePrinter(session, columns, false);
  }

  /** Adds a row: a text for each column, null for SQL null. */
  void add(@Nullable String... cells) {
    @Nullable String[] row = new @Nullable String[columns.size()];
    for (int i = 0; i < row.length; i++) {
      @Nullable String cell = cells[i];
      row[i] = cell == null ? null : visible(cell);
    }
    if (widths != null) {
      print(row, widths);
      return;
    }
    held.add(row);
    if (held.size() == HELD) {
      start();
    }
  }

  /** Prints what is held back; to be called after the last row. */
  void finish() {
    if (widths == null) {
      start();
    }
    out.flush();
  }

  /** How many columns there was no room for. */
  int hiddenColumns() {
    return columns.size() - (int) Arrays.stream(shown).filter(i -> i >= 0).count();
  }

  private void start() {
    int[] chosen = chooseWidths();
    widths = chosen;
    @Nullable String[] names = new @Nullable String[columns.size()];
    @Nullable String[] types = new @Nullable String[columns.size()];
    @Nullable String[] rules = new @Nullable String[columns.size()];
    for (int i = 0; i < names.length; i++) {
      names[i] = visible(columns.get(i).name());
      types[i] = columns.get(i).type().label();
      rules[i] = "─".repeat(chosen[i]);
    }
    print(names, chosen);
    if (showTypes) {
      print(types, chosen);
    }
    print(rules, chosen);
    for (@Nullable String[] row : held) {
      print(row, chosen);
    }
    held.clear();
  }

  /** Sets which columns are shown, and returns how wide each of all is. */
  private int[] chooseWidths() {
    int[] natural = new int[columns.size()];
    for (int i = 0; i < natural.length; i++) {
      Column column = columns.get(i);
      int least = showTypes ? column.type().label().length() : 1;
      natural[i] = Math.max(least, TextWidth.of(visible(column.name())));
      for (@Nullable String[] row : held) {
        natural[i] = Math.max(natural[i], row[i] == null ? 4 : TextWidth.of(row[i]));
      }
    }
    shown = choose(natural);
    return shrink(natural);
  }

  /** The columns to show, from both ends where there is no room for all; -1 stands for the rest. */
  private int[] choose(int[] natural) {
    long least = 0;
    for (int width : natural) {
      least += Math.min(width, LEAST) + GAP.length();
    }
    if (least - GAP.length() <= maxWidth) {
      int[] all = new int[natural.length];
      Arrays.setAll(all, i -> i);
      return all;
    }
    List<Integer> left = new ArrayList<>();
    List<Integer> right = new ArrayList<>();
    int room = maxWidth - 1; // for the …
    for (int n = 0; n < natural.length; n++) {
      boolean fromLeft = n % 2 == 0;
      int i = fromLeft ? n / 2 : natural.length - 1 - n / 2;
      room -= Math.min(natural[i], LEAST) + GAP.length();
      if (room < 0 && n > 0) {
        break;
      }
      if (fromLeft) {
        left.add(i);
      } else {
        right.add(0, i);
      }
    }
    left.add(-1);
    left.addAll(right);
    return left.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Takes from the widest columns until all that are shown fit. */
  private int[] shrink(int[] natural) {
    int[] chosen = natural.clone();
    long over = -GAP.length() - (long) maxWidth;
    for (int i : shown) {
      over += (i < 0 ? 1 : chosen[i]) + GAP.length();
    }
    while (over > 0) {
      int widest = -1;
      int second = LEAST;
      for (int i : shown) {
        if (i >= 0 && (widest < 0 || chosen[i] > chosen[widest])) {
          second = widest < 0 ? second : Math.max(second, chosen[widest]);
          widest = i;
        } else if (i >= 0) {
          second = Math.max(second, chosen[i]);
        }
      }
      if (widest < 0 || chosen[widest] <= LEAST) {
        break;
      }
      // Down to the second widest, and below that one cell at a time.
      int cut = (int) Math.min(over, Math.max(1, chosen[widest] - second));
      chosen[widest] -= cut;
      over -= cut;
    }
    return chosen;
  }

  private void print(@Nullable String[] row, int[] widths) {
    StringBuilder line = new StringBuilder();
    int blanks = 0; // held back, so that no line ends in them
    for (int i : shown) {
      @Nullable String cell = i < 0 ? "…" : row[i];
      int width = i < 0 ? 1 : widths[i];
      String text =
          TextWidth.cut(cell == null ? "null" : cell, maxWidth == Integer.MAX_VALUE ? -1 : width);
      int padding = Math.max(0, width - TextWidth.of(text));
      boolean right = i >= 0 && columns.get(i).type().isNumeric();
      blanks += right ? padding : 0;
      if (!text.isEmpty()) {
        line.append(" ".repeat(blanks));
        blanks = 0;
        line.append(cell == null && dim ? DIM + text + PLAIN : text);
      }
      blanks += (right ? 0 : padding) + GAP.length();
    }
    out.append(line).append('\n');
  }

  /** {@code text} with what a terminal would obey, or hide, written out. */
  static String visible(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isVisible(c)) {
        if (out != null) {
          out.append(c);
        }
        continue;
      }
      if (out == null) {
        out = new StringBuilder(text.length() + 8).append(text, 0, i);
      }
      switch (c) {
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> out.append(String.format(c < 0x100 ? "\\x%02x" : "\\u%04x", (int) c));
      }
    }
    return out == null ? text : out.toString();
  }

  private static boolean isVisible(char c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    boolean turnsText =
        (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    return c > 0x9f && c != 0x2028 && c != 0x2029 && c != 0xfeff && !turnsText;
  }
}
