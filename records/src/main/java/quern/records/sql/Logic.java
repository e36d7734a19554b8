package quern.records.sql;

import java.util.List;
import quern.records.csv.RowBatch;

/** Conditions on conditions and on nulls. */
final class Logic {
  private Logic() {}

  private static boolean allConstant(List<? extends Node> nodes) {
    return nodes.stream().allMatch(node -> node.constant);
  }

  /** {@code a and b and …}. */
  static final class And extends Condition {
    private final Condition[] terms;

    And(List<Condition> terms) {
      super(allConstant(terms));
      this.terms = terms.toArray(Condition[]::new);
    }

    @Override
    int truth(RowBatch batch, int row) {
      int least = TRUE;
      for (Condition term : terms) {
        int truth = term.truth(batch, row);
        if (truth == FALSE) {
          return FALSE;
        }
        least = Math.min(least, truth);
      }
      return least;
    }

    @Override
    boolean test(RowBatch batch, int row) {
      for (Condition term : terms) {
        if (!term.test(batch, row)) {
          return false;
        }
      }
      return true;
    }
  }

  /** {@code a or b or …}. */
  static final class Or extends Condition {
    private final Condition[] terms;

    Or(List<Condition> terms) {
      super(allConstant(terms));
      this.terms = terms.toArray(Condition[]::new);
    }

    @Override
    int truth(RowBatch batch, int row) {
      int greatest = FALSE;
      for (Condition term : terms) {
        int truth = term.truth(batch, row);
        if (truth == TRUE) {
          return TRUE;
        }
        greatest = Math.max(greatest, truth);
      }
      return greatest;
    }

    @Override
    boolean test(RowBatch batch, int row) {
      for (Condition term : terms) {
        if (term.test(batch, row)) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@code not a}. */
  static final class Not extends Condition {
    private final Condition operand;

    Not(Condition operand) {
      super(operand.constant);
      this.operand = operand;
    }

    @Override
    int truth(RowBatch batch, int row) {
      return -operand.truth(batch, row);
    }
  }

  /** A boolean that is no condition by itself: a column, a case, a constant. */
  static final class IsSo extends Condition {
    private final Node operand;

    IsSo(Node operand) {
      super(operand.constant);
      this.operand = operand;
    }

    @Override
    int truth(RowBatch batch, int row) {
      return operand.eval(batch, row) ? of(operand.booleanValue) : UNKNOWN;
    }
  }

  /** {@code a is true}, {@code is false}, {@code is unknown}. */
  static final class IsTruth extends Condition {
    private final Condition operand;
    private final int wanted;

    IsTruth(Condition operand, int wanted) {
      super(operand.constant);
      this.operand = operand;
      this.wanted = wanted;
    }

    @Override
    int truth(RowBatch batch, int row) {
      return of(operand.truth(batch, row) == wanted);
    }
  }

  /** {@code a is null}. */
  static final class IsNull extends Condition {
    private final Node operand;

    IsNull(Node operand) {
      super(operand.constant);
      this.operand = operand;
    }

    @Override
    int truth(RowBatch batch, int row) {
      return of(!operand.eval(batch, row));
    }
  }
}
