package quern.drivers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.QuoteMode;
import org.jspecify.annotations.Nullable;
import quern.records.csv.InputSide;
import quern.records.join.JoinType;

/** Two made-up tables, and their joins worked out the plain way: each row with each. */
final class JoinModel {
  static final String LEFT_HEADER = "id,name,age,city";
  static final String RIGHT_HEADER = "user_id,city,total,note";

  private static final String[] CITIES = {"Köln", "Paris", "São Paulo", "a,b", ""};
  private static final String[] TEXTS = {"plain", "with, comma", "\"quoted\"", "two\nlines", ""};

  final List<List<@Nullable String>> left;
  final List<List<@Nullable String>> right;

  /**
   * @param keys how many different keys there are; half of the rows have the first of them
   */
  JoinModel(int leftRows, int rightRows, int keys, Random random) {
    left = new ArrayList<>();
    right = new ArrayList<>();
    for (int i = 0; i < leftRows; i++) {
      left.add(
          Arrays.asList(
              key(keys, "", random),
              "name " + i,
              random.nextInt(6) == 0 ? null : "" + random.nextInt(80),
              city(random)));
    }
    for (int i = 0; i < rightRows; i++) {
      right.add(
          Arrays.asList(
              key(keys, random.nextBoolean() ? "" : ".0", random),
              city(random),
              random.nextInt(6) == 0 ? null : "" + random.nextInt(80),
              random.nextInt(4) == 0 ? null : TEXTS[random.nextInt(TEXTS.length)]));
    }
  }

  private static @Nullable String key(int keys, String end, Random random) {
    if (random.nextInt(8) == 0) {
      return null;
    }
    int key = random.nextBoolean() ? 0 : random.nextInt(keys);
    return (random.nextInt(5) == 0 ? "0" : "") + key + end;
  }

  private static @Nullable String city(Random random) {
    return random.nextInt(10) == 0 ? null : CITIES[random.nextInt(CITIES.length)];
  }

  void write(Path leftFile, Path rightFile) throws IOException {
    Files.writeString(leftFile, text(LEFT_HEADER, left));
    Files.writeString(rightFile, text(RIGHT_HEADER, right));
  }

  private static String text(String header, List<List<@Nullable String>> rows) {
    CSVFormat format =
        CSVFormat.RFC4180
            .builder()
            .setNullString("")
            .setQuoteMode(QuoteMode.ALL_NON_NULL)
            .setRecordSeparator("\n")
            .get();
    return header
        + "\n"
        + rows.stream()
            .map(row -> format.format(row.toArray()) + "\n")
            .collect(Collectors.joining());
  }

  /** Whether two rows match: by key, and by city too when there are two pairs. */
  static boolean match(List<@Nullable String> a, List<@Nullable String> b, boolean byCity) {
    String id = a.get(0);
    String user = b.get(0);
    boolean same = id != null && user != null && Double.valueOf(id).equals(Double.valueOf(user));
    return same && (!byCity || (a.get(3) != null && a.get(3).equals(b.get(1))));
  }

  /**
   * The rows of a join.
   *
   * @param where what joined rows must meet; a side that is not there is all nulls
   * @param select what is written of them
   */
  List<List<@Nullable String>> join(
      JoinType type,
      boolean byCity,
      BiPredicate<List<@Nullable String>, List<@Nullable String>> where,
      BiFunction<List<@Nullable String>, List<@Nullable String>, List<@Nullable String>> select) {
    List<@Nullable String> none = Arrays.asList(null, null, null, null);
    List<List<@Nullable String>> out = new ArrayList<>();
    boolean[] matched = new boolean[right.size()];
    for (List<@Nullable String> a : left) {
      int matches = 0;
      for (int i = 0; i < right.size(); i++) {
        if (match(a, right.get(i), byCity)) {
          matches++;
          matched[i] = true;
          if (type.isPaired() && where.test(a, right.get(i))) {
            out.add(select.apply(a, right.get(i)));
          }
        }
      }
      boolean alone =
          type == JoinType.SEMI ? matches > 0 : matches == 0 && type.keeps(InputSide.LEFT);
      if (alone && where.test(a, none)) {
        out.add(select.apply(a, none));
      }
    }
    for (int i = 0; i < right.size(); i++) {
      if (!matched[i] && type.keeps(InputSide.RIGHT) && where.test(none, right.get(i))) {
        out.add(select.apply(none, right.get(i)));
      }
    }
    return out;
  }

  /** A condition in SQL, and what it says. */
  record Where(String sql, BiPredicate<List<@Nullable String>, List<@Nullable String>> test) {}

  /** A list in SQL, its header, and what it makes. */
  record Select(
      String sql,
      String header,
      BiFunction<List<@Nullable String>, List<@Nullable String>, List<@Nullable String>> make) {}

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }

  static final List<Where> LEFT_CONDITIONS =
      List.of(
          new Where("", (a, b) -> true),
          new Where("age > 30", (a, b) -> a.get(2) != null && number(a.get(2)) > 30),
          new Where(
              "coalesce(a.age, 99) > 30 and name is not null",
              (a, b) ->
                  a.get(1) != null && Objects.requireNonNullElse(number(a.get(2)), 99L) > 30));

  static final List<Where> CONDITIONS =
      List.of(
          new Where("b.total > 20", (a, b) -> b.get(2) != null && number(b.get(2)) > 20),
          new Where(
              "coalesce(total, 50) > 20 and coalesce(age, 50) < 60",
              (a, b) ->
                  Objects.requireNonNullElse(number(b.get(2)), 50L) > 20
                      && Objects.requireNonNullElse(number(a.get(2)), 50L) < 60),
          new Where(
              "age < total",
              (a, b) ->
                  a.get(2) != null && b.get(2) != null && number(a.get(2)) < number(b.get(2))),
          new Where("user_id is null", (a, b) -> b.get(0) == null),
          new Where(
              "id is null or b.city = 'Paris' and a.city is not null",
              (a, b) -> a.get(0) == null || ("Paris".equals(b.get(1)) && a.get(3) != null)));

  static final List<Select> LEFT_LISTS =
      List.of(
          new Select("", LEFT_HEADER, (a, b) -> a),
          new Select(
              "age + 1 as next, a.*",
              "next," + LEFT_HEADER,
              (a, b) -> Arrays.asList(plusOne(a.get(2)), a.get(0), a.get(1), a.get(2), a.get(3))));

  static final List<Select> LISTS =
      List.of(
          new Select(
              "",
              "id,name,age,a.city,user_id,b.city,total,note",
              (a, b) -> {
                List<@Nullable String> all = new ArrayList<>(a);
                all.addAll(b);
                return all;
              }),
          new Select(
              "coalesce(total, 0) + 1 as next, a.name, b.*",
              "next,name," + RIGHT_HEADER,
              (a, b) ->
                  Arrays.asList(
                      b.get(2) == null ? "1" : plusOne(b.get(2)),
                      a.get(1),
                      b.get(0),
                      b.get(1),
                      b.get(2),
                      b.get(3))),
          new Select(
              "name || ' ' || coalesce(note, 'none') as both, b.city, age, 7 as seven, total",
              "both,city,age,seven,total",
              (a, b) ->
                  Arrays.asList(
                      a.get(1) == null
                          ? null
                          : a.get(1) + " " + Objects.requireNonNullElse(b.get(3), "none"),
                      b.get(1),
                      a.get(2),
                      "7",
                      b.get(2))),
          new Select("name", "name", (a, b) -> Arrays.asList(a.get(1))),
          new Select("note, total", "note,total", (a, b) -> Arrays.asList(b.get(3), b.get(2))));

  private static @Nullable String plusOne(@Nullable String text) {
    return text == null ? null : "" + (Long.parseLong(text) + 1);
  }
}
