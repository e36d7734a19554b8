package quern.records.aggregate;

import java.math.BigDecimal;
import java.util.Set;
import quern.records.Type;
import quern.records.sql.AggregateCall;
import quern.records.sql.SqlException;
import quern.records.sql.Value;

/** All aggregates, by their names in lower case. What they do in words is in docs/aggregates.md. */
final class AggregateFunctions {
  static final Set<String> NAMES =
      Set.of(
          "count",
          "sum",
          "avg",
          "min",
          "max",
          "variance",
          "var_samp",
          "var_pop",
          "stddev",
          "stddev_samp",
          "stddev_pop",
          "first",
          "last",
          "any_value",
          "string_agg",
          "approx_distinct",
          "approx_quantile",
          "approx_top");

  private AggregateFunctions() {}

  /**
   * The accumulator of a call.
   *
   * @throws SqlException when its arguments are none that it takes
   */
  static Accumulator of(AggregateCall call) {
    String name = call.function();
    if (call.isDistinct() && !name.equals("count")) {
      boolean isIdle = name.equals("min") || name.equals("max");
      throw call.error(
          isIdle
              ? "'distinct' changes nothing of " + name + ": leave it out"
              : "'distinct' is for count only; first run 'distinct', then aggregate its output");
    }
    if (name.equals("count") && call.isOverRows()) {
      if (call.isDistinct()) {
        throw call.error("count(distinct *): name the column, as in count(distinct id)");
      }
      return new Count(null);
    }
    boolean hasTwo =
        name.equals("string_agg") || name.equals("approx_quantile") || name.equals("approx_top");
    int wanted = hasTwo ? 2 : 1;
    if (call.isOverRows() || call.arguments().size() != wanted) {
      throw call.error(
          "%s takes %s, as in %s"
              .formatted(name, wanted == 1 ? "one column" : "two arguments", example(name)));
    }
    Value value = call.arguments().get(0);
    return switch (name) {
      case "count" -> call.isDistinct() ? new DistinctCount(value) : new Count(value);
      case "sum", "avg" -> sum(call, value, name.equals("avg"));
      case "min", "max" -> extreme(value, name.equals("max"));
      case "variance", "var_samp" -> new Moments(number(call), true, false);
      case "var_pop" -> new Moments(number(call), false, false);
      case "stddev", "stddev_samp" -> new Moments(number(call), true, true);
      case "stddev_pop" -> new Moments(number(call), false, true);
      case "first" -> new End(value, false, false);
      case "last" -> new End(value, true, false);
      case "any_value" -> new End(value, false, true);
      case "string_agg" -> join(call, value);
      case "approx_distinct" -> new DistinctSketch(value);
      case "approx_quantile" -> quantile(call);
      case "approx_top" -> frequent(call, value);
      default -> throw new IllegalStateException("no aggregate for " + name);
    };
  }

  private static String example(String name) {
    return switch (name) {
      case "count" -> "count(*) or count(id)";
      case "string_agg" -> "string_agg(name, ', ')";
      case "approx_quantile" -> "approx_quantile(income, 0.5)";
      case "approx_top" -> "approx_top(city, 3)";
      default -> name + "(income)";
    };
  }

  private static Value number(AggregateCall call) {
    if (!call.type(0).isNumeric()) {
      throw call.error(call.function() + " takes a number; " + call.describe(0), 0);
    }
    return call.arguments().get(0);
  }

  private static Accumulator sum(AggregateCall call, Value value, boolean isMean) {
    return switch (number(call).type()) {
      case LONG -> new LongSum(value, isMean);
      case DOUBLE -> new DoubleSum(value, isMean);
      default -> new DecimalSum(value, isMean);
    };
  }

  private static Accumulator extreme(Value value, boolean isGreatest) {
    return switch (value.type()) {
      case STRING -> new TextExtreme(value, isGreatest);
      case DECIMAL -> new DecimalExtreme(value, isGreatest);
      default -> new WordExtreme(value, isGreatest);
    };
  }

  private static Accumulator join(AggregateCall call, Value value) {
    if (value.type() != Type.STRING) {
      throw call.error(
          "string_agg takes a string; %s: write cast(… as string)".formatted(call.describe(0)), 0);
    }
    String separator = call.text(1);
    if (separator == null) {
      throw call.error("a separator in quotes is expected here, as in ', '", 1);
    }
    return new TextJoin(value, separator);
  }

  private static Accumulator quantile(AggregateCall call) {
    BigDecimal fraction = call.number(1);
    if (fraction == null || fraction.signum() < 0 || fraction.compareTo(BigDecimal.ONE) > 0) {
      throw call.error("a number from 0 to 1 is expected here, as in 0.5 for the median", 1);
    }
    return new Quantile(number(call), fraction.doubleValue());
  }

  private static Accumulator frequent(AggregateCall call, Value value) {
    BigDecimal most = call.number(1);
    if (most == null
        || most.stripTrailingZeros().scale() > 0
        || most.signum() <= 0
        || most.compareTo(BigDecimal.valueOf(Frequent.MOST)) > 0) {
      throw call.error(
          "a whole number from 1 to %d is expected here, as in 3".formatted(Frequent.MOST), 1);
    }
    return new Frequent(value, most.intValue());
  }
}
