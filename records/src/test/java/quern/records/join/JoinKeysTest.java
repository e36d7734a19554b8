package quern.records.join;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import quern.conf.Settings;
import quern.records.ByteBuilder;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.InputSide;
import quern.records.csv.RowBatch;
import quern.records.csv.RowBatchInputFormat;
import quern.records.csv.RowReader;
import quern.records.keys.KeyEncoder;
import quern.records.sql.Expressions;

/** Keys of a join are equal where SQL's = holds. */
class JoinKeysTest {
  private static final List<String> VALUES =
      List.of(
          "0",
          "-0",
          "-0.0",
          "1",
          "01",
          "1.0",
          "1.00",
          "1.5",
          "1e3",
          "1000",
          "0.1",
          "9007199254740992",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "1e400",
          "NaN",
          "Infinity",
          "2024-01-01",
          "2024-01-01 00:00:00",
          "2024-01-01T00:00:01Z",
          "true",
          "x",
          "\"\"",
          "");

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.of(VALUES);
  }

  private static Join join(Type left, Type right) {
    Configuration conf = new Configuration(false);
    for (InputSide side : InputSide.values()) {
      String type = (side == InputSide.LEFT ? left : right).label();
      RowBatchInputFormat.configure(
          conf, side, Dialect.RFC_4180, Schema.parse("v " + type + ", w " + type), "");
    }
    Settings.JOIN_ON.set(conf, "left.v = right.v and right.w = left.w");
    return Join.of(conf);
  }

  private static RowBatch batch(String csv, int width) throws IOException {
    Dialect plain = Dialect.RFC_4180.with(CsvOption.HEADER, "false");
    try (RowReader reader = new RowReader(plain, 1 << 20)) {
      reader.openStart(
          new ByteArrayInputStream((csv + "\n").getBytes(StandardCharsets.UTF_8)),
          "test.csv",
          Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(width);
      reader.read(batch);
      return batch;
    }
  }

  @Property(tries = 5000)
  void keysAreEqualWhereTheColumnsAre(
      @ForAll Type left,
      @ForAll Type right,
      @ForAll("values") String a,
      @ForAll("values") String b,
      @ForAll("values") String c,
      @ForAll("values") String d)
      throws IOException {
    if (Expressions.comparedAs(left, right) == null) {
      assertThatThrownBy(() -> join(left, right))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("left.v is a " + left.label() + ", right.v is a " + right.label())
          .hasMessageContaining("cast one as it is read, with --schema 'v " + right.label());
      return;
    }
    Join join = join(left, right);
    ByteBuilder leftKey = new ByteBuilder(32);
    ByteBuilder rightKey = new ByteBuilder(32);
    KeyEncoder leftKeys = join.keys(InputSide.LEFT, (column, batch, row) -> {});
    KeyEncoder rightKeys = join.keys(InputSide.RIGHT, (column, batch, row) -> {});
    boolean present =
        leftKeys.encode(batch(a + "," + c, 2), 0, leftKey)
            && rightKeys.encode(batch(b + "," + d, 2), 0, rightKey);
    boolean equal = present && Arrays.equals(leftKey.toByteArray(), rightKey.toByteArray());

    String l = left.label();
    String r = right.label();
    Expressions together =
        new Expressions(
            Schema.parse("a " + l + ", c " + l + ", b " + r + ", d " + r), Dialect.RFC_4180);
    RowBatch row = batch(String.join(",", a, c, b, d), 4);
    assertThat(equal)
        .as("%s %s, %s against %s %s, %s", l, a, c, r, b, d)
        .isEqualTo(together.where("a = b and c = d").test(row, 0));
  }

  @Test
  void aRowWithoutAKeyIsNoKeyOfColumns() throws IOException {
    KeyEncoder keys = join(Type.STRING, Type.STRING).keys(InputSide.LEFT, (column, b, row) -> {});
    ByteBuilder key = new ByteBuilder(8);

    assertThat(keys.encode(batch("\"\",\"\"", 2), 0, key)).isTrue();
    assertThat(key.length()).isPositive();
    assertThat(keys.encode(batch("x,", 2), 0, key)).isFalse();
  }

  @Test
  void hotKeysAreFoundByTheirBytes() {
    Configuration conf = new Configuration(false);
    List<String> entries =
        java.util.stream.IntStream.range(0, 10)
            .mapToObj(i -> HotKeys.entry(("key" + i).getBytes(StandardCharsets.UTF_8), i + 2))
            .toList();
    HotKeys.put(entries, conf);

    HotKeys hot = HotKeys.get(conf);

    byte[] bytes = "..key7..".getBytes(StandardCharsets.UTF_8);
    assertThat(hot.size()).isEqualTo(10);
    assertThat(hot.slots(hot.find(bytes, 2, 4))).isEqualTo(9);
    assertThat(hot.find(bytes, 2, 5)).isEqualTo(HotKeys.NONE);
    assertThat(hot.find(bytes, 0, 0)).isEqualTo(HotKeys.NONE);
    HotKeys.put(List.of(), conf);
    assertThat(HotKeys.get(conf).find(bytes, 2, 4)).isEqualTo(HotKeys.NONE);
  }
}
