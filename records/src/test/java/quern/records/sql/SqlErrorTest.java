package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every message, and the place it points at: the caret stands under the ^ of the test. */
class SqlErrorTest {
  private final Table table =
      Table.of(
          "id long, city string, income double, born date, seen timestamp, active boolean,"
              + " balance decimal, Total long, total long",
          "1\n");

  private void check(SqlException e, String sql, int position, String reason) {
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.position()).isEqualTo(position);
    assertThat(e).hasMessage(reason + "\n  " + sql + "\n  " + " ".repeat(position) + "^");
  }

  /**
   * @param marked the expression, with ^ before the place
   */
  private void where(String marked, String reason) {
    String sql = marked.replace("^", "");
    SqlException e = catchThrowableOfType(SqlException.class, () -> table.expressions.where(sql));
    assertThat(e).as(sql).isNotNull();
    check(e, sql, marked.indexOf('^'), reason);
  }

  private void select(String marked, String reason) {
    String sql = marked.replace("^", "");
    SqlException e = catchThrowableOfType(SqlException.class, () -> table.expressions.select(sql));
    assertThat(e).as(sql).isNotNull();
    check(e, sql, marked.indexOf('^'), reason);
  }

  private static final String COLUMNS =
      "The columns are: id, city, income, born, seen, active, balance, Total, total";

  @Test
  void anUnknownColumnSuggestsTheNearest() {
    where(
        "id = 1 and ^incme > 3", "no column is called 'incme'; did you mean 'income'? " + COLUMNS);
    where("^zzz > 3", "no column is called 'zzz'; " + COLUMNS);
    where(
        "id + 1 = ^TOTAL",
        "column 'TOTAL' is ambiguous: it could be 'Total' or 'total'; write it exactly, in double"
            + " quotes within an expression");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "^ # expected a column, a value or '(', found the end",
        "id >^ # expected a column, a value or '(' after '>', found the end",
        "id > ^> 3 # expected a column, a value or '(' after '>', found '>'",
        "^= 3 # expected a column, a value or '(', found '='",
        "id = 1 and^ # expected a column, a value or '(' after 'and', found the end",
        "id = 1 and ^or id = 2 # expected a column, a value or '(' after 'and', found 'or'",
        "not^ # expected a column, a value or '(' after 'not', found the end",
        "(^) # expected a column, a value or '(' after '(', found ')'",
        "^(id > 3 # this '(' is never closed",
        "id in ^(1, 2 # this '(' is never closed",
        "(id > (3 + 4)) ^) # this ')' closes nothing",
        "id > 3 ^) # this ')' closes nothing",
        "id in (1,^) # expected a column, a value or '(' after ',', found ')'",
        "id in ^5 # 'in' takes a list in parentheses, as in (1, 2)",
        "id > 18 ^city # expected an operator (such as =, <, and, or, in, like) or the end, found 'city'",
        "id > 18 ^'x' # expected an operator (such as =, <, and, or, in, like) or the end, found ''x''",
        "id = 1 ^xor id = 2 # expected an operator (such as =, <, and, or, in, like) or the end, found 'xor'",
        "id = 1 ^= 2 # expected an operator (such as =, <, and, or, in, like) or the end, found '='",
        "id between 1^ # expected 'and' with the upper bound of 'between', found the end",
        "id between 1 ^or 3 # expected 'and' with the upper bound of 'between', found 'or'",
        "id is ^3 # expected null, true, false, unknown or distinct from after 'is', found '3'",
        "id is not^ # expected null, true, false, unknown or distinct from after 'not', found the end",
        "^case when id > 1 then 2 # this 'case' is never finished: it goes case when … then … else … end",
        "case when id > 1 ^else 2 end # expected 'then' with the result of this branch, found 'else'",
        "case ^end # expected 'when' after 'case', found 'end'",
        "cast(id^) = 1 # expected 'as' and a type, found ')'",
        "cast(id as^) = 1 # expected a type after 'as', found ')'",
        "id like^ # expected a column, a value or '(' after 'like', found the end",
        "city = ^'x # this quote is never closed"
      })
  void syntax(String marked, String reason) {
    where(marked, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "id = ^\"x ~ this quote is never closed",
        "id = 1 ^/* no ~ this comment is never closed",
        "id ^== 1 ~ equality is written =",
        "id = 1 ^&& id = 2 ~ write and",
        "id = 1 ^| id = 2 ~ write or; || joins strings",
        "^!active ~ write not; != is 'not equal'",
        "id = 1^; ~ one expression is expected, without ;",
        "id = ^? ~ parameters are not supported here",
        "id = ^:x ~ parameters are not supported here",
        "id = ^$1 ~ parameters are not supported here",
        "^[id] = 1 ~ a name with other characters than letters goes in double quotes",
        "^t.id = 1 ~ columns have no table before them here; a name with a point goes in double quotes",
        "^1st = 1 ~ a name that starts with a digit goes in double quotes",
        "id ^# 3 ~ '#' has no meaning here",
        "id = ^\"\" ~ a name cannot be empty",
        "id in (^select 1) ~ subqueries are not supported here (a column called so goes in quotes)",
        "sum(id) ^over () > 1 ~ window functions are not supported here",
        "^uper(city) = 'X' ~ no function is called 'uper'; did you mean 'upper'? docs/expressions.md lists all",
        "^frobnicate(city) = 'X' ~ no function is called 'frobnicate'; docs/expressions.md lists all",
        "^\"upper\"(city) = 'X' ~ a function's name is a word without quotes",
        "^count(*) > 1 ~ 'count' is taken over many rows, and this expression sees one at a time: use 'quern aggregate'",
        "^log(id) > 1 ~ 'log' has another base in every database: write ln, log2 or log10",
        "id > ^random() ~ 'random' would give every retry of a task other values: derive them from the row, as in md5(id)",
        "born < ^current_date ~ 'current_date' would be another in every task and retry: write what is meant, as in date '2024-12-31' or timestamp '2024-12-31 23:59:59'",
        "seen < ^NOW() ~ 'now' would be another in every task and retry: write what is meant, as in date '2024-12-31' or timestamp '2024-12-31 23:59:59'",
        "^concat(*) = 'X' ~ '*' is not a value",
        "(^id, id) in ((1, 2)) ~ a list can only stand after 'in'",
        "id in ((^1, 2)) ~ a list can only stand after 'in'"
      })
  void whatSqlHasElsewhere(String marked, String reason) {
    where(marked, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "city > ^18 ~ column 'city' is a string, 18 is a long: use cast(city as long)",
        "18 < ^city ~ 18 is a long, column 'city' is a string: use cast(city as long)",
        "id = ^'18' ~ column 'id' is a long, '18' is a string: write 18 without quotes",
        "id = ^'x' ~ column 'id' is a long, 'x' is a string: use cast to make them alike",
        "income = ^'1.5' ~ column 'income' is a double, '1.5' is a string: write 1.5 without quotes",
        "active = ^'true' ~ column 'active' is a boolean, 'true' is a string: write true without quotes",
        "active = ^1 ~ column 'active' is a boolean, 1 is a long: use cast to make them alike",
        "born = ^city ~ column 'born' is a date, column 'city' is a string: use cast(city as date)",
        "born = ^2024 ~ column 'born' is a date, 2024 is a long: use cast to make them alike",
        "born = ^'yesterday' ~ 'yesterday' is not a date: write it like '2024-12-31'",
        "born in ('2024-01-01', ^'2023-02-29') ~ '2023-02-29' is not a date: write it like '2024-12-31'",
        "seen > ^'noon' ~ 'noon' is not a timestamp: write it like '2024-12-31 23:59:59'",
        "born > ^date '1.2.2024' ~ '1.2.2024' is not a date: write it like '2024-12-31'",
        "id in (1, ^'x') ~ column 'id' is a long, 'x' is a string: use cast to make them alike",
        "id between 1 and ^'9' ~ column 'id' is a long, '9' is a string: write 9 without quotes",
        "^city + 1 = 2 ~ `a number is expected here; column 'city' is a string`",
        "id * ^born = 2 ~ `a number is expected here; column 'born' is a date`",
        "born + ^1.5 = born ~ `a number of days is expected here; 1.5 is a decimal`",
        "^city + born = born ~ `a number of days is expected here; column 'city' is a string`",
        "born - ^'2024-01-01' = 3 ~ `a number of days is expected here; '2024-01-01' is a string`",
        "^seen + 1 = seen ~ `a number is expected here; column 'seen' is a timestamp`",
        "-^city = 2 ~ `a number is expected here; column 'city' is a string`",
        "^id and city ~ `a condition is expected here; column 'id' is a long`",
        "^id ~ a condition is expected here; column 'id' is a long",
        "not (^id + 1) ~ a condition is expected here; id + 1 is a long",
        "active or ^1 ~ a condition is expected here; 1 is a long",
        "^id is true ~ a condition is expected here; column 'id' is a long",
        "^id like 'x' ~ a string is expected here; column 'id' is a long: use cast(id as string)",
        "city like ^5 ~ a string is expected here; 5 is a long: use cast(5 as string)",
        "city like 'x' escape ^'ab' ~ escape takes one character, as in escape '!'",
        "city like ^'a!b' escape '!' ~ 'a!b' is not a pattern: after the escape comes %, _ or the escape itself",
        "city like ^'a!' escape '!' ~ 'a!' is not a pattern: after the escape comes %, _ or the escape itself",
        "case when active then 1 else ^'x' end = 1 ~ 1 is a long, 'x' is a string: use cast to make them alike",
        "case id when ^'x' then 1 end = 1 ~ column 'id' is a long, 'x' is a string: use cast to make them alike",
        "cast(id as ^lnog) = 1 ~ no type is called 'lnog': use string, long, double, decimal, boolean, date or timestamp",
        "cast(id as ^decimal(10, 2)) = 1 ~ a type is one word here: string, long, double, decimal, boolean, date or timestamp",
        "cast(^born as long) = 1 ~ column 'born' is a date: that cannot be cast to a long",
        "cast(^id as boolean) ~ column 'id' is a long: that cannot be cast to a boolean",
        "id = ^9223372036854775807 + 1 ~ 9223372036854775807 + 1 does not fit a long",
        "id = ^cast('x' as long) ~ cast('x' as long) does not fit a long",
        "id = ^cast(' 12' as long) ~ cast(' 12' as long) does not fit a long",
        "id = 1 + ^case when active then city end ~ a number is expected here; case when active then city end is a string",
        "city like ^not active ~ a string is expected here; not active is a boolean: use cast(not active as string)",
        "id + ^cast(id as string) > 1 ~ a number is expected here; cast(id as string) is a string",
        "id + ^id::string > 1 ~ a number is expected here; cast(id as string) is a string",
        "id = ^1e999 ~ the number 1e999 is too large"
      })
  void types(String marked, String reason) {
    where(
        marked.indexOf('^') < 0 ? "^" + marked : marked.replace("id and ^city", "^id and city"),
        reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "^upper() = 'X' ~ upper takes 1 argument, as in upper(s string) → string; found 0",
        "^upper(city, city) = 'X' ~ upper takes 1 argument, as in upper(s string) → string; found 2",
        "^SUBSTR(city) = 'X' ~ substr takes 2 to 3 arguments, as in substring(s string, from long[, count long]) → string; found 1",
        "^coalesce() = 1 ~ coalesce takes 1 or more arguments, as in coalesce(x any, …) → any; found 0",
        "^date_add(born) = born ~ date_add takes 2 arguments, as in date_add(x moment, days long) → moment, or 3 arguments, as in date_add('unit', count long, x moment) → moment; found 1",
        "upper(^id) = 'X' ~ a string is expected here; column 'id' is a long, use cast(id as string): upper(s string) → string",
        "upper(^id + 1) = 'X' ~ a string is expected here; id + 1 is a long, use cast(id + 1 as string): upper(s string) → string",
        "left(city, ^balance) = 'X' ~ a long is expected here; column 'balance' is a decimal: left(s string, count long) → string",
        "left(city, ^'1') = 'X' ~ a long is expected here; '1' is a string: left(s string, count long) → string",
        "abs(^city) = 1 ~ a number is expected here; column 'city' is a string: abs(x number) → number",
        "sqrt(^'4') = 1 ~ a number is expected here; '4' is a string: sqrt(x double) → double",
        "year(^id) = 1 ~ a date or timestamp is expected here; column 'id' is a long: year(x moment) → long",
        "year(^'yesterday') = 1 ~ 'yesterday' is not a timestamp: write it like '2024-12-31 23:59:59'",
        "if(^id, 1, 2) = 1 ~ a condition is expected here; column 'id' is a long",
        "coalesce(id, ^city) = 1 ~ column 'id' is a long, column 'city' is a string: use cast(city as long)",
        "greatest(id, ^'x') = 1 ~ column 'id' is a long, 'x' is a string: use cast to make them alike",
        "regexp_like(city, ^city) ~ a text in quotes is expected here; column 'city' is a string: regexp_like(s string, 'pattern'[, 'flags']) → boolean",
        "regexp_like(city, ^'a(b') ~ 'a(b' is not a regular expression: missing closing )",
        "regexp_like(city, ^'a**') ~ 'a**' is not a regular expression: invalid nested repetition operator '**'",
        "regexp_like(city, ^'(a{500}){500}') ~ '(a{500}){500}' is too large a regular expression: repeat less in it",
        "regexp_like(city, 'a', ^'x') ~ no flag is called 'x': use i (ignore case), m (^ and $ at every line) or s (. is a line's end too)",
        "regexp_replace(city, '(a)', ^'\\2') = '' ~ the pattern has no group 2, only 1",
        "regexp_replace(city, '(a)', ^'\\x') = '' ~ after \\ comes the number of a group, & for the whole match, or \\ itself",
        "extract(^yer from born) = 1 ~ no field is called 'yer'; did you mean 'year'? The fields are: year, quarter, month, day, hour, minute, second, week, isoyear, isodow, dayofweek, dayofyear, epoch",
        "date_trunc(^'fortnight', born) = born ~ no unit is called 'fortnight'; The units are: year, quarter, month, week, day, hour, minute, second, millisecond, microsecond",
        "date_trunc(^'hour', born) = born ~ a date has no time of day: cast it to a timestamp, or use day or a longer unit",
        "date_format(born, ^'bbb') = '' ~ 'bbb' is not a pattern: Unknown pattern letter: b; write it like dd.MM.yyyy or yyyy-MM-dd HH:mm:ss",
        "1 + ^sqrt(-1) = 1 ~ sqrt(-1) does not fit a double",
        "substring(city ^for 3) = '' ~ expected an operator (such as =, <, and, or, in, like) or the end, found 'for'",
        "substring(city from^) = '' ~ expected a column, a value or '(' after 'from', found ')'",
        "upper(city ^x 3) = '' ~ expected an operator (such as =, <, and, or, in, like) or the end, found 'x'",
        "extract(year, from ^born) = 1 ~ expected an operator (such as =, <, and, or, in, like) or the end, found 'born'",
        "position('a' in^) = 1 ~ expected a column, a value or '(' after 'in', found ')'"
      })
  void functions(String marked, String reason) {
    where(marked, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "id, ^id ~ two output columns are called 'id': give one another name with 'as'",
        "*, ^city ~ two output columns are called 'city': give one another name with 'as'",
        "id as x, ^city as x ~ two output columns are called 'x': give one another name with 'as'",
        "id, ^, city ~ expected a column, a value or '(' after ',', found ','",
        "id,^ ~ expected a column, a value or '(' after ',', found the end",
        "id as^ ~ expected a name after 'as', found the end",
        "id as ^5 ~ expected a name after 'as', found '5'",
        "id as x ^y ~ expected ',' or the end, found 'y'",
        "id ^x ~ expected an operator (such as =, <, and, or, in, like), ',', 'as' or the end, found 'x'",
        "^frob, id ~ no column is called 'frob'; The columns are: id, city, income, born, seen, active, balance, Total, total"
      })
  void selectLists(String marked, String reason) {
    select(marked, reason);
  }

  @Test
  void aBadPatternIsPointedAtBehindItsOperatorToo() {
    where("id = 1 and city ~ ^'[a'", "'[a' is not a regular expression: missing closing ]");
    where(
        "city !~* ^city",
        "a text in quotes is expected here; column 'city' is a string: regexp_like(s string, 'pattern'[, 'flags']) → boolean");
  }

  @Test
  void showsTheLineOfAnExpressionOfSeveral() {
    SqlException e =
        catchThrowableOfType(
            SqlException.class,
            () -> table.expressions.where("id = 1\n\tand cty = 'x'\nand id = 2"));
    assertThat(e.getMessage()).contains("\n  \tand cty = 'x'\n  \t    ^");
  }

  @Test
  void aDeepNestingIsRefusedAtOnce() {
    where("(".repeat(64) + "^" + "(".repeat(5000) + "id = 1", "this is nested more than 64 deep");
    where("^" + "not ".repeat(100_000) + "active", "this expression is nested too deeply");
    where("^id" + " + id".repeat(100_000) + " = 1", "this expression is nested too deeply");
  }

  @Test
  void theGreatestNestingIsReadInAMoment() {
    String deep = "(".repeat(64) + "id" + ")".repeat(64) + " = 1";
    assertThat(table.where(deep)).containsExactly(0);
    String cases = "case when active then ".repeat(30) + "1" + " end".repeat(30) + " = 1";
    assertThat(table.where(cases)).isEmpty();
    String calls = "coalesce(abs(".repeat(32) + "id" + "), 1)".repeat(32) + " = 1";
    assertThat(table.where(calls)).containsExactly(0);
  }
}
