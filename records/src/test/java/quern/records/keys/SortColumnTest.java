package quern.records.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Schema;
import quern.records.UnknownColumnException;

class SortColumnTest {
  private static final Schema SCHEMA =
      Schema.parse("city, income long, desc, \"first name\", \"a, \"\"b\"\"\", Nulls");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "city|0|false|true",
        "  city  |0|false|true",
        "CITY|0|false|true",
        "city asc|0|false|true",
        "city ASC Nulls LAST|0|false|false",
        "city nulls last|0|false|false",
        "income desc|1|true|false",
        "income\tdesc  nulls   first|1|true|true",
        "income desc nulls last|1|true|false",
        "desc|2|false|true",
        "desc desc|2|true|false",
        "\"desc\" desc|2|true|false",
        "first name|3|false|true",
        "first name desc|3|true|false",
        "\"first name\"|3|false|true",
        "\"first name\"desc|3|true|false",
        "\"a, \"\"b\"\"\" desc nulls first|4|true|true",
        "nulls nulls first|5|false|true",
      })
  void aSortColumnIsReadAsUsersWriteIt(
      String text, int column, boolean descending, boolean nullsFirst) {
    assertThat(SortColumn.parse(text, SCHEMA))
        .containsExactly(new SortColumn(column, descending, nullsFirst));
  }

  @Test
  void severalColumnsKeepTheirOrderAndAreReadBackFromTheirText() {
    List<SortColumn> columns = SortColumn.parse("income desc,\"a, \"\"b\"\"\", city", SCHEMA);

    assertThat(columns)
        .containsExactly(
            SortColumn.descending(1), SortColumn.ascending(4), SortColumn.ascending(0));
    assertThat(SortColumn.parse(SortColumn.format(columns, SCHEMA), SCHEMA)).isEqualTo(columns);
  }

  @Test
  void anUnknownColumnSuggestsTheNearest() {
    assertThatThrownBy(() -> SortColumn.parse("incme desc", SCHEMA))
        .isInstanceOf(UnknownColumnException.class)
        .hasMessageContaining("did you mean 'income'?");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "income dsc|expected asc or desc",
        "\"income\" down|found 'down'",
        "city,|lacks a column name",
        "''|lacks a column name",
        "city,,income|lacks a column name",
        "\"city|quote never closed",
        "city, income, CITY desc|names column 'city' twice",
      })
  void whatIsNoSortOrderIsRefusedWithTheReason(String text, String reason) {
    assertThatThrownBy(() -> SortColumn.parse(text, SCHEMA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }
}
