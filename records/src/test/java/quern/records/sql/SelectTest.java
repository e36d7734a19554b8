package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quern.records.ByteBuilder;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.Type;

class SelectTest {
  private final Table table =
      Table.of(
          "id long, name string, born date, \"two words\" double",
          "1,Ann,1990-05-01,1\nx,\"a \"\"q\"\"\",never,\n");

  private List<OutputColumn> columns(String list) {
    return table.expressions.select(list).columns();
  }

  @Test
  void aStarIsAllColumns() {
    assertThat(columns("*"))
        .containsExactly(
            new OutputColumn("id", Type.LONG, 0),
            new OutputColumn("name", Type.STRING, 1),
            new OutputColumn("born", Type.DATE, 2),
            new OutputColumn("two words", Type.DOUBLE, 3));
  }

  @Test
  void aColumnKeepsItsNameAndIsKnownAsTheColumnItIs() {
    assertThat(columns("born, NAME, `two words` as w, id as \"the id\", id as 'i'"))
        .containsExactly(
            new OutputColumn("born", Type.DATE, 2),
            new OutputColumn("name", Type.STRING, 1),
            new OutputColumn("w", Type.DOUBLE, 3),
            new OutputColumn("the id", Type.LONG, 0),
            new OutputColumn("i", Type.LONG, 0));
  }

  @Test
  void anExpressionIsCalledByItsTextUnlessNamed() {
    assertThat(columns("id+1, id  *  2, id / 2 as half, name || ', ' || name, (id)"))
        .containsExactly(
            new OutputColumn("id+1", Type.LONG, OutputColumn.COMPUTED),
            new OutputColumn("id  *  2", Type.LONG, OutputColumn.COMPUTED),
            new OutputColumn("half", Type.DOUBLE, OutputColumn.COMPUTED),
            new OutputColumn("name || ', ' || name", Type.STRING, OutputColumn.COMPUTED),
            new OutputColumn("id", Type.LONG, 0));
  }

  @Test
  void aStarCanStandAmongOthers() {
    assertThat(columns("id > 1 as big, *, cast(born as string) as b"))
        .extracting(OutputColumn::name)
        .containsExactly("big", "id", "name", "born", "two words", "b");
  }

  @Test
  void hasTheSchemaOfTheOutput() {
    assertThat(table.expressions.select("born, id * 1.5 as x").schema())
        .isEqualTo(Schema.parse("born date, x decimal"));
  }

  @Test
  void looksAtNoOtherColumns() {
    assertThat(table.expressions.select("born, id + id as x").columnsUsed()).containsExactly(0, 2);
  }

  @Test
  void copiesColumnsAsTheyStandAndComputesTheRest() {
    assertThat(table.values("id")).containsExactly("1", "x");
    assertThat(table.values("name")).containsExactly("Ann", "a \"q\"");
    assertThat(table.values("\"two words\"")).containsExactly("1", null);
    assertThat(table.expressions.misfits().counts()).isEmpty();
    assertThat(table.values("id + 0 as i")).containsExactly("1", null);
    assertThat(table.values("\"two words\" + 0 as w")).containsExactly("1.0", null);
    assertThat(table.expressions.misfits().counts()).containsOnlyKeys("id").containsValue(1L);
  }

  @Test
  void writesInTheFormatsOfTheOutput() {
    Projection projection =
        table.expressions.select("cast(cast(born as string) as date) as d, born");
    FieldFormatter german = new FieldFormatter(new Formats("NaN", "dd.MM.yyyy", ""));
    ByteBuilder out = new ByteBuilder(16);
    projection.append(0, table.batch, 0, german, out);
    assertThat(out).hasToString("01.05.1990");
  }

  @Test
  void nothingIsAppendedForNull() {
    ByteBuilder out = new ByteBuilder(16);
    FieldFormatter formatter = new FieldFormatter(Formats.ISO);
    Projection projection = table.expressions.select("name || null as n");
    assertThat(projection.append(0, table.batch, 0, formatter, out)).isFalse();
    assertThat(out.length()).isZero();
  }
}
