package quern.records.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;
import org.junit.jupiter.api.Test;
import quern.records.ByteBuilder;
import quern.records.Column;
import quern.records.Field;
import quern.records.Formats;
import quern.records.Schema;
import quern.records.Type;
import quern.records.csv.CsvOption;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowReader;

class KeyEncoderTest {
  /** A value as Java has it and as text; both null for SQL null. */
  private record Value(Comparable<?> value, String text) {
    static final Value NULL = new Value(null, null);
  }

  @Property
  void keysOfSeveralColumnsCompareLikeTheirRows(
      @ForAll("rows") Tuple3<List<Type>, List<SortColumn>, List<List<Value>>> table) {
    List<SortColumn> columns = table.get2();
    KeyEncoder encoder = encoder(table.get1(), columns, new ArrayList<>());
    List<List<Value>> rows = table.get3();
    for (List<Value> a : rows) {
      for (List<Value> b : rows) {
        int expected = compare(a, b, columns);
        byte[] keyA = key(encoder, columns, a);
        byte[] keyB = key(encoder, columns, b);

        assertThat(Integer.signum(Arrays.compareUnsigned(keyA, keyB)))
            .as("%s against %s by %s", a, b, columns)
            .isEqualTo(expected);
        if (expected != 0) {
          assertThat(Arrays.mismatch(keyA, keyB)).isLessThan(Math.min(keyA.length, keyB.length));
        }
      }
    }
  }

  @Property
  void aKeyIsDecodedToTextOfTheSameKey(
      @ForAll("rows") Tuple3<List<Type>, List<SortColumn>, List<List<Value>>> table) {
    List<SortColumn> columns = table.get2();
    KeyEncoder encoder = encoder(table.get1(), columns, new ArrayList<>());
    KeyDecoder decoder = new KeyDecoder(schema(table.get1()), columns, Formats.ISO);
    for (List<Value> row : table.get3()) {
      byte[] key = key(encoder, columns, row);
      List<Value> decoded = new ArrayList<>();
      for (String text : decoder.decode(key)) {
        decoded.add(new Value("", text));
      }
      for (int i = 0; i < row.size(); i++) {
        assertThat(decoded.get(i).text() == null).isEqualTo(row.get(i).text() == null);
        if (table.get1().get(i) == Type.STRING) {
          assertThat(decoded.get(i).text()).isEqualTo(row.get(i).text());
        }
      }
      assertThat(key(encoder, columns, decoded)).isEqualTo(key);
      assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(key, key.length - 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> decoder.decode(Arrays.copyOf(key, key.length + 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void equalValuesAreTheSameKeyHoweverTheyAreWritten() {
    assertThat(key(Type.LONG, "01")).isEqualTo(key(Type.LONG, "1"));
    assertThat(key(Type.DECIMAL, "1.00")).isEqualTo(key(Type.DECIMAL, "1.0"));
    assertThat(key(Type.DECIMAL, "1.00")).isEqualTo(key(Type.DECIMAL, "1"));
    assertThat(key(Type.DOUBLE, "-0.0")).isEqualTo(key(Type.DOUBLE, "0"));
    assertThat(key(Type.DOUBLE, "1e2")).isEqualTo(key(Type.DOUBLE, "100"));
    assertThat(key(Type.STRING, "1")).isNotEqualTo(key(Type.STRING, "01"));
  }

  @Test
  void aValueThatDoesNotFitIsCountedAndIsNull() throws IOException {
    List<Integer> misfits = new ArrayList<>();
    KeyEncoder encoder =
        encoder(
            List.of(Type.STRING, Type.LONG),
            List.of(SortColumn.ascending(1), SortColumn.ascending(0)),
            misfits);
    List<byte[]> keys = new ArrayList<>();
    Dialect dialect = Dialect.RFC_4180.with(CsvOption.HEADER, "false");
    try (RowReader reader = new RowReader(dialect, 1 << 20)) {
      byte[] text = "a,many\na,\nb,7\n".getBytes(StandardCharsets.UTF_8);
      reader.openStart(new ByteArrayInputStream(text), "test.csv", Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(2);
      assertThat(reader.read(batch)).isTrue();
      for (int row = 0; row < batch.rows(); row++) {
        ByteBuilder key = new ByteBuilder(0);
        encoder.encode(batch, row, key);
        keys.add(key.toByteArray());
      }
    }

    assertThat(keys.get(0)).isEqualTo(keys.get(1)).containsExactly(0, 1, 'a', 0, 0);
    assertThat(keys.get(2)).asHexString().isEqualTo("0180000000000000070162" + "0000");
    assertThat(misfits).containsExactly(1);
  }

  @Test
  void anEmptyStringIsNotNull() {
    assertThat(key(Type.STRING, "")).isNotEqualTo(key(Type.STRING, null));
  }

  @Test
  void theMarkerSaysWhereNullsGo() {
    assertThat(key(Type.LONG, null)).containsExactly(0);
    assertThat(
            key(
                encoder(List.of(Type.LONG), List.of(SortColumn.descending(0)), new ArrayList<>()),
                List.of(SortColumn.descending(0)),
                List.of(Value.NULL)))
        .containsExactly(2);
    assertThat(key(Type.BOOLEAN, "true")).containsExactly(1, 1);
  }

  @Test
  void aKeyNeedsAColumnThatThereIs() {
    assertThatThrownBy(() -> encoder(List.of(Type.LONG), List.of(), new ArrayList<>()))
        .hasMessageContaining("at least one column");
    assertThatThrownBy(
            () -> encoder(List.of(Type.LONG), List.of(SortColumn.ascending(1)), new ArrayList<>()))
        .hasMessageContaining("beyond the schema's 1");
  }

  @Provide
  Arbitrary<Tuple3<List<Type>, List<SortColumn>, List<List<Value>>>> rows() {
    return Arbitraries.of(Type.class)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .flatMap(
            types -> {
              List<Arbitrary<SortColumn>> orders = new ArrayList<>();
              List<Arbitrary<Value>> row = new ArrayList<>();
              for (int i = 0; i < types.size(); i++) {
                int column = i;
                orders.add(
                    Combinators.combine(Arbitraries.of(true, false), Arbitraries.of(true, false))
                        .as((desc, nullsFirst) -> new SortColumn(column, desc, nullsFirst)));
                row.add(values(types.get(i)));
              }
              return Combinators.combine(
                      Combinators.combine(orders).as(list -> list),
                      Combinators.combine(row).as(list -> list).list().ofMinSize(2).ofMaxSize(5))
                  .as((columns, rows) -> Tuple.of(types, columns, rows));
            });
  }

  private static Arbitrary<Value> values(Type type) {
    Arbitrary<Value> some =
        switch (type) {
          case STRING ->
              Arbitraries.of(
                      "", "a", "ab", "b", "a\u0000", "a\u0000b", "ä", "\uD83D\uDE00", "\uFFFD")
                  .map(s -> new Value(new Bytes(s), s));
          case LONG ->
              Arbitraries.oneOf(Arbitraries.longs(), Arbitraries.longs().between(-2, 2))
                  .map(n -> new Value(n, Long.toString(n)));
          case DOUBLE ->
              Arbitraries.oneOf(
                      Arbitraries.doubles(),
                      Arbitraries.of(0.0, -0.0, 1.0, Double.NaN, Double.MAX_VALUE))
                  .map(d -> new Value(d + 0.0, Double.toString(d)));
          case DECIMAL ->
              Combinators.combine(
                      Arbitraries.longs().between(-1_000_000, 1_000_000),
                      Arbitraries.integers().between(0, 12))
                  .as(BigDecimal::valueOf)
                  .map(d -> new Value(d, d.toPlainString()));
          case BOOLEAN -> Arbitraries.of(true, false).map(b -> new Value(b, b.toString()));
          case DATE ->
              Arbitraries.longs()
                  .between(-700_000, 2_900_000)
                  .map(LocalDate::ofEpochDay)
                  .map(day -> new Value(day.toEpochDay(), day.toString()));
          case TIMESTAMP ->
              Arbitraries.longs()
                  .between(-62_000_000_000_000_000L, 250_000_000_000_000_000L)
                  .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
                  .map(instant -> new Value(instant, instant.toString()));
        };
    return Arbitraries.frequencyOf(Tuple.of(4, some), Tuple.of(1, Arbitraries.just(Value.NULL)));
  }

  /** Text in the order of its UTF-8 bytes. */
  private record Bytes(String text) implements Comparable<Bytes> {
    @Override
    public int compareTo(Bytes other) {
      return Arrays.compareUnsigned(
          text.getBytes(StandardCharsets.UTF_8), other.text.getBytes(StandardCharsets.UTF_8));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(List<Value> a, List<Value> b, List<SortColumn> columns) {
    for (SortColumn column : columns) {
      Comparator<Comparable> order =
          column.descending() ? Comparator.reverseOrder() : Comparator.naturalOrder();
      Comparator<Comparable> withNulls =
          column.nullsFirst() ? Comparator.nullsFirst(order) : Comparator.nullsLast(order);
      int c = withNulls.compare(a.get(column.column()).value, b.get(column.column()).value);
      if (c != 0) {
        return Integer.signum(c);
      }
    }
    return 0;
  }

  private static KeyEncoder encoder(
      List<Type> types, List<SortColumn> columns, List<Integer> misfits) {
    return new KeyEncoder(
        schema(types), columns, Formats.ISO, (column, batch, row) -> misfits.add(column));
  }

  private static Schema schema(List<Type> types) {
    List<Column> schema = new ArrayList<>();
    for (Type type : types) {
      schema.add(new Column("c" + schema.size(), type));
    }
    return new Schema(schema);
  }

  private static byte[] key(Type type, String text) {
    List<SortColumn> columns = List.of(SortColumn.ascending(0));
    return key(
        encoder(List.of(type), columns, new ArrayList<>()), columns, List.of(new Value("", text)));
  }

  private static byte[] key(KeyEncoder encoder, List<SortColumn> columns, List<Value> row) {
    ByteBuilder out = new ByteBuilder(0);
    Field field = new Field();
    for (int i = 0; i < columns.size(); i++) {
      String text = row.get(columns.get(i).column()).text();
      if (text == null) {
        field.setNull();
      } else {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        field.set(utf8, 0, utf8.length);
      }
      encoder.encode(i, field, out);
    }
    return out.toByteArray();
  }
}
