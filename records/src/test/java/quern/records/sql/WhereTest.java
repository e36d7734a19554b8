package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Schema;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;

/** What conditions hold for which rows. */
class WhereTest {
  private final Table people =
      Table.of(
          "id long, name string, income double, balance decimal, active boolean, born date, seen"
              + " timestamp",
          """
          1,Ann,1000.5,10.50,true,1990-05-01,2024-01-01T10:00:00Z
          2,Bob,2000,20.00,false,1985-12-31,2024-01-02 00:00
          3,"",,,,,
          -4,Zoë,NaN,-0.01,TRUE,2000-02-29,2024-01-01T12:00:00+02:00
          9007199254740993,,-inf,1e3,False,1970-01-01,1969-12-31T23:59:59.999999Z
          x,100%,1.5d,1.,yes,2001-02-29,2024-13-01
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "id = 1 # 0",
        "id <> 1 # 1,2,3,4",
        "id != 1 # 1,2,3,4",
        "id < 2 # 0,3",
        "id <= 2 # 0,1,3",
        "id > 2 # 2,4",
        "id >= 2 # 1,2,4",
        "2 > id # 0,3",
        "id < 1.5 # 0,3",
        "id > 1.5 # 1,2,4",
        "id <= 1.5 # 0,3",
        "id >= -4.5 # 0,1,2,3,4",
        "id = 1.0 # 0",
        "id = 1.5 # ",
        "id <> 1.5 # 0,1,2,3,4",
        "id < 9223372036854775808 # 0,1,2,3,4",
        "id > 9223372036854775808 # ",
        "id > -9223372036854775809 # 0,1,2,3,4",
        "id <= -9223372036854775809 # ",
        "id = 9223372036854775808.5 # ",
        "id >= -9223372036854775808 # 0,1,2,3,4",
        "id = 9007199254740993 # 4",
        "id = 9007199254740992.0 # ",
        "id = 9007199254740992e0 # 4",
        "id = -4 # 3",
        "id between 1 and 3 # 0,1,2",
        "id not between 1 and 3 # 3,4",
        "id between 1.5 and 2.5 # 1",
        "id between 3 and 1 # ",
        "id in (1, 3, 77) # 0,2",
        "id not in (1, 3) # 1,3,4",
        "id in (1, 2.0, 2.5) # 0,1",
        "id in (1, null) # 0",
        "id not in (1, null) # ",
        "id in (null) # ",
        "id in (id) # 0,1,2,3,4"
      })
  void longs(String condition, String rows) {
    check(condition, rows);
  }

  private void check(String condition, String rows) {
    String found = people.where(condition).toString().replaceAll("[\\[\\] ]", "");
    assertThat(found).as(condition).isEqualTo(rows == null ? "" : rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "name = 'Ann' # 0",
        "name <> 'Ann' # 1,2,3,5",
        "name > 'Ann' # 1,3",
        "name < 'B' # 0,2,5",
        "name >= 'Zo' # 3",
        "name = '' # 2",
        "name is null # 4",
        "name is not null # 0,1,2,3,5",
        "name in ('Ann', 'Zoë', 'zz') # 0,3",
        "name not in ('Ann', 'Zoë') # 1,2,5",
        "name between 'B' and 'Z' # 1",
        "name not between 'B' and 'Z' # 0,2,3,5",
        "name like 'A%' # 0",
        "name like '%n' # 0",
        "name like '%o%' # 1,3",
        "name like '_o_' # 1,3",
        "name like '%' # 0,1,2,3,5",
        "name like '' # 2",
        "name like '%!%' escape '!' # 5",
        "name not like '%o%' # 0,2,5",
        "name ilike 'ZOË' # 3",
        "name ilike '%B' # 1",
        "name like name # 0,1,2,3,5",
        "name || '!' = 'Ann!' # 0",
        "name is distinct from 'Ann' # 1,2,3,4,5",
        "name is not distinct from null # 4",
        "\"name\" = 'Ann' # 0",
        "`name` = 'Ann' # 0",
        "NAME = 'Ann' # 0"
      })
  void strings(String condition, String rows) {
    check(condition, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "income > 1000 # 0,1,3",
        "income = 1000.5 # 0",
        "income <= 1000.5 # 0,4",
        "income = cast('NaN' as double) # 3",
        "income > 1e308 # 3",
        "income < -1e308 # 4",
        "income between 0 and 2000 # 0,1",
        "income in (2000, 1000.5) # 0,1",
        "income <> income # ",
        "balance = 20 # 1",
        "balance = 10.5 # 0",
        "balance > 10.49 # 0,1,4",
        "balance < 0 # 3",
        "balance = 1e3 # 4",
        "balance = income # ",
        "balance in (20, 1000) # 1,4",
        "balance between -1 and 1000 # 0,1,3,4,5",
        "income > id # 0,1,3",
        "id / 2 = 0.5 # 0",
        "id % 2 = 1 # 0,2,4",
        "-id = 4 # 3",
        "+id = 1 # 0",
        "id + 1 = 2 # 0",
        "id * income > 3000 # 1,3",
        "balance * 2 = 21 # 0"
      })
  void numbers(String condition, String rows) {
    check(condition, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "active # 0,3",
        "not active # 1,4",
        "active = true # 0,3",
        "active <> true # 1,4",
        "active > false # 0,3",
        "active is true # 0,3",
        "active is not true # 1,2,4,5",
        "active is false # 1,4",
        "active is unknown # 2,5",
        "active is not unknown # 0,1,3,4",
        "active is null # 2,5",
        "active = (id = 1) # 0,1,4",
        "active and id = 1 # 0",
        "active or id = 2 # 0,1,3",
        "(active or id = 2) is unknown # 2,5",
        "not (active and id = 1) # 1,2,3,4",
        "true # 0,1,2,3,4,5",
        "false # ",
        "null # ",
        "id = null # ",
        "null is null # 0,1,2,3,4,5",
        "active and null # ",
        "active or null # 0,3",
        "1 = 1 and active # 0,3",
        "case when id > 1 then active else true end # 0,3,5",
        "case id when 1 then 'a' when 2 then 'b' end = 'b' # 1",
        "case when null then true end is null # 0,1,2,3,4,5"
      })
  void logic(String condition, String rows) {
    check(condition, rows);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "born = '1990-05-01' # 0",
        "born = date '1990-05-01' # 0",
        "'1990-05-01' = born # 0",
        "born > '1990-05-01' # 3",
        "born between '1985-01-01' and '1990-12-31' # 0,1",
        "born in ('1990-05-01', '2000-02-29') # 0,3",
        "born < seen # 0,1,3",
        "born > seen # 4",
        "born >= '1990-05-01 00:00:01' # 3",
        "seen = '2024-01-01 10:00' # 0,3",
        "seen = timestamp '2024-01-01 10:00' # 0,3",
        "seen >= date '2024-01-02' # 1",
        "seen < '1970-01-01' # 4",
        "cast(seen as date) = '2024-01-01' # 0,3",
        "seen::date = '1969-12-31' # 4"
      })
  void datesAndTimestamps(String condition, String rows) {
    check(condition, rows);
  }

  @Test
  void aMisfitIsCountedOnceARowHoweverOftenItsColumnIsUsed() {
    Predicate predicate = people.expressions.where("id > 0 or id < 0 or id + 1 = 2 or not active");
    Projection projection = people.expressions.select("id * 2 as twice, id, income + 1");
    for (int row = 0; row < people.batch.rows(); row++) {
      predicate.test(people.batch, row);
      for (int i = 0; i < projection.columns().size(); i++) {
        projection.value(i).eval(people.batch, row);
      }
    }
    assertThat(people.expressions.misfits().counts())
        .isEqualTo(Map.of("id", 1L, "active", 1L, "income", 1L));
    assertThat(people.expressions.misfits().count(0)).isEqualTo(1);
    assertThat(people.expressions.misfits().count(1)).isZero();
  }

  @Test
  void aRowsMisfitsAreNotTakenForTheNextRows() {
    Table table = Table.of("n long", "x\ny\n1\nz\n");
    assertThat(table.where("n = 1")).containsExactly(2);
    assertThat(table.expressions.misfits().count(0)).isEqualTo(3);
  }

  @Test
  void whatIsNotEvaluatedIsNotCounted() {
    Table table = Table.of("n long, m long", "x,x\n");
    assertThat(table.where("true or n = 1")).containsExactly(0);
    assertThat(table.where("n = 1 and m = 1")).isEmpty();
    assertThat(table.expressions.misfits().counts()).isEqualTo(Map.of("n", 1L));
  }

  @Test
  void looksAtNoOtherColumns() {
    assertThat(people.expressions.where("id > 1 and (born < seen or id < 0)").columnsUsed())
        .containsExactly(0, 5, 6);
    assertThat(people.expressions.where("true").columnsUsed()).isEmpty();
  }

  @Test
  void columnsAreReadInTheDialectsFormatAndLiteralsInIso() {
    Table table =
        new Table(
            Schema.parse("day date, x double"),
            Dialect.RFC_4180
                .with(CsvOption.DATE_FORMAT, "dd.MM.yyyy")
                .with(CsvOption.NAN_VALUE, "-"),
            "29.02.2024,-\n2024-02-29,NaN\n");
    assertThat(table.where("day = '2024-02-29'")).containsExactly(0);
    assertThat(table.where("x > 0")).containsExactly(0);
    assertThat(table.expressions.misfits().counts()).isEqualTo(Map.of("day", 1L, "x", 1L));
  }

  @Test
  void aQuotedFieldIsComparedByItsValue() {
    Table table = Table.of("s string, n long", "\"a \"\"b\"\", c\",\"7\"\n");
    assertThat(table.where("s = 'a \"b\", c' and n = 7")).containsExactly(0);
  }

  @Test
  void everyWordButSqlsOwnCanBeAColumn() {
    Table table =
        Table.of(
            "number long, month long, order long, date date, key string, group long, user long,"
                + " value long, check long, unique long, current long, all long, from long",
            "1,1,1,2024-01-01,k,1,1,1,1,1,1,1,1\n");
    assertThat(
            table.where(
                "number = 1 and month = 1 and order = 1 and date = date '2024-01-01' and key = 'k'"
                    + " and group = 1 and user = 1 and value = 1 and check = 1 and unique = 1 and"
                    + " current = 1 and all = 1 and from = 1"))
        .containsExactly(0);
  }

  @Test
  void namesMayBeAnythingInQuotes() {
    Table table =
        Table.of("\"a.b\" long, \"say \"\"hi\"\"\" long, and long, 1st long", "1,2,3,4\n");
    assertThat(
            table.where("\"a.b\" = 1 and \"say \"\"hi\"\"\" = 2 and \"and\" = 3 and \"1st\" = 4"))
        .containsExactly(0);
  }

  @Test
  void commentsAndLineBreaksAreSpace() {
    assertThat(people.where("id = 1 -- the first\n  or /* and\n */ id = 2")).containsExactly(0, 1);
  }

  @Test
  void aLongListOfTermsIsNoDeepNesting() {
    String many = "id = 1" + " or id = 2".repeat(3000);
    assertThat(people.where(many)).containsExactly(0, 1);
  }
}
