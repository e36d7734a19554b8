package quern.records.sql;

import java.util.List;
import quern.records.csv.RowBatch;

/** Functions that choose among their arguments, with null rules of their own. */
final class NullFunctions {
  private NullFunctions() {}

  static List<SqlFunction> all() {
    return List.of(
        SqlFunction.made("coalesce(x any, …) → any", Coalesce::new),
        SqlFunction.made("ifnull(x any, otherwise any) → any", Coalesce::new, "nvl"),
        SqlFunction.made("nullif(x any, y any) → any", NullIf::new),
        SqlFunction.made("if(condition boolean, then any[, else any]) → any", Case::of, "iff"),
        SqlFunction.made("least(x any, …) → any", i -> new Extreme(i, -1)),
        SqlFunction.made("greatest(x any, …) → any", i -> new Extreme(i, 1)));
  }

  /** A node that hands on the value of one of others. */
  private abstract static class Choice extends Node {
    final Node[] arguments;

    Choice(Invocation invocation) {
      super(invocation.type(), invocation.arguments().stream().allMatch(a -> a.constant));
      this.arguments = invocation.arguments().toArray(Node[]::new);
    }
  }

  /** The first argument that is not null; those behind it are not evaluated. */
  private static final class Coalesce extends Choice {
    Coalesce(Invocation invocation) {
      super(invocation);
    }

    @Override
    public boolean eval(RowBatch batch, int row) {
      for (Node argument : arguments) {
        if (argument.eval(batch, row)) {
          copy(argument);
          return true;
        }
      }
      return false;
    }
  }

  /** The first argument, unless the second is equal. */
  private static final class NullIf extends Choice {
    NullIf(Invocation invocation) {
      super(invocation);
    }

    @Override
    public boolean eval(RowBatch batch, int row) {
      if (!arguments[0].eval(batch, row)
          || (arguments[1].eval(batch, row) && Comparison.order(arguments[0], arguments[1]) == 0)) {
        return false;
      }
      copy(arguments[0]);
      return true;
    }
  }

  /** The least or the greatest of the arguments that are not null. */
  private static final class Extreme extends Choice {
    private final int sign;

    /**
     * @param sign -1 for the least, 1 for the greatest
     */
    Extreme(Invocation invocation, int sign) {
      super(invocation);
      this.sign = sign;
    }

    @Override
    public boolean eval(RowBatch batch, int row) {
      Node best = null;
      for (Node argument : arguments) {
        if (argument.eval(batch, row)
            && (best == null || sign * Comparison.order(argument, best) > 0)) {
          best = argument;
        }
      }
      if (best == null) {
        return false;
      }
      copy(best);
      return true;
    }
  }
}
