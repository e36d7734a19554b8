package quern.records.sql;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import quern.conf.Nearest;

/** All functions of the language, by their names and other names, in lower case. */
final class Functions {
  private static final List<SqlFunction> ALL =
      Stream.of(
              NullFunctions.all(),
              TextFunctions.all(),
              RegexFunctions.all(),
              NumberFunctions.all(),
              MomentFunctions.all())
          .flatMap(List::stream)
          .toList();

  private static final Map<String, List<SqlFunction>> BY_NAME =
      ALL.stream()
          .flatMap(f -> names(f).map(name -> Map.entry(name, f)))
          .collect(
              Collectors.groupingBy(
                  Map.Entry::getKey,
                  LinkedHashMap::new,
                  Collectors.mapping(Map.Entry::getValue, Collectors.toUnmodifiableList())));

  private Functions() {}

  /** All there are; some have one name and differ in their arguments. */
  static List<SqlFunction> all() {
    return ALL;
  }

  private static Stream<String> names(SqlFunction function) {
    return Stream.concat(Stream.of(function.signature().name()), function.aliases().stream());
  }

  /** The functions of that name, which differ in how many arguments they take. */
  static List<SqlFunction> named(String name) {
    return BY_NAME.getOrDefault(name, List.of());
  }

  /** What to tell somebody who calls a function that is not there. */
  static String unknown(String name) {
    String instead = instead(name);
    if (!instead.isEmpty()) {
      return instead;
    }
    String nearest =
        Nearest.to(name, BY_NAME.keySet()).map("did you mean '%s'? "::formatted).orElse("");
    return "no function is called '" + name + "'; " + nearest + "docs/expressions.md lists all";
  }

  /** What to write instead of a function that SQL has elsewhere, or nothing. */
  private static String instead(String name) {
    return switch (name) {
      case "current_date", "current_timestamp", "localtimestamp", "now", "today", "getdate" ->
          moving(name);
      case "random", "rand", "uuid", "gen_random_uuid" ->
          ("'%s' would give every retry of a task other values: derive them from the row, as in"
                  + " md5(id)")
              .formatted(name);
      case "count", "sum", "avg", "min", "max" ->
          "'%s' is taken over many rows, and this expression sees one at a time: use 'quern aggregate'"
              .formatted(name);
      case "log" -> "'log' has another base in every database: write ln, log2 or log10";
      default -> "";
    };
  }

  /** What to tell somebody who asks for the present by a word, or nothing for other words. */
  static String present(String word) {
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "current_date", "current_timestamp", "localtimestamp" -> moving(word);
      default -> "";
    };
  }

  private static String moving(String word) {
    return ("'%s' would be another in every task and retry: write what is meant, as in date"
            + " '2024-12-31' or timestamp '2024-12-31 23:59:59'")
        .formatted(word);
  }
}
