package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A made-up table with every case of RFC 4180 in it, and what a filter makes of it, worked out the
 * plain way.
 */
final class People {
  static final String HEADER = "id,name,age,city,income,comment";

  private static final String[] CITIES = {"Köln", "Paris", "Oslo", "São Paulo", "Ulm"};
  private static final String[] COMMENTS = {
    "plain",
    "with, comma",
    "with \"quotes\"",
    "two\nlines",
    "1,2,3\n4,\"5\",6\n",
    "carriage\r\nreturn",
    "",
    "日本語",
    "\"",
  };

  private People() {}

  /** Rows with nulls (not only in the comment), empty strings, quotes, separators and line ends. */
  static List<List<@Nullable String>> rows(int count, long seed) {
    Random random = new Random(seed);
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          Arrays.asList(
              Integer.toString(i),
              "name " + random.nextInt(1000),
              random.nextInt(20) == 0 ? null : Integer.toString(random.nextInt(80)),
              random.nextInt(15) == 0 ? null : CITIES[random.nextInt(CITIES.length)],
              random.nextInt(10) == 0 ? null : random.nextInt(100_000) / 4.0 + "",
              random.nextInt(3) == 0 ? null : COMMENTS[random.nextInt(COMMENTS.length)]));
    }
    return rows;
  }

  /** The table as text, some fields quoted that need not be. */
  static String text(List<List<@Nullable String>> rows, String lineEnd) {
    StringBuilder text = new StringBuilder(HEADER).append(lineEnd);
    for (List<@Nullable String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        text.append(i == 0 ? "" : ",").append(field(row.get(i), i == 1));
      }
      text.append(lineEnd);
    }
    return text.toString();
  }

  private static String field(@Nullable String value, boolean quoted) {
    if (value == null) {
      return "";
    }
    boolean needs = value.isEmpty() || value.chars().anyMatch(c -> ",\"\r\n".indexOf(c) >= 0);
    return quoted || needs ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }

  static Path write(Path file, List<List<@Nullable String>> rows) throws IOException {
    return Files.write(file, text(rows, "\n").getBytes(UTF_8));
  }

  static List<List<@Nullable String>> where(
      List<List<@Nullable String>> rows, Predicate<List<@Nullable String>> condition) {
    return rows.stream().filter(condition).collect(Collectors.toList());
  }

  /** {@code age > limit}: not true where there is no age. */
  static Predicate<List<@Nullable String>> olderThan(int limit) {
    return row -> {
      String age = row.get(2);
      return age != null && Integer.parseInt(age) > limit;
    };
  }
}
