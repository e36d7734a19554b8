package quern.records.sql;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import quern.records.Type;

/**
 * A call of an aggregate as it stands in a list, its arguments compiled for the rows that it is
 * taken over. {@code toString()} is its SQL in one spelling.
 */
public final class AggregateCall {
  private final Ast.Call call;
  private final String sql;
  private final List<Node> arguments;
  private final List<Value> values;

  /**
   * @param shared values of other calls by their text, so that each is computed once a row
   */
  AggregateCall(Ast.Call call, String sql, Compiler compiler, Map<String, Shared> shared) {
    this.call = call;
    this.sql = sql;
    this.arguments =
        call.arguments().stream()
            .filter(a -> !(a instanceof Ast.Star))
            .map(compiler::value)
            .toList();
    List<Value> of = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      Node node = arguments.get(i);
      of.add(shared.computeIfAbsent("" + call.arguments().get(i), text -> new Shared(node)));
    }
    this.values = List.copyOf(of);
  }

  /** The aggregate's name, in lower case. */
  public String function() {
    return call.function();
  }

  /** Whether values that are equal count once. */
  public boolean isDistinct() {
    return call.distinct();
  }

  /** Whether its argument is {@code *}: it is taken over rows and not over values. */
  public boolean isOverRows() {
    return !call.arguments().isEmpty() && arguments.isEmpty();
  }

  /** The arguments; none when it {@link #isOverRows()}. */
  public List<Value> arguments() {
    return values;
  }

  /** The argument's type. */
  public Type type(int argument) {
    return arguments.get(argument).type;
  }

  /** The argument's value when it is a text that is the same for all rows, else null. */
  public @Nullable String text(int argument) {
    return arguments.get(argument) instanceof Constant constant
            && constant.type == Type.STRING
            && !constant.isNull
        ? constant.text.toString()
        : null;
  }

  /** The argument's value when it is a number that is the same for all rows, else null. */
  public @Nullable BigDecimal number(int argument) {
    if (!(arguments.get(argument) instanceof Constant constant) || constant.isNull) {
      return null;
    }
    return switch (constant.type) {
      case LONG -> BigDecimal.valueOf(constant.longValue);
      case DOUBLE -> BigDecimal.valueOf(constant.doubleValue);
      case DECIMAL -> constant.decimalValue;
      default -> null;
    };
  }

  /** What to throw when the call is none that can be; the message shows the place. */
  public SqlException error(String reason) {
    return new SqlException(reason, sql, call.at());
  }

  /** As {@link #error(String)}, of an argument. */
  public SqlException error(String reason, int argument) {
    return new SqlException(reason, sql, call.arguments().get(argument).at());
  }

  /** An argument as it was written, and its type, for messages. */
  public String describe(int argument) {
    return Compiler.describe(call.arguments().get(argument), arguments.get(argument));
  }

  @Override
  public String toString() {
    return call.toString();
  }
}
