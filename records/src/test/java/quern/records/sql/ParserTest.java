package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "a or b and c # a or (b and c)",
        "not a and b # (not a) and b",
        "not a = 1 # not (a = 1)",
        "not a is null # not (a is null)",
        "not not a # not (not a)",
        "a = b + c * d # a = (b + (c * d))",
        "a - b - c # (a - b) - c",
        "a / b % c * d # ((a / b) % c) * d",
        "a || b + c # (a || b) + c",
        "a + b || c # (a + b) || c",
        "-a + b # (-a) + b",
        "-a::int # -cast(a as int)",
        "a * -b # a * (-b)",
        "a between b + 1 and c and d # (a between (b + 1) and c) and d",
        "a not between (1+2+3+4+5+6+7) and 9 # a not between ((((((1 + 2) + 3) + 4) + 5) + 6) + 7) and 9",
        "a in (1, b + 1) or c # (a in (1, b + 1)) or c",
        "a like b || '%' and c # (a like (b || '%')) and c",
        "a is not distinct from b + 1 # a is not distinct from (b + 1)",
        "a != b # a <> b",
        "(((a))) # a",
        "case when a then b else c end + 1 # case when a then b else c end + 1",
        "case a when 1 then 2 end is null # case a when 1 then 2 end is null",
        "f() + g(a, b) # f() + g(a, b)",
        "\"a b\" + `c``d` # \"a b\" + \"c`d\"",
        "date '2024-01-01' < b # date '2024-01-01' < b",
        "DATE = 1 # DATE = 1",
        "cast(a > 1 and b is null as long) # cast((a > 1) and (b is null) as long)",
        "cast(cast(a = b as long) = 1 as int) # cast(cast(a = b as long) = 1 as int)",
        "try_cast(a as long) + try_cast(cast(b as int) as date) # try_cast(a as long) + try_cast(cast(b as int) as date)",
        "TRIM ( a ) || b # trim(a) || b",
        "substring(a from 2 for 3) # substring(a, 2, 3)",
        "substring(a from b + 1) # substring(a, b + 1)",
        "substr(from from from for for) # substr(from, from, for)",
        "position(a || 'x' in b) in (1, 2) # position(a || 'x', b) in (1, 2)",
        "position((a in (b)) in c) # position(a in (b), c)",
        "extract(year from a) = 1 # extract('year', a) = 1",
        "extract(year from substring(a from 1 for 2)) # extract('year', substring(a, 1, 2))",
        "a || 'x' ~ 'y' and not b !~* 'z' # ((a || 'x') ~ 'y') and (not (b !~* 'z'))",
        "f(a = 1 and not b, case when c then 1 end) # f((a = 1) and (not b), case when c then 1 end)",
        "a=-1 # a = (-1)"
      })
  void bindsAsSqlDoes(String sql, String meaning) {
    assertThat(Parser.expression(sql)).hasToString(meaning);
  }

  @Provide
  Arbitrary<List<String>> tokens() {
    return Arbitraries.of(
            "a",
            "b",
            "1",
            "2.5",
            "'x'",
            "\"q r\"",
            "(",
            ")",
            "(",
            ")",
            ",",
            "+",
            "-",
            "*",
            "/",
            "%",
            "||",
            "=",
            "<>",
            "<",
            ">=",
            "and",
            "or",
            "not",
            "in",
            "between",
            "like",
            "ilike",
            "escape",
            "is",
            "null",
            "true",
            "false",
            "unknown",
            "distinct",
            "from",
            "case",
            "when",
            "then",
            "else",
            "end",
            "as",
            "cast(",
            "cast",
            "date",
            "timestamp",
            "'2024-01-01'",
            "::",
            "long",
            "over",
            "f(",
            "substring(",
            "extract(",
            "position(",
            "try_cast(",
            "for",
            "~",
            "!~*",
            "is not",
            "is null",
            "not in (",
            "interval",
            "select1")
        .list()
        .ofMinSize(1)
        .ofMaxSize(14);
  }

  /** Any words at all are read, or refused with a place in them; what is read is read again. */
  @Property(tries = 4000)
  void nothingButAnSqlExceptionComesOfAnyWords(@ForAll("tokens") List<String> tokens) {
    String sql = String.join(" ", tokens);
    Ast ast = read(sql);
    if (ast != null) {
      assertThat(Parser.expression(ast.toString())).as(sql).hasToString(ast.toString());
      assertThat(ast.at()).isBetween(0, sql.length());
    }
  }

  private static @Nullable Ast read(String sql) {
    try {
      return Parser.expression(sql);
    } catch (SqlException e) {
      assertThat(e.position()).isBetween(0, sql.length());
      return null;
    }
  }

  @Property(tries = 1000)
  void nothingButAnSqlExceptionComesOfAnyText(@ForAll String sql) {
    read(sql);
  }

  @Property(tries = 1000)
  void listsAreReadOrRefusedToo(@ForAll("tokens") List<String> tokens) {
    String sql = String.join(" ", tokens);
    try {
      assertThat(Parser.items(sql)).isNotEmpty();
    } catch (SqlException e) {
      assertThat(e.position()).isBetween(0, sql.length());
    }
  }
}
