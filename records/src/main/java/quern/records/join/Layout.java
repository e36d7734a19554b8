package quern.records.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import quern.records.csv.InputSide;
import quern.records.sql.Expressions;
import quern.records.sql.Predicate;
import quern.records.sql.Projection;
import quern.records.sql.Scope;

/**
 * Where each part of a join's list and condition is computed: what needs the columns of one side
 * only, by the one who reads that side; the rest where two rows meet. Immutable.
 */
final class Layout {
  /**
   * Output columns that follow one another and are computed together.
   *
   * @param side the side they are of, or null when each needs both
   * @param from the first output column
   * @param to the one behind the last
   */
  record Piece(@Nullable InputSide side, int from, int to) {}

  private final int boundary;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<@Nullable InputSide> conditions = new ArrayList<>();
  private final Map<InputSide, int[]> needed = new EnumMap<>(InputSide.class);

  Layout(Join join) {
    Scope scope = join.scope(InputSide.LEFT);
    Expressions expressions = join.expressions(scope);
    Projection list = expressions.select(join.select());
    boundary = join.schema(InputSide.LEFT).size();
    TreeSet<Integer> together = new TreeSet<>();
    for (int i = 0; i < list.columns().size(); i++) {
      int[] used = list.columnsUsed(i);
      InputSide side = sideOf(used);
      if (side == null && used.length == 0) {
        side = pieces.isEmpty() ? InputSide.LEFT : pieces.get(pieces.size() - 1).side();
      }
      if (side == null) {
        Arrays.stream(used).forEach(together::add);
      }
      addColumn(side, i);
    }
    if (!join.where().isEmpty()) {
      for (Predicate condition : expressions.conjuncts(join.where())) {
        int[] used = condition.columnsUsed();
        InputSide side = sideOf(used);
        // Where a row of the other side may be written without one of this side, its absence, all
        // nulls, has to be judged too.
        boolean early = side != null && !join.type().keeps(side.other());
        conditions.add(early ? side : null);
        if (!early) {
          Arrays.stream(used).forEach(together::add);
        }
      }
    }
    needed.put(InputSide.LEFT, ints(together.headSet(boundary), 0));
    needed.put(InputSide.RIGHT, ints(together.tailSet(boundary), boundary));
  }

  private static int[] ints(Iterable<Integer> columns, int offset) {
    List<Integer> out = new ArrayList<>();
    columns.forEach(column -> out.add(column - offset));
    return out.stream().mapToInt(Integer::intValue).toArray();
  }

  private void addColumn(@Nullable InputSide side, int column) {
    int last = pieces.size() - 1;
    if (last >= 0 && pieces.get(last).side == side) {
      pieces.set(last, new Piece(side, pieces.get(last).from, column + 1));
    } else {
      pieces.add(new Piece(side, column, column + 1));
    }
  }

  /** The side that all columns are of; null when they are of both, or there is none. */
  private @Nullable InputSide sideOf(int[] columns) {
    if (columns.length == 0) {
      return null;
    }
    if (columns[columns.length - 1] < boundary) {
      return InputSide.LEFT;
    }
    return columns[0] >= boundary ? InputSide.RIGHT : null;
  }

  /** The output columns in order. */
  List<Piece> pieces() {
    return pieces;
  }

  /** The pieces that a side computes, in order. */
  List<Piece> pieces(InputSide side) {
    return pieces.stream().filter(piece -> piece.side == side).toList();
  }

  /** For each term of the condition the side that decides it; null where two rows have to meet. */
  List<@Nullable InputSide> conditions() {
    return conditions;
  }

  /** The columns of a side, by their indexes in it, that are looked at where two rows meet. */
  int[] needed(InputSide side) {
    int[] columns = needed.get(side);
    return columns == null ? new int[0] : columns;
  }

  /** Whether a side's row is carried as one piece of text and nothing else. */
  boolean isPlain(InputSide side) {
    return pieces(side).size() <= 1 && needed(side).length == 0;
  }
}
