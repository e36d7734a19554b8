package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.Dialect;

/** Columns with their table before them. */
class ScopeTest {
  private static final Scope.Table A =
      new Scope.Table(List.of("a", "left"), Schema.parse("id long, name string, Day date"));
  private static final Scope.Table B =
      new Scope.Table(List.of("b", "right"), Schema.parse("id double, total long, \"x y\" string"));

  private static Scope scope(int first, Scope.Merged... merged) {
    return Scope.of(List.of(A, B), first, List.of(merged));
  }

  private static List<String> columns(Scope scope, String list) {
    return new Expressions(scope, Dialect.RFC_4180)
        .select(list).columns().stream().map(c -> c.name() + " " + c.source()).toList();
  }

  @Test
  void aTableIsCalledByAnyOfItsNamesInAnyCaseAndItsColumnsKeepTheirs() {
    assertThat(columns(scope(0), "A.id, right.ID as other, day, b.\"x y\", `left`.`name`, total"))
        .containsExactly("id 0", "other 3", "Day 2", "x y 5", "name 1", "total 4");
  }

  @Test
  void aStarIsAllOfOneTableOrOfBothWithNamesOfBothQualified() {
    assertThat(columns(scope(0), "b.*")).containsExactly("id 3", "total 4", "x y 5");
    assertThat(columns(scope(0), "*"))
        .containsExactly("a.id 0", "name 1", "Day 2", "b.id 3", "total 4", "x y 5");
  }

  @Test
  void whichTableComesFirstChangesIndexesAndNothingElse() {
    assertThat(columns(scope(1), "*"))
        .containsExactly("a.id 3", "name 4", "Day 5", "b.id 0", "total 1", "x y 2");
    assertThat(scope(1).schema().names())
        .containsExactly("b.id", "total", "x y", "a.id", "name", "Day");
  }

  @Test
  void mergedColumnsAreOneWithoutATableAndStayTwoWithOne() {
    assertThat(columns(scope(0, new Scope.Merged(0, 0, 1)), "*, a.id as mine"))
        .containsExactly("id 3", "name 1", "Day 2", "total 4", "x y 5", "mine 0");
    Projection both =
        new Expressions(scope(0, new Scope.Merged(0, 0, -1)), Dialect.RFC_4180).select("id");
    assertThat(both.columns())
        .containsExactly(new OutputColumn("id", Type.DOUBLE, OutputColumn.COMPUTED));
    assertThat(both.columnsUsed()).containsExactly(0, 3);
  }

  @Test
  void pairsOfEqualColumnsAreReadInAnyOrder() {
    Expressions expressions = new Expressions(scope(0), Dialect.RFC_4180);

    assertThat(expressions.equalities("b.id = a.id and (name = \"x y\" and day = total)"))
        .usingElementComparator(Arrays::compare)
        .containsExactly(new int[] {3, 0}, new int[] {1, 5}, new int[] {2, 4});
    assertThatThrownBy(() -> expressions.equalities("a.id = b.id or name = \"x y\""))
        .isInstanceOf(SqlException.class)
        .hasMessageContaining("nothing but such pairs");
  }

  @Test
  void whatIsNotClearIsRefusedWithWhatToWrite() {
    Expressions expressions = new Expressions(scope(0), Dialect.RFC_4180);

    assertThatThrownBy(() -> expressions.select("name, id"))
        .hasMessageContaining("column 'id' is in more than one table: write a.id or b.id");
    assertThatThrownBy(() -> expressions.where("c.id = 1"))
        .hasMessageContaining("no table is called 'c' here; there is a or left, and b or right");
    assertThatThrownBy(() -> expressions.where("a.naem = 'x'"))
        .hasMessageContaining("did you mean 'name'?");
    assertThatThrownBy(() -> expressions.where("a. name = 'x'"))
        .hasMessageContaining("a point stands between a table's name and a column's");
    assertThatThrownBy(() -> expressions.where("a.name = 1"))
        .hasMessageContaining("column 'a.name' is a string")
        .hasMessageContaining("use cast(a.name as long)");
    assertThatThrownBy(() -> Table.of("id long", "1\n").where("t.id = 1"))
        .hasMessageContaining("columns have no table before them here");
  }
}
