package quern.records.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.Type;
import quern.records.csv.RowBatch;

/** The result of the first branch whose condition is true; without one, of else, or null. */
final class Case extends Node {
  private final Condition[] conditions;
  private final Node[] results;
  private final @Nullable Node orElse;

  /** The results are of the type. */
  Case(Type type, List<Condition> conditions, List<Node> results, @Nullable Node orElse) {
    super(
        type,
        conditions.stream().allMatch(c -> c.constant)
            && results.stream().allMatch(r -> r.constant)
            && (orElse == null || orElse.constant));
    this.conditions = conditions.toArray(Condition[]::new);
    this.results = results.toArray(Node[]::new);
    this.orElse = orElse;
  }

  /** {@code if(condition, then, else)}. */
  static Case of(Invocation invocation) {
    List<Node> arguments = invocation.arguments();
    return new Case(
        invocation.type(),
        List.of((Condition) arguments.get(0)),
        List.of(arguments.get(1)),
        arguments.size() > 2 ? arguments.get(2) : null);
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    Node chosen = orElse;
    for (int i = 0; i < conditions.length; i++) {
      if (conditions[i].test(batch, row)) {
        chosen = results[i];
        break;
      }
    }
    if (chosen == null || !chosen.eval(batch, row)) {
      return false;
    }
    copy(chosen);
    return true;
  }
}
