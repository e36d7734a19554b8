package quern.records.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import quern.records.Schema;
import quern.records.csv.Dialect;

/**
 * Aggregates of random rows against a model of boxed values and streams: with nulls, duplicates and
 * skew, for any number of tasks and any budget of the table, down to one that no group fits.
 */
class AggregationModelTest {
  private static final Schema SCHEMA =
      Schema.parse("g string, h long, a long, d double, m decimal, s string, t date");

  /** A row's values as they are written; null is SQL null. */
  private record Row(List<@Nullable String> values) {
    @Nullable String get(int column) {
      return values.get(column);
    }

    String csv() {
      return values.stream()
          .map(v -> v == null ? "" : v.equals("") ? "\"\"" : v)
          .collect(Collectors.joining(","));
    }
  }

  private static Row row(Random random) {
    String[] texts = {"", "a", "b", "ab", "é", "z y"};
    List<@Nullable String> values = new ArrayList<>();
    values.add(random.nextInt(3) == 0 ? texts[random.nextInt(texts.length)] : "hot");
    values.add("" + random.nextInt(3));
    values.add(
        "" + (random.nextInt(9) == 0 ? Long.MAX_VALUE - random.nextInt(5) : random.nextInt(50)));
    values.add("" + (random.nextInt(200) - 100) / 8.0);
    values.add(new BigDecimal(BigInteger.valueOf(random.nextInt(500) - 250), 2).toString());
    values.add(texts[random.nextInt(texts.length)]);
    values.add("2024-0%d-1%d".formatted(1 + random.nextInt(9), random.nextInt(9)));
    values.replaceAll(v -> random.nextInt(6) == 0 ? null : v);
    return new Row(values);
  }

  /** An aggregate, and what the model makes of a group's rows, which come in their order. */
  private record Meaning(String sql, Function<List<Row>, @Nullable Object> value) {}

  private static List<String> present(List<Row> rows, int column) {
    return rows.stream().map(r -> r.get(column)).filter(Objects::nonNull).toList();
  }

  private static @Nullable BigDecimal sum(List<Row> rows, int column) {
    return present(rows, column).stream().map(BigDecimal::new).reduce(BigDecimal::add).orElse(null);
  }

  private static @Nullable Object extreme(
      List<Row> rows, int column, Comparator<String> order, boolean greatest) {
    List<String> values = present(rows, column);
    return values.isEmpty()
        ? null
        : values.stream().reduce((a, b) -> order.compare(a, b) < 0 ^ greatest ? a : b).get();
  }

  private static @Nullable Object variance(List<Row> rows, int column, boolean root) {
    double[] values = present(rows, column).stream().mapToDouble(Double::parseDouble).toArray();
    if (values.length < 2) {
      return null;
    }
    double mean = java.util.Arrays.stream(values).sum() / values.length;
    double squares = java.util.Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double variance = squares / (values.length - 1);
    return root ? Math.sqrt(variance) : variance;
  }

  private static @Nullable Object mean(List<Row> rows, int column) {
    BigDecimal sum = sum(rows, column);
    return sum == null
        ? null
        : sum.divide(BigDecimal.valueOf(present(rows, column).size()), MathContext.DECIMAL128);
  }

  private static final List<Meaning> MEANINGS =
      List.of(
          new Meaning("count(*)", List::size),
          new Meaning("count(a)", rows -> present(rows, 2).size()),
          new Meaning("sum(cast(a as decimal))", rows -> sum(rows, 2)),
          new Meaning("avg(a)", rows -> mean(rows, 2)),
          new Meaning("sum(d)", rows -> sum(rows, 3)),
          new Meaning("avg(d)", rows -> mean(rows, 3)),
          new Meaning("sum(m)", rows -> sum(rows, 4)),
          new Meaning("avg(m)", rows -> mean(rows, 4)),
          new Meaning(
              "min(a)", rows -> extreme(rows, 2, Comparator.comparing(Long::valueOf), false)),
          new Meaning(
              "max(d)", rows -> extreme(rows, 3, Comparator.comparing(Double::valueOf), true)),
          new Meaning(
              "min(m)", rows -> extreme(rows, 4, Comparator.comparing(BigDecimal::new), false)),
          new Meaning("max(s)", rows -> extreme(rows, 5, Comparator.naturalOrder(), true)),
          new Meaning("min(t)", rows -> extreme(rows, 6, Comparator.naturalOrder(), false)),
          new Meaning("stddev(d)", rows -> variance(rows, 3, true)),
          new Meaning("variance(m)", rows -> variance(rows, 4, false)),
          new Meaning("count(distinct a)", rows -> new TreeSet<>(present(rows, 2)).size()),
          new Meaning("count(distinct s)", rows -> new TreeSet<>(present(rows, 5)).size()),
          new Meaning("first(s)", rows -> rows.get(0).get(5)),
          new Meaning("last(d)", rows -> rows.get(rows.size() - 1).get(3)),
          new Meaning("any_value(t)", rows -> present(rows, 6).stream().findFirst().orElse(null)),
          new Meaning(
              "string_agg(s, '; ')",
              rows -> present(rows, 5).isEmpty() ? null : String.join("; ", present(rows, 5))),
          new Meaning(
              "approx_quantile(d, 0.5)",
              rows -> {
                List<String> values =
                    present(rows, 3).stream()
                        .sorted(Comparator.comparing(Double::valueOf))
                        .toList();
                // Few values are all kept, so that the quantile is exact.
                return values.isEmpty() ? null : values.get((values.size() - 1) / 2);
              }),
          new Meaning("approx_distinct(h)", rows -> new TreeSet<>(present(rows, 1)).size()));

  private static final List<String> GROUPINGS = List.of("g", "h", "g, h", "h * 2 as twice", "");

  private static List<@Nullable String> group(String by, Row row) {
    List<@Nullable String> key = new ArrayList<>();
    if (by.startsWith("g")) {
      key.add(row.get(0));
    }
    if (by.startsWith("h *")) {
      String h = row.get(1);
      key.add(h == null ? null : "" + 2 * Long.parseLong(h));
    } else if (by.contains("h")) {
      key.add(row.get(1));
    }
    return key;
  }

  @Property(tries = 400)
  void groupsAreWhatTheModelSaysForAnyTasksAndBudget(@ForAll long seed) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int n = random.nextInt(120); n > 0; n--) {
      rows.add(row(random));
    }
    String by = GROUPINGS.get(random.nextInt(GROUPINGS.size()));
    List<Meaning> chosen =
        MEANINGS.stream().skip(1).filter(m -> random.nextInt(4) == 0).collect(Collectors.toList());
    chosen.add(MEANINGS.get(0));
    String list = chosen.stream().map(Meaning::sql).collect(Collectors.joining(", "));

    List<String> found = run(rows, by, list, random);

    Map<String, List<Row>> groups = new TreeMap<>();
    if (by.isEmpty()) {
      groups.put("", rows);
    } else {
      rows.forEach(
          r ->
              groups.computeIfAbsent(new Row(group(by, r)).csv(), key -> new ArrayList<>()).add(r));
    }
    assertThat(found).hasSize(groups.size());
    int columns = by.isEmpty() ? 0 : new Row(group(by, row(random))).values().size();
    for (String line : found) {
      List<@Nullable String> fields = fields(line);
      String key = new Row(fields.subList(0, columns)).csv();
      List<Row> group = Objects.requireNonNull(groups.get(key), key + " is no group");
      for (int i = 0; i < chosen.size(); i++) {
        Meaning meaning = chosen.get(i);
        if (group.isEmpty() && meaning.sql().matches("(first|last).*")) {
          continue;
        }
        assertSame(
            fields.get(columns + i), meaning.value().apply(group), meaning.sql() + " of " + group);
      }
    }
  }

  private static List<@Nullable String> fields(String line) {
    return java.util.Arrays.stream(line.split(",", -1))
        .map(f -> f.isEmpty() ? null : f.equals("\"\"") ? "" : f)
        .collect(Collectors.toList());
  }

  private static void assertSame(@Nullable String found, @Nullable Object expected, String about) {
    if (found == null || expected == null || expected instanceof String) {
      assertThat(found).as(about).isEqualTo(expected == null ? null : expected.toString());
    } else {
      double wanted = ((Number) expected).doubleValue();
      assertThat(Double.parseDouble(found))
          .as(about)
          .isCloseTo(
              wanted,
              org.assertj.core.data.Offset.offset(Math.max(1e-12, Math.abs(wanted) * 1e-14)));
    }
  }

  /** Parts the rows into files and tasks, each with a budget, and merges what they hand on. */
  private static List<String> run(List<Row> rows, String by, String list, Random random) {
    Shuffled shuffled = new Shuffled();
    int task = 0;
    int from = 0;
    while (from < rows.size()) {
      int to = Math.min(rows.size(), from + 1 + random.nextInt(40));
      int number = task++;
      String csv = csv(rows.subList(from, to));
      GroupOutput groups =
          new GroupOutput(
              new Aggregation(SCHEMA, Dialect.RFC_4180, by, list, ""),
              number,
              random.nextBoolean() ? 1L << 20 : 0,
              shuffled::accept);
      groups.stride = 1 + random.nextInt(10);
      groups.fewRows = random.nextInt(20);
      Shuffled.read(
          csv,
          "file-%03d".formatted(number),
          SCHEMA.size(),
          batch -> {
            try {
              int[] all = java.util.stream.IntStream.range(0, batch.rows()).toArray();
              groups.add(batch, all, all.length);
            } catch (java.io.IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      try {
        groups.finish();
      } catch (java.io.IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
      from = to;
    }
    return shuffled.sort(random).reduce(new Aggregation(SCHEMA, Dialect.RFC_4180, by, list, ""));
  }

  private static String csv(Collection<Row> rows) {
    return rows.stream().map(Row::csv).collect(Collectors.joining("\n", "", "\n"));
  }
}
