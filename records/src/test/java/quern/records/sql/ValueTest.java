package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Type;

/** What expressions come to, as text; "null" stands for SQL null. */
class ValueTest {
  private static final String SCHEMA =
      "a long, b long, d double, e double, m decimal, n decimal, s string, t string, ok boolean,"
          + " day date, at timestamp, no string";

  private static Table table() {
    return Table.of(SCHEMA, "7,-2,1.5,0.25,2.50,3,abc,é,true,2024-02-29,2024-02-29T23:00:00Z,\n");
  }

  private static void check(String expression, String value) {
    assertThat(String.valueOf(table().value(expression + " as x"))).as(expression).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "a + b # 5",
        "a - b # 9",
        "a * b # -14",
        "a / b # -3.5",
        "a % b # 1",
        "-a % 4 # -3",
        "a / 0 # null",
        "a % 0 # null",
        "a + null # null",
        "-(-a) # 7",
        "a - -b # 5",
        "a + b * 2 # 3",
        "(a + b) * 2 # 10",
        "a - b - 1 # 8",
        "a + 1.5 # 8.5",
        "a * 1.50 # 10.50",
        "a + 1.5e0 # 8.5",
        "d + e # 1.75",
        "d - a # -5.5",
        "d * m # 3.75",
        "d / e # 6.0",
        "d / 0 # null",
        "d % 1 # 0.5",
        "d % 0.0 # null",
        "m + n # 5.50",
        "m - n # -0.50",
        "m * n # 7.50",
        "m / 2 # 1.25",
        "m / n # 0.8333333333333333333333333333333333",
        "m / 0 # null",
        "n % m # 0.50",
        "m + a # 9.50",
        "m + d # 4.0",
        "-m # -2.50",
        "-d # -1.5",
        "1 / 4 # 0.25",
        "1.0 / 4 # 0.25",
        "9223372036854775807 # 9223372036854775807",
        "-9223372036854775808 # -9223372036854775808",
        "9223372036854775808 # 9223372036854775808",
        "1.10 # 1.10",
        "1e3 # 1000.0",
        ".5 # 0.5",
        "5. # 5"
      })
  void arithmetic(String expression, String value) {
    check(expression, value);
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807,1",
    "-9223372036854775808,-1",
    "9223372036854775807,9223372036854775807"
  })
  void anOverflowingLongIsNullAndCounted(long a, long b) {
    Table table = Table.of("a long, b long", a + "," + b + "\n");
    assertThat(table.value("a + b as x")).isNull();
    assertThat(table.value("a * 2 as x")).isNull();
    assertThat(table.value("a * 2 + 1 as x")).isNull();
    assertThat(table.expressions.misfits().counts()).isEqualTo(Map.of("a + b", 1L, "a * 2", 1L));
  }

  @Test
  void theNegativeOfTheLeastLongOverflows() {
    Table table = Table.of("a long", "-9223372036854775808\n");
    assertThat(table.value("-a as x")).isNull();
    assertThat(table.value("a - 1 as x")).isNull();
    assertThat(table.value("a * -1 as x")).isNull();
    assertThat(table.expressions.misfits().counts())
        .isEqualTo(Map.of("-a", 1L, "a - 1", 1L, "a * (-1)", 1L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "cast('12' as long) # 12",
        "'12'::int # 12",
        "cast(s as long) # null",
        "cast(no as long) # null",
        "cast(null as long) # null",
        "cast(a as double) # 7.0",
        "cast(a as decimal) # 7",
        "cast(a as string) # 7",
        "cast(d as long) # 1",
        "cast(-d as long) # -1",
        "cast(d as decimal) # 1.5",
        "cast(d as string) # 1.5",
        "cast(1e18 as long) # 1000000000000000000",
        "cast(1e19 * e as long) # 2500000000000000000",
        "cast(d * 1e19 as long) # null",
        "cast(d * 1e308 * 10 as decimal) # null",
        "cast(m as long) # 2",
        "cast(-m as long) # -2",
        "cast(m as double) # 2.5",
        "cast(m as string) # 2.50",
        "cast(m * 10000000000000000000 as long) # null",
        "cast(ok as long) # 1",
        "cast(not ok as long) # 0",
        "cast(ok as string) # true",
        "cast('TRUE' as boolean) # true",
        "cast(day as timestamp) # 2024-02-29T00:00:00Z",
        "cast(day as string) # 2024-02-29",
        "cast(at as date) # 2024-02-29",
        "cast(at as string) # 2024-02-29T23:00:00Z",
        "cast('2024-02-29' as date) # 2024-02-29",
        "cast('2024-02-29 01:02' as timestamp) # 2024-02-29T01:02:00Z",
        "cast(a as long) # 7",
        "a::string::double::decimal # 7.0",
        "-a::double # -7.0",
        "date '2024-02-29' # 2024-02-29",
        "timestamp '2024-02-29 01:02:03.5' # 2024-02-29T01:02:03.5Z"
      })
  void casts(String expression, String value) {
    check(expression, value);
  }

  @Test
  void aCastThatDoesNotFitIsCountedOnceARow() {
    Table table = Table.of("s string", "x\n1\ny\n");
    Value cast = table.expressions.value("cast(s as long)");
    Value same = table.expressions.value("CAST( s  AS long)");
    for (int row = 0; row < table.batch.rows(); row++) {
      cast.eval(table.batch, row);
      same.eval(table.batch, row);
    }
    assertThat(table.expressions.misfits().counts()).isEqualTo(Map.of("cast(s as long)", 2L));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '^',
      value = {
        "s || t # abcé",
        "s || '-' || a || ok || day # abc-7true2024-02-29",
        "s || no # null",
        "'it''s' # it's",
        "'back\\slash' # back\\slash",
        "case when a > 5 then 'big' else 'small' end # big",
        "case when a > 9 then 'big' end # null",
        "case when a > 9 then 1 when b < 0 then 2.5 end # 2.5",
        "case when a > 9 then 1 else d end # 1.5",
        "case a when 7 then s else t end # abc",
        "case s when 'x' then 1 when 'abc' then 2 else 3 end # 2",
        "case no when null then 1 else 2 end # 2",
        "case when ok then day else at end # 2024-02-29T00:00:00Z",
        "case when ok then day else '2024-01-01' end # 2024-02-29",
        "case when ok then null else a end # null",
        "case when ok then null end # null",
        "case when a > 5 and (b > 0 or (d > 1 and ok)) then 1 else 0 end # 1",
        "a > 5 # true",
        "no > 'x' # null",
        "a > 5 and no = 'x' # null",
        "a is null # false",
        "a in (1, 7) # true"
      })
  void stringsAndChoices(String expression, String value) {
    check(expression, value);
  }

  @Test
  void typedValuesAreAtHand() {
    Table table = table();
    Value value = table.expressions.value("a * 2");
    assertThat(value.type()).isEqualTo(Type.LONG);
    assertThat(value.eval(table.batch, 0)).isTrue();
    assertThat(value.longValue()).isEqualTo(14);
    assertThat(read(table, "d + 1").doubleValue()).isEqualTo(2.5);
    assertThat(read(table, "m + 1").decimalValue()).isEqualTo(new BigDecimal("3.50"));
    assertThat(read(table, "not ok").booleanValue()).isFalse();
    assertThat(read(table, "s || s").textValue()).hasToString("abcabc");
    assertThat(read(table, "day").longValue()).isEqualTo(19782);
  }

  private static Value read(Table table, String expression) {
    Value value = table.expressions.value(expression);
    assertThat(value.eval(table.batch, 0)).isTrue();
    return value;
  }

  @Test
  void aDecimalThatGrowsBeyondReasonIsNullAndCounted() {
    Table table = Table.of("m decimal", "9".repeat(1000) + "\n");
    StringBuilder power = new StringBuilder("m");
    for (int i = 0; i < 6; i++) {
      power.append(" * m");
    }
    assertThat(table.value(power + " as x")).isNull();
    assertThat(table.expressions.misfits().counts()).hasSize(1);
  }
}
