package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Type;

/**
 * What calls come to, as text; "null" stands for SQL null. Each is computed as a constant too, by
 * putting the values in the place of the columns, which must make no difference.
 */
class FunctionsTest {
  private static final String SCHEMA =
      "a long, b long, d double, m decimal, s string, u string, e string, ok boolean, day date,"
          + " at timestamp, no string, nol long, nod double, nom decimal, noday date";

  private static final Map<String, String> VALUES =
      Map.of(
          "a", "7",
          "b", "-2",
          "d", "-2.5",
          "m", "12.345",
          "s", "Hello World",
          "u", "Zoë Ångström 😀",
          "e", "",
          "ok", "true",
          "day", "2024-02-29",
          "at", "2024-12-30T23:59:58.75Z");

  private static final Pattern NAME =
      Pattern.compile("(?<=^|[(, ])(?:" + String.join("|", VALUES.keySet()) + ")(?=$|[), :])");

  private static Table table() {
    return Table.of(
        SCHEMA,
        "7,-2,-2.5,12.345,Hello World,Zoë Ångström 😀,\"\",true,2024-02-29,"
            + "2024-12-30T23:59:58.75Z,,,,,\n");
  }

  private static void check(String expression, String value) {
    Table table = table();
    assertThat(String.valueOf(table.value(expression + " as x"))).as(expression).isEqualTo(value);
    assertThat(table.expressions.misfits().counts()).as(expression).isEmpty();
    String constant = constant(expression);
    assertThat(String.valueOf(table.value(constant + " as x"))).as(constant).isEqualTo(value);
  }

  /** The expression with literals for columns, outside of quotes. */
  private static String constant(String expression) {
    String[] pieces = expression.split("'", -1);
    for (int i = 0; i < pieces.length; i += 2) {
      Matcher name = NAME.matcher(pieces[i]);
      pieces[i] = name.replaceAll(found -> Matcher.quoteReplacement(literal(found.group())));
    }
    return String.join("'", pieces);
  }

  private static String literal(String name) {
    String value = VALUES.get(name);
    return switch (name) {
      case "s", "u", "e" -> "'" + value + "'";
      case "d" -> "cast(" + value + " as double)";
      case "day" -> "date '" + value + "'";
      case "at" -> "timestamp '" + value + "'";
      default -> "(" + value + ")";
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "lower(s) # hello world",
        "upper(s) # HELLO WORLD",
        "upper(u) # ZOË ÅNGSTRÖM 😀",
        "lower('ÅÉİΣ') # åéiσ",
        "upper('straße ŉ') # STRAßE ŉ",
        "lower('@[`{') # @[`{",
        "upper(e) # ^^",
        "ucase('é') # É",
        "lower(no) # null",
        "initcap('hELLO wORLD-wide 2nd éTé') # Hello World-Wide 2nd Été",
        "initcap(e) # ^^",
        "initcap(no) # null",
        "length(s) # 11",
        "length(u) # 14",
        "length(e) # 0",
        "length(no) # null",
        "char_length('日本語') # 3",
        "octet_length(u) # 20",
        "octet_length(e) # 0",
        "octet_length(no) # null",
        "trim('  a b  ') # a b",
        "trim('    ') # ^^",
        "trim(e) # ^^",
        "trim(no) # null",
        "trim('xyaéyx', 'xy') # aé",
        "trim('éaé', 'é') # a",
        "trim('aaa', 'a') # ^^",
        "trim('  a  ', '') # ^  a  ^",
        "trim(s, no) # null",
        "ltrim('  a  ') # ^a  ^",
        "rtrim('  a  ') # ^  a^",
        "ltrim('ééaé', 'é') # aé",
        "rtrim('éaéé', 'é') # éa",
        "rtrim('a😀é😀', '😀é') # a",
        "rtrim(no) # null",
        "left(s, 5) # Hello",
        "left(u, 3) # Zoë",
        "left(u, 0) # ^^",
        "left(u, -2) # Zoë Ångström",
        "left(u, -99) # ^^",
        "left(u, 99) # Zoë Ångström 😀",
        "left(s, -9223372036854775808) # ^^",
        "left(no, 1) # null",
        "left(s, nol) # null",
        "right(s, 5) # World",
        "right(u, 1) # 😀",
        "right(u, 0) # ^^",
        "right(u, -4) # Ångström 😀",
        "right(u, -99) # ^^",
        "right(u, 99) # Zoë Ångström 😀",
        "right(s, -9223372036854775808) # ^^",
        "right(s, 9223372036854775807) # Hello World",
        "right(no, 1) # null",
        "lpad(a::string, 3, '0') # 007",
        "lpad(s, 3, 'x') # Hel",
        "lpad('é', 6, 'abc') # abcabé",
        "lpad('é', 3) # ^  é^",
        "lpad('a', 5, 'é😀') # é😀é😀a",
        "lpad('a', 3, '') # a",
        "lpad('a', -1, 'x') # ^^",
        "lpad(no, 3, 'x') # null",
        "rpad('é', 6, 'abc') # éabcab",
        "rpad('é', 3) # ^é  ^",
        "rpad(s, 0) # ^^",
        "rpad(s, 3, no) # null",
        "repeat('é', 3) # ééé",
        "repeat('é', 0) # ^^",
        "repeat('é', -1) # ^^",
        "repeat('', 9223372036854775807) # ^^",
        "repeat(no, 1) # null",
        "reverse(s) # dlroW olleH",
        "reverse(u) # 😀 mörtsgnÅ ëoZ",
        "reverse(e) # ^^",
        "reverse(no) # null",
        "replace(s, 'l', 'L') # HeLLo WorLd",
        "replace(s, 'l', '') # Heo Word",
        "replace(s, '', 'x') # Hello World",
        "replace('aaa', 'aa', 'b') # ba",
        "replace(u, 'ö', 'oe') # Zoë Ångstroem 😀",
        "replace(s, 'q', 'x') # Hello World",
        "replace(e, 'q', 'x') # ^^",
        "replace(s, no, 'x') # null",
        "translate(s, 'lo', '01') # He001 W1r0d",
        "translate(u, 'ëÅö😀', 'eAo') # ^Zoe Angstrom ^",
        "translate(s, 'll', 'ab') # Heaao Worad",
        "translate(e, 'a', 'b') # ^^",
        "translate(no, 'a', 'b') # null"
      })
  void strings(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "substring(s, 1, 5) # Hello",
        "substring(s, 7) # World",
        "substring(s from 7) # World",
        "substring(s from 1 for 5) # Hello",
        "SUBSTRING(u FROM 5 FOR 4) # Ångs",
        "substr(u, 14, 1) # 😀",
        "substring(u, 15) # ^^",
        "substring(s, 12, 3) # ^^",
        "substring(s, -5) # World",
        "substring(s, -5, 3) # Wor",
        "substring(u, -1) # 😀",
        "substring('abc', -5, 3) # a",
        "substring('abc', -5) # abc",
        "substring('abc', -5, 2) # ^^",
        "substring('abc', 0) # abc",
        "substring('abc', 0, 2) # a",
        "substring('abc', 0, 0) # ^^",
        "substring('abc', 2, 0) # ^^",
        "substring('abc', 2, -1) # ^^",
        "substring('abc', 0, -1) # ^^",
        "substring('abc', 2, 9223372036854775807) # bc",
        "substring('abc', -9223372036854775808, 9223372036854775807) # abc",
        "substring('abc', 9223372036854775807, 9223372036854775807) # ^^",
        "substring('abc', -9223372036854775808, -9223372036854775808) # ^^",
        "substring(e, 1) # ^^",
        "substring(no, 1) # null",
        "substring(s, nol) # null",
        "substring(s, 1, nol) # null",
        "concat(s, '-', a, '-', ok, '-', day) # Hello World-7-true-2024-02-29",
        "concat(e) # ^^",
        "concat(s, no) # null",
        "concat_ws(', ', s, no, a, e) # ^Hello World, 7, ^",
        "concat_ws(', ', no, nol) # ^^",
        "concat_ws('é', no, 'x') # x",
        "concat_ws(no, 'x', 'y') # null",
        "position('World' in s) # 7",
        "position('World', s) # 7",
        "position('😀' in u) # 14",
        "position('z' in s) # 0",
        "position('' in s) # 1",
        "position('a' in e) # 0",
        "position(no in s) # null",
        "strpos(u, 'Å') # 5",
        "instr(s, 'o') # 5",
        "strpos(s, no) # null",
        "split_part('a,b,,d', ',', 1) # a",
        "split_part('a,b,,d', ',', 3) # ^^",
        "split_part('a,b,,d', ',', 4) # d",
        "split_part('a,b,,d', ',', 5) # ^^",
        "split_part('a,b,,d', ',', -1) # d",
        "split_part('a,b,,d', ',', -4) # a",
        "split_part('a,b,,d', ',', -5) # ^^",
        "split_part('aé::é::c', 'é::', 2) # ^^",
        "split_part('aé::bé::c', 'é::', 2) # b",
        "split_part('abc', '', 1) # abc",
        "split_part('abc', '', 2) # ^^",
        "split_part('abc', '', -1) # abc",
        "split_part('abc', ',', -9223372036854775808) # ^^",
        "split_part('abc', ',', 9223372036854775807) # ^^",
        "split_part(no, ',', 1) # null",
        "contains(s, 'lo W') # true",
        "contains(s, 'LO') # false",
        "contains(s, '') # true",
        "contains(e, 'a') # false",
        "contains(s, no) # null",
        "starts_with(s, 'Hell') # true",
        "starts_with(s, 'Hello World!') # false",
        "starts_with(u, 'Zo\u00eb') # true",
        "starts_with(e, '') # true",
        "startswith(no, 'a') # null",
        "ends_with(s, 'rld') # true",
        "ends_with(s, 'hello world and') # false",
        "endswith(u, '😀') # true",
        "ends_with(no, 'a') # null",
        "ascii('A') # 65",
        "ascii(u) # 90",
        "ascii('😀') # 128512",
        "ascii(e) # 0",
        "ascii(no) # null",
        "chr(65) # A",
        "chr(233) # é",
        "chr(8364) # €",
        "chr(128512) # 😀",
        "chr(nol) # null",
        "md5('') # d41d8cd98f00b204e9800998ecf8427e",
        "md5('é') # 66ddcd97cfdeabb2f6fb8a999b4bc76f",
        "md5(no) # null",
        "sha256('abc') # ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256(no) # null"
      })
  void piecesOfStrings(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "regexp_like(s, 'o W') # true",
        "regexp_like(s, '^World') # false",
        "regexp_like(s, 'WORLD') # false",
        "regexp_like(s, 'WORLD', 'i') # true",
        "regexp_like('ÅNGSTRÖM', 'ångström', 'i') # true",
        "regexp_like(s, '') # true",
        "regexp_like(e, '^$') # true",
        "regexp_like(no, 'a') # null",
        "regexp_like(s, null) # null",
        "regexp_like(u, '^\\w+ë \\S+ .$') # true",
        "regexp_matches(s, '[A-Z]\\w+ [A-Z]') # true",
        "s ~ '^H' # true",
        "s ~ '^h' # false",
        "s ~* '^h' # true",
        "s !~ '^h' # true",
        "s !~* '^h' # false",
        "no ~ 'a' # null",
        "no !~ 'a' # null",
        "s || 'x' ~ 'dx$' and a > 5 # true",
        "regexp_extract(s, '[A-Z]o..') # Worl",
        "regexp_extract(s, '(.)o (.)', 2) # W",
        "regexp_extract(u, '(.)ö(.)', 1) # r",
        "regexp_extract(u, 'm (.*)', 1) # 😀",
        "regexp_extract(s, 'q') # ^^",
        "regexp_extract(s, 'H(q)?', 1) # ^^",
        "regexp_extract(e, '.*') # ^^",
        "regexp_extract(no, '.*') # null",
        "regexp_extract(s, 'o', nol) # null",
        "regexp_replace(s, 'o', '0') # Hell0 W0rld",
        "regexp_replace(s, '(\\w+) (\\w+)', '\\2, \\1') # World, Hello",
        "regexp_replace(s, 'o', '<\\&>') # Hell<o> W<o>rld",
        "regexp_replace(s, 'o', '<\\0>') # Hell<o> W<o>rld",
        "regexp_replace(s, 'o', '$1\\\\') # Hell$1\\ W$1\\rld",
        "regexp_replace(s, 'O', '', 'i') # Hell Wrld",
        "regexp_replace(u, '[^\\w ]+', '') # ^Zo ngstrm ^",
        "regexp_replace('a1é22', '[0-9]+', 'ö') # aöéö",
        "regexp_replace('😀b', 'x*', '-') # -😀-b-",
        "regexp_replace('aé' || chr(10) || 'b', '^', '> ', 'm') # ^> aé\n> b^",
        "regexp_replace('a' || chr(10) || 'b', 'a.b', 'x', 's') # x",
        "regexp_replace(s, '(q)?H', '[\\1]') # []ello World",
        "regexp_replace(s, 'q', 'x') # Hello World",
        "regexp_replace(e, 'q', 'x') # ^^",
        "regexp_replace(no, 'q', 'x') # null"
      })
  void regularExpressions(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "abs(b) # 2",
        "abs(a) # 7",
        "abs(d) # 2.5",
        "abs(-m) # 12.345",
        "abs(nol) # null",
        "abs(null) # null",
        "sign(b) # -1",
        "sign(d) # -1.0",
        "sign(m) # 1",
        "sign(0.00) # 0",
        "sign(nod) # null",
        "round(m) # 12",
        "round(m, 1) # 12.3",
        "round(m, 2) # 12.35",
        "round(-m, 2) # -12.35",
        "round(m, 3) # 12.345",
        "round(m, 9) # 12.345",
        "round(m, -1) # 10",
        "round(m, -2) # 0",
        "round(m, -9223372036854775808) # 0",
        "round(m, 9223372036854775807) # 12.345",
        "round(2.5) # 3",
        "round(-2.5) # -3",
        "round(d) # -3.0",
        "round(d, 1) # -2.5",
        "round(2.675e0, 2) # 2.68",
        "round(1.005e0, 2) # 1.01",
        "round(-1.005e0, 2) # -1.01",
        "round(0.49999999999999994e0) # 0.0",
        "round(-0.4e0) # 0.0",
        "round(123456e0, -3) # 123000.0",
        "round(1e300, 2) # 1.0E300",
        "round(1e300, -9223372036854775808) # 0.0",
        "round(4.9e-324, 400) # 4.9E-324",
        "round(nod) # null",
        "round(d, nol) # null",
        "round(a, 2) # 7",
        "round(15, -1) # 20",
        "round(-15, -1) # -20",
        "round(14, -1) # 10",
        "trunc(m) # 12",
        "trunc(-m, 2) # -12.34",
        "trunc(d) # -2.0",
        "trunc(2.3e0, 2) # 2.3",
        "trunc(2.999e0, 2) # 2.99",
        "trunc(-2.999e0, 2) # -2.99",
        "trunc(1999, -3) # 1000",
        "truncate(nom) # null",
        "floor(m) # 12",
        "floor(-m) # -13",
        "floor(d) # -3.0",
        "floor(a) # 7",
        "floor(nom) # null",
        "ceil(m) # 13",
        "ceil(d) # -2.0",
        "ceil(-0.5e0) # 0.0",
        "ceiling(a) # 7",
        "ceil(nod) # null",
        "mod(a, 4) # 3",
        "mod(-a, 4) # -3",
        "mod(m, 5) # 2.345",
        "mod(d, 2) # -0.5",
        "mod(a, 0) # null",
        "mod(a, nol) # null",
        "power(a, 2) # 49.0",
        "pow(2, -1) # 0.5",
        "power(m, 0) # 1.0",
        "power(d, 2) # 6.25",
        "power(nod, 2) # null",
        "sqrt(49) # 7.0",
        "sqrt(6.25) # 2.5",
        "sqrt(nod) # null",
        "exp(0) # 1.0",
        "exp(1) # 2.7182818284590455",
        "exp(-1000) # 0.0",
        "exp(nod) # null",
        "ln(1) # 0.0",
        "ln(exp(2)) # 2.0",
        "ln(nod) # null",
        "log10(1000) # 3.0",
        "log10(0.001) # -3.0",
        "log10(nod) # null",
        "log2(8) # 3.0",
        "log2(536870912) # 29.0",
        "log2(0.125) # -3.0",
        "log2(4.9e-324) # -1074.0",
        "log2(nod) # null",
        "abs(cast('-inf' as double)) # Infinity",
        "sqrt(cast('NaN' as double)) # NaN",
        "exp(cast('-inf' as double)) # 0.0",
        "round(cast('NaN' as double), 2) # NaN",
        "floor(cast('inf' as double)) # Infinity"
      })
  void numbers(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "coalesce(no, s) # Hello World",
        "coalesce(e, s) # ^^",
        "coalesce(nol, null, a, b) # 7",
        "coalesce(nol, d) # -2.5",
        "coalesce(nol, 1.5) # 1.5",
        "coalesce(noday, '2024-01-01') # 2024-01-01",
        "coalesce(noday, at) # 2024-12-30T23:59:58.75Z",
        "coalesce(no) # null",
        "coalesce(null, null) # null",
        "ifnull(no, 'x') # x",
        "nvl(s, 'x') # Hello World",
        "nvl(no, null) # null",
        "nullif(s, 'Hello World') # null",
        "nullif(s, 'x') # Hello World",
        "nullif(s, no) # Hello World",
        "nullif(no, s) # null",
        "nullif(a, 7.0) # null",
        "nullif(e, '') # null",
        "if(a > 5, 'big', 'small') # big",
        "if(a > 9, 'big', 'small') # small",
        "if(no = 'x', 'big', 'small') # small",
        "if(ok, a) # 7",
        "if(not ok, a) # null",
        "iff(ok and a > 1, a, d) # 7.0",
        "if(null, 1, 2) # 2",
        "if(s like 'H%' or a in (1, 2), 1, 2) # 1",
        "least(a, b, nol) # -2",
        "least(a, d, m) # -2.5",
        "least(s, u, no) # Hello World",
        "least(nol) # null",
        "greatest(a, b) # 7",
        "greatest(a, m) # 12.345",
        "greatest(day, '2025-01-01') # 2025-01-01",
        "greatest(day, at) # 2024-12-30T23:59:58.75Z",
        "greatest(nol, nol) # null",
        "greatest(ok, a > 9) # true",
        "greatest(1e0, cast('NaN' as double)) # NaN"
      })
  void choices(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "year(day) # 2024",
        "quarter(day) # 1",
        "quarter(at) # 4",
        "month(day) # 2",
        "day(day) # 29",
        "dayofmonth(at) # 30",
        "hour(at) # 23",
        "minute(at) # 59",
        "second(at) # 58",
        "hour(day) # 0",
        "week(day) # 9",
        "week(at) # 1",
        "isoyear(at) # 2025",
        "week('2021-01-03') # 53",
        "isoyear('2021-01-03') # 2020",
        "isodow(day) # 4",
        "isodow('2024-03-03') # 7",
        "dayofweek('2024-03-03') # 0",
        "dow(day) # 4",
        "dayofyear(day) # 60",
        "doy('2024-12-31') # 366",
        "dayofyear('2023-12-31') # 365",
        "epoch(day) # 1709164800",
        "epoch(at) # 1735603198",
        "epoch(timestamp '1969-12-31 23:59:59.5') # -1",
        "second(timestamp '1969-12-31 23:59:59.5') # 59",
        "year('2024-12-31 23:59') # 2024",
        "year('0000-01-01') # 0",
        "year(noday) # null",
        "year(null) # null",
        "extract(year from day) # 2024",
        "extract(DOW from at) # 1",
        "extract('epoch' from day) # 1709164800",
        "date_part('month', day) # 2",
        "extract(month from noday) # null",
        "date_trunc('year', day) # 2024-01-01",
        "date_trunc('quarter', day) # 2024-01-01",
        "date_trunc('MONTH', day) # 2024-02-01",
        "date_trunc('week', day) # 2024-02-26",
        "date_trunc('week', date '1969-12-31') # 1969-12-29",
        "date_trunc('day', day) # 2024-02-29",
        "date_trunc('day', at) # 2024-12-30T00:00:00Z",
        "date_trunc('hour', at) # 2024-12-30T23:00:00Z",
        "date_trunc('minute', at) # 2024-12-30T23:59:00Z",
        "date_trunc('second', at) # 2024-12-30T23:59:58Z",
        "date_trunc('millisecond', at) # 2024-12-30T23:59:58.75Z",
        "date_trunc('hour', timestamp '1969-12-31 23:59:59.5') # 1969-12-31T23:00:00Z",
        "date_trunc('month', noday) # null",
        "date_add(day, 1) # 2024-03-01",
        "date_add(day, -60) # 2023-12-31",
        "date_add(at, 2) # 2025-01-01T23:59:58.75Z",
        "date_sub(day, 29) # 2024-01-31",
        "date_add(day, nol) # null",
        "day + 1 # 2024-03-01",
        "1 + day # 2024-03-01",
        "day - 29 # 2024-01-31",
        "day - date '2024-01-01' # 59",
        "day - noday # null",
        "day + null # null",
        "date_add('month', 12, day) # 2025-02-28",
        "date_add('year', 4, day) # 2028-02-29",
        "date_add('quarter', -1, date '2024-05-31') # 2024-02-29",
        "date_add('week', 1, day) # 2024-03-07",
        "date_add('day', 1, day) # 2024-03-01",
        "date_add('hour', 1, at) # 2024-12-31T00:59:58.75Z",
        "dateadd('microsecond', -1, at) # 2024-12-30T23:59:58.749999Z",
        "date_add('month', 2, at) # 2025-02-28T23:59:58.75Z",
        "date_add('month', nol, day) # null",
        "date_diff(day, date '2024-01-01') # 59",
        "datediff('2024-01-01', day) # -59",
        "datediff(at, day) # 305",
        "date_diff('day', day, at) # 305",
        "date_diff('year', date '2023-12-31', day) # 1",
        "date_diff('month', at, day) # -10",
        "date_diff('week', date '2024-03-03', date '2024-03-04') # 1",
        "date_diff('hour', day, day + 1) # 24",
        "date_diff('second', timestamp '2024-01-01 00:00:00.9', timestamp '2024-01-01 00:00:01') # 1",
        "date_diff('day', noday, day) # null",
        "last_day(day) # 2024-02-29",
        "last_day('2023-02-01') # 2023-02-28",
        "last_day(at) # 2024-12-31",
        "last_day(noday) # null",
        "make_date(2024, 2, 29) # 2024-02-29",
        "make_date(a, a, a) # 0007-07-07",
        "make_date(2024, nol, 1) # null",
        "to_date('2024-02-29') # 2024-02-29",
        "to_date('29.02.2024', 'dd.MM.yyyy') # 2024-02-29",
        "to_date(no) # null",
        "to_timestamp('2024-02-29 01:02') # 2024-02-29T01:02:00Z",
        "to_timestamp('29/02/24 13h', 'dd/MM/yy HH''h''') # 2024-02-29T13:00:00Z",
        "to_timestamp('2024-02-29 01:02+02:00', 'yyyy-MM-dd HH:mmXXX') # 2024-02-28T23:02:00Z",
        "to_timestamp(no) # null",
        "timestamp_seconds(-1) # 1969-12-31T23:59:59Z",
        "timestamp_seconds(epoch(at)) # 2024-12-30T23:59:58Z",
        "timestamp_seconds(nol) # null",
        "date_format(day, 'dd.MM.yyyy') # 29.02.2024",
        "date_format(at, 'EEE d MMM HH:mm') # Mon 30 Dec 23:59",
        "date_format(day, 'HH:mm') # 00:00",
        "date_format(noday, 'yyyy') # null"
      })
  void datesAndTimes(String expression, String value) {
    check(expression, value);
  }

  /** With columns: a constant that does not fit is an error. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "abs(least)",
        "round(most, -1)",
        "sqrt(b)",
        "ln(zero)",
        "ln(b)",
        "log10(b)",
        "log2(b)",
        "log2(zero)",
        "exp(most)",
        "power(b, 0.5)",
        "power(most, most)",
        "power(zero, b)",
        "chr(zero)",
        "chr(surrogate)",
        "chr(most)",
        "repeat(s, most)",
        "repeat(repeat(s, 16777216), a)",
        "lpad(s, most, 'x')",
        "rpad(s, 16777217)",
        "replace(repeat(s, 16777216), 'x', 'yy')",
        "regexp_replace(repeat(s, 16777215), 'x', 'yy')",
        "repeat(s, 16777216) || s",
        "split_part(s, ',', zero)",
        "regexp_extract(s, '(x)', a + b)",
        "regexp_extract(s, '(x)', b)",
        "to_date(s)",
        "to_date(s, 'dd.MM.yyyy')",
        "to_timestamp(s)",
        "make_date(2023, 2, 22 + a)",
        "make_date(2023, 13, a)",
        "make_date(10000, 1, a)",
        "make_date(most, most, most)",
        "date_add(day, most)",
        "date_add(day, 4000000)",
        "date_sub(day, least)",
        "day + most",
        "day - least",
        "date_add('year', 8000, day)",
        "date_add('month', most, day)",
        "date_add('week', least, day)",
        "date_add('hour', most, at)",
        "date_add('microsecond', most, at)",
        "timestamp_seconds(most)"
      })
  void whatHasNoResultIsNullAndCounted(String expression) {
    Table table =
        Table.of(
            "a long, b long, zero long, least long, most long, surrogate long, s string, day date,"
                + " at timestamp",
            "7,-2,0,-9223372036854775808,9223372036854775807,55296,x,2024-02-29,"
                + "2024-02-29 01:02\n");
    assertThat(table.value(expression + " as x")).isNull();
    assertThat(table.expressions.misfits().counts()).hasSize(1).containsValue(1L);
  }

  @Test
  void aConstantWithoutResultIsAnError() {
    assertThatThrownBy(() -> table().value("a + sqrt(-1)"))
        .isInstanceOf(SqlException.class)
        .hasMessageStartingWith("sqrt(-1) does not fit a double");
  }

  @Test
  void anAttemptedCastIsNullAndNotCounted() {
    Table table = Table.of("s string, d double", "x,1e300\n");
    assertThat(table.value("try_cast(s as long) as x")).isNull();
    assertThat(table.value("try_cast(d as long) as x")).isNull();
    assertThat(table.value("try_cast('x' as date) as x")).isNull();
    assertThat(table.value("try_cast('12' as long) + 1 as x")).isEqualTo("13");
    assertThat(table.value("coalesce(try_cast(try_cast(s as long) as double), 1) as x"))
        .isEqualTo("1.0");
    assertThat(table.expressions.misfits().counts()).isEmpty();
  }

  @Test
  void whatIsNotChosenIsNotEvaluated() {
    Table table = Table.of("s string, a long", "x,7\n");
    assertThat(table.value("coalesce(a, cast(s as long)) as x")).isEqualTo("7");
    assertThat(table.value("if(a > 5, a, cast(s as long)) as x")).isEqualTo("7");
    assertThat(table.expressions.misfits().counts()).isEmpty();
  }

  @Test
  void resultsHaveTheTypeOfTheirArguments() {
    Table table = table();
    Map.of(
            "round(a)", Type.LONG,
            "round(m)", Type.DECIMAL,
            "round(d)", Type.DOUBLE,
            "mod(a, m)", Type.DECIMAL,
            "coalesce(a, d)", Type.DOUBLE,
            "date_trunc('day', day)", Type.DATE,
            "date_trunc('day', at)", Type.TIMESTAMP,
            "greatest(day, at)", Type.TIMESTAMP,
            "day - day", Type.LONG,
            "length(s)", Type.LONG)
        .forEach(
            (sql, type) -> assertThat(table.expressions.value(sql).type()).as(sql).isEqualTo(type));
  }

  @Test
  void callsNest() {
    check("upper(substring(trim('  ' || s || '  '), 1, length(s) - 6))", "HELLO");
    check("reverse(reverse(lower(upper(u))))", "zoë ångström 😀");
    check("concat(upper(s), upper(u), lower(s))", "HELLO WORLDZOË ÅNGSTRÖM 😀hello world");
    check("round(abs(d) * 3, 1) + length(s)", "18.5");
  }

  @Test
  void namesAreInAnyCaseAndColumnsMayBeCalledAlike() {
    Table table = Table.of("left string, \"from\" string, year long", "abc,x,2024\n");
    assertThat(table.value("LEFT(left, 2) as x")).isEqualTo("ab");
    assertThat(table.value("substring(from from 1 for 1) as x")).isEqualTo("x");
    assertThat(table.value("substring(left, 1) || from as x")).isEqualTo("abcx");
    assertThat(table.value("year + 1 as x")).isEqualTo("2025");
    assertThat(table.value("extract(year from date '2023-01-01') + year as x")).isEqualTo("4047");
    assertThat(table.value("position((from) in (left || 'x')) as x")).isEqualTo("4");
    assertThat(table.where("substring(left, 1, 1) in ('a', 'b')")).containsExactly(0);
  }

  @Test
  void callsInConditionsAreConditions() {
    Table table = Table.of("s string", "Abc\n\nxbc\n");
    assertThat(table.where("contains(s, 'bc') and not starts_with(s, 'x')")).containsExactly(0);
    assertThat(table.where("upper(s) = 'ABC' or length(s) is null")).containsExactly(0, 1);
    assertThat(table.where("s ~ '^[a-z]'")).containsExactly(2);
  }
}
