package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Random expressions against a model: each comes with a function from the row's values to its own,
 * written down from the definitions of SQL with boxed values and BigDecimals, and none of our code.
 */
class ModelTest {
  private static final String SCHEMA = "a long, b long, d double, m decimal, s string, ok boolean";
  private static final int ROWS = 40;

  /** A row's values: Long, Long, Double, BigDecimal, String, Boolean; null is SQL null. */
  private record Row(List<@Nullable Object> values) {
    String csv() {
      return values.stream()
          .map(v -> v == null ? "" : v.equals("") ? "\"\"" : v.toString())
          .collect(Collectors.joining(","));
    }
  }

  /** An expression in SQL, and what it means. */
  private record Meaning(String sql, Function<Row, @Nullable Object> value) {
    @Nullable Object of(Row row) {
      return value.apply(row);
    }
  }

  @Property(tries = 1000)
  void conditionsHoldForTheRowsTheModelSays(@ForAll long seed) {
    Generator generator = new Generator(seed);
    List<Row> rows = Stream.generate(generator::row).limit(ROWS).toList();
    Table table =
        Table.of(SCHEMA, rows.stream().map(Row::csv).collect(Collectors.joining("\n", "", "\n")));
    Meaning meaning = generator.condition(4);
    Predicate where = table.expressions.where(meaning.sql());
    Value value = table.expressions.value(meaning.sql());
    for (int i = 0; i < ROWS; i++) {
      Object expected = meaning.of(rows.get(i));
      String about = meaning.sql() + " for " + rows.get(i);
      assertThat(where.test(table.batch, i)).as(about).isEqualTo(Boolean.TRUE.equals(expected));
      Object found = value.eval(table.batch, i) ? (Object) value.booleanValue() : null;
      assertThat(found).as(about).isEqualTo(expected);
    }
  }

  @Property(tries = 1000)
  void numbersAreWhatTheModelSays(@ForAll long seed) {
    Generator generator = new Generator(seed);
    List<Row> rows = Stream.generate(generator::row).limit(ROWS).toList();
    Table table =
        Table.of(SCHEMA, rows.stream().map(Row::csv).collect(Collectors.joining("\n", "", "\n")));
    Meaning meaning = generator.integer(4);
    Value value = table.expressions.value(meaning.sql());
    for (int i = 0; i < ROWS; i++) {
      Object found = value.eval(table.batch, i) ? (Object) value.longValue() : null;
      assertThat(found)
          .as(meaning.sql() + " for " + rows.get(i))
          .isEqualTo(meaning.of(rows.get(i)));
    }
  }

  private static final class Generator {
    private static final long[] LONGS = {
      0, 1, -1, 2, 3, 7, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE + 1
    };
    private static final String[] DECIMALS = {"0.5", "1.0", "2.50", "-1.5", "3", "7.000"};
    private static final double[] DOUBLES = {0, 0.5, 1, -1.5, 2.5, 3, 1e10};
    private static final String[] TEXTS = {"", "a", "b", "ab", "aé", "é", "z"};

    private final Random random;

    Generator(long seed) {
      random = new Random(seed);
    }

    private boolean chance(int of) {
      return random.nextInt(of) == 0;
    }

    private @Nullable Object orNull(Object value) {
      return chance(5) ? null : value;
    }

    Row row() {
      List<@Nullable Object> values = new ArrayList<>();
      values.add(orNull(aLong()));
      values.add(orNull(aLong()));
      values.add(orNull(DOUBLES[random.nextInt(DOUBLES.length)]));
      values.add(orNull(new BigDecimal(DECIMALS[random.nextInt(DECIMALS.length)])));
      values.add(orNull(TEXTS[random.nextInt(TEXTS.length)]));
      values.add(orNull(random.nextBoolean()));
      return new Row(Collections.unmodifiableList(values));
    }

    private long aLong() {
      return LONGS[random.nextInt(LONGS.length)];
    }

    private static Meaning column(int index) {
      return new Meaning(
          List.of("a", "b", "d", "m", "s", "ok").get(index), r -> r.values().get(index));
    }

    private static Meaning literal(String sql, Object value) {
      return new Meaning(sql, r -> value);
    }

    /** A long. */
    Meaning integer(int depth) {
      if (depth == 0 || chance(3)) {
        long value = aLong();
        return chance(2) ? column(random.nextInt(2)) : literal("(" + value + ")", value);
      }
      return switch (random.nextInt(6)) {
        case 0 -> exact("+", depth, BigInteger::add);
        case 1 -> exact("-", depth, BigInteger::subtract);
        case 2 -> exact("*", depth, BigInteger::multiply);
        case 3 -> exact("%", depth, (x, y) -> y.signum() == 0 ? null : x.remainder(y));
        case 4 -> {
          Meaning operand = columnOr(integer(depth - 1));
          yield new Meaning("-(" + operand.sql() + ")", r -> fit(negate(big(operand.of(r)))));
        }
        default -> choice(depth, this::integer);
      };
    }

    /** Constants that overflow are errors, so one operand is always a column. */
    private Meaning columnOr(Meaning meaning) {
      return meaning.sql().matches(".*\\b[ab]\\b.*") ? meaning : column(random.nextInt(2));
    }

    private interface Operation {
      @Nullable BigInteger apply(BigInteger x, BigInteger y);
    }

    private Meaning exact(String operator, int depth, Operation operation) {
      Meaning x = columnOr(integer(depth - 1));
      Meaning y = integer(depth - 1);
      return new Meaning(
          "(" + x.sql() + " " + operator + " " + y.sql() + ")",
          r -> {
            BigInteger left = big(x.of(r));
            BigInteger right = big(y.of(r));
            return left == null || right == null ? null : fit(operation.apply(left, right));
          });
    }

    private static @Nullable BigInteger big(@Nullable Object value) {
      return value == null ? null : BigInteger.valueOf((Long) value);
    }

    private static @Nullable BigInteger negate(@Nullable BigInteger value) {
      return value == null ? null : value.negate();
    }

    private static @Nullable Object fit(@Nullable BigInteger value) {
      return value == null || value.bitLength() > 63 ? null : (Object) value.longValue();
    }

    /** A number that is compared exactly with others of its kind; never a double with a decimal. */
    private Meaning number(int depth, boolean doubles) {
      switch (random.nextInt(4)) {
        case 0 -> {
          return column(doubles ? 2 : 3);
        }
        case 1 -> {
          if (doubles) {
            double value = DOUBLES[random.nextInt(DOUBLES.length)];
            return literal("(" + value + ")", value);
          }
          String text = DECIMALS[random.nextInt(DECIMALS.length)];
          return literal("(" + text + ")", new BigDecimal(text));
        }
        default -> {
          // Large longs are not exact as doubles: then small ones only.
          long small = random.nextInt(4);
          return doubles ? literal("" + small, small) : integer(depth);
        }
      }
    }

    Meaning condition(int depth) {
      if (depth == 0 || chance(6)) {
        return switch (random.nextInt(4)) {
          case 0 -> column(5);
          case 1 -> literal("true", true);
          case 2 -> literal("false", false);
          default -> comparison(depth);
        };
      }
      return switch (random.nextInt(10)) {
        case 0, 1 -> {
          Meaning x = condition(depth - 1);
          Meaning y = condition(depth - 1);
          yield new Meaning("(" + x.sql() + " and " + y.sql() + ")", r -> and(x.of(r), y.of(r)));
        }
        case 2, 3 -> {
          Meaning x = condition(depth - 1);
          Meaning y = condition(depth - 1);
          yield new Meaning(
              "(" + x.sql() + " or " + y.sql() + ")", r -> not(and(not(x.of(r)), not(y.of(r)))));
        }
        case 4 -> {
          Meaning x = condition(depth - 1);
          yield new Meaning("(not " + x.sql() + ")", r -> not(x.of(r)));
        }
        case 5 -> is(condition(depth - 1));
        case 6 -> choice(depth, this::condition);
        default -> comparison(depth);
      };
    }

    private static @Nullable Object and(@Nullable Object x, @Nullable Object y) {
      if (Boolean.FALSE.equals(x) || Boolean.FALSE.equals(y)) {
        return false;
      }
      return x == null || y == null ? null : (Object) true;
    }

    private static @Nullable Object not(@Nullable Object x) {
      return x == null ? null : (Object) !(Boolean) x;
    }

    private Meaning is(Meaning x) {
      boolean not = chance(2);
      String word = not ? "(" + x.sql() + " is not " : "(" + x.sql() + " is ";
      return switch (random.nextInt(3)) {
        case 0 -> new Meaning(word + "true)", r -> Boolean.TRUE.equals(x.of(r)) != not);
        case 1 -> new Meaning(word + "false)", r -> Boolean.FALSE.equals(x.of(r)) != not);
        default ->
            new Meaning(word + (chance(2) ? "null)" : "unknown)"), r -> (x.of(r) == null) != not);
      };
    }

    private Meaning choice(int depth, java.util.function.IntFunction<Meaning> results) {
      Meaning condition = condition(depth - 1);
      Meaning then = results.apply(depth - 1);
      Meaning orElse = results.apply(depth - 1);
      return new Meaning(
          "(case when "
              + condition.sql()
              + " then "
              + then.sql()
              + " else "
              + orElse.sql()
              + " end)",
          r -> Boolean.TRUE.equals(condition.of(r)) ? then.of(r) : orElse.of(r));
    }

    private Meaning operand(int kind, int depth) {
      return switch (kind) {
        case 0 -> number(depth, false);
        case 1 -> number(depth, true);
        case 2 -> {
          String text = TEXTS[random.nextInt(TEXTS.length)];
          yield chance(2) ? column(4) : literal("'" + text + "'", text);
        }
        default -> condition(depth);
      };
    }

    private Meaning comparison(int depth) {
      int kind = random.nextInt(4);
      int below = Math.max(0, depth - 1);
      Meaning x = operand(kind, below);
      Meaning y = operand(kind, below);
      boolean not = chance(2);
      switch (random.nextInt(5)) {
        case 0 -> {
          return new Meaning(
              "(" + x.sql() + " is " + (not ? "not " : "") + "distinct from " + y.sql() + ")",
              r -> same(x.of(r), y.of(r)) == not);
        }
        case 1 -> {
          Meaning z = operand(kind, below);
          return new Meaning(
              "(" + x.sql() + (not ? " not" : "") + " between " + y.sql() + " and " + z.sql() + ")",
              r -> {
                Object inside =
                    and(
                        compared(x.of(r), y.of(r), c -> c >= 0),
                        compared(x.of(r), z.of(r), c -> c <= 0));
                return not ? not(inside) : inside;
              });
        }
        case 2 -> {
          List<Meaning> items =
              Stream.generate(() -> chance(6) ? literal("null", null) : operand(kind, 0))
                  .limit(1 + random.nextInt(4))
                  .toList();
          return new Meaning(
              "("
                  + x.sql()
                  + (not ? " not in (" : " in (")
                  + items.stream().map(Meaning::sql).collect(Collectors.joining(", "))
                  + "))",
              r -> {
                Object none = true;
                for (Meaning item : items) {
                  none = and(none, compared(x.of(r), item.of(r), c -> c != 0));
                }
                return not ? none : not(none);
              });
        }
        default -> {
          return switch (random.nextInt(6)) {
            case 0 -> compared(x, "=", y, c -> c == 0);
            case 1 -> compared(x, "<>", y, c -> c != 0);
            case 2 -> compared(x, "<", y, c -> c < 0);
            case 3 -> compared(x, "<=", y, c -> c <= 0);
            case 4 -> compared(x, ">", y, c -> c > 0);
            default -> compared(x, ">=", y, c -> c >= 0);
          };
        }
      }
    }

    private static Meaning compared(
        Meaning x, String operator, Meaning y, Function<Integer, Boolean> holds) {
      return new Meaning(
          "(" + x.sql() + " " + operator + " " + y.sql() + ")",
          r -> compared(x.of(r), y.of(r), holds));
    }

    private static @Nullable Object compared(
        @Nullable Object x, @Nullable Object y, Function<Integer, Boolean> holds) {
      return x == null || y == null ? null : (Object) holds.apply(order(x, y));
    }

    private static boolean same(@Nullable Object x, @Nullable Object y) {
      return (x == null || y == null) ? x == y : order(x, y) == 0;
    }

    private static int order(Object x, Object y) {
      if (x instanceof Boolean b) {
        return b.compareTo((Boolean) y);
      }
      if (x instanceof String s) {
        // Code points of TEXTS are in the order of their chars.
        return s.compareTo((String) y);
      }
      return new BigDecimal(x.toString()).compareTo(new BigDecimal(y.toString()));
    }
  }
}
