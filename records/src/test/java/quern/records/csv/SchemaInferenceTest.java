package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Field;
import quern.records.FieldParser;
import quern.records.Formats;
import quern.records.Type;

class SchemaInferenceTest {
  private static final Dialect PLAIN = Dialect.RFC_4180.with(CsvOption.HEADER, "false");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 -2 +3                                 | long
          007 08                                  | long
          9223372036854775807                     | long
          9223372036854775808 1                   | decimal
          9223372036854775808 1.5                 | double
          1 1.5                                   | double
          1e5 .5 -inf NaN Infinity                | double
          2024-01-31                              | date
          2024-01-31 2024-01-31T10:00:00Z         | timestamp
          2024-02-30                              | string
          2024-01-31 5                            | string
          true FALSE True                         | boolean
          true 1                                  | string
          1 x                                     | string
          - + . e5                                | string
          """)
  void theNarrowestTypeThatAllValuesFit(String values, String type) {
    assertThat(infer(PLAIN, values.split(" ")).type(0).label()).isEqualTo(type);
  }

  @Test
  void nullsSayNothing() {
    assertThat(infer(PLAIN, "", "", "").type(0)).isEqualTo(Type.STRING);
    assertThat(infer(PLAIN, "", "1").type(0)).isEqualTo(Type.LONG);
    assertThat(infer(PLAIN, "", "1").nulls(0)).isEqualTo(1);
    assertThat(infer(PLAIN, "\"\"", "1").type(0)).as("an empty text is one").isEqualTo(Type.STRING);
  }

  @Test
  void aPatternTheUserGaveComesBeforeNumbers() {
    Dialect dialect = PLAIN.with(CsvOption.DATE_FORMAT, "yyyyMMdd");

    assertThat(infer(dialect, "20240131", "20240229").type(0)).isEqualTo(Type.DATE);
    assertThat(infer(dialect, "20240131", "20249999").type(0)).isEqualTo(Type.LONG);
    assertThat(infer(PLAIN.with(CsvOption.DATE_FORMAT, "dd.MM.yyyy"), "31.01.2024").type(0))
        .isEqualTo(Type.DATE);
  }

  @Test
  void damagedRowsArePassedOverAndCounted() {
    SchemaInference inference = read(PLAIN, 2, "1,2\n\"x\"y,3\n5\n6,7,8\n");

    assertThat(inference.skipped()).isEqualTo(1);
    assertThat(inference.rows()).isEqualTo(3);
    assertThat(inference.type(0)).isEqualTo(Type.LONG);
    assertThat(inference.nulls(1)).isEqualTo(1);
  }

  @Test
  void anotherNumberOfColumnsDoesNotMerge() {
    SchemaInference one = new SchemaInference(1, Formats.ISO);

    assertThatThrownBy(() -> one.merge(new SchemaInference(2, Formats.ISO)))
        .hasMessageContaining("2 columns");
    assertThatThrownBy(() -> SchemaInference.decode("1 2;3", Formats.ISO))
        .hasMessageContaining("1 2;3");
    assertThatThrownBy(() -> SchemaInference.decode("x", Formats.ISO)).hasMessageContaining("x");
  }

  @Property
  void everyValueFitsTheTypeFound(@ForAll("values") List<String> values) {
    Type type = infer(PLAIN, values.toArray(String[]::new)).type(0);

    FieldParser parser = new FieldParser(Formats.ISO);
    Field field = new Field();
    for (String value : values) {
      if (!value.isEmpty()) {
        byte[] bytes = Reading.utf8(value);
        field.set(bytes, 0, bytes.length);
        assertThat(parser.parse(field, type)).as("%s is a %s", value, type).isTrue();
      }
    }
  }

  @Property
  void countsAreWhatTheParserSays(@ForAll("values") List<String> values) {
    SchemaInference inference = infer(PLAIN, values.toArray(String[]::new));

    FieldParser parser = new FieldParser(Formats.ISO);
    for (Type type : List.of(Type.LONG, Type.DOUBLE, Type.BOOLEAN, Type.DATE, Type.TIMESTAMP)) {
      Field field = new Field();
      long fitting =
          values.stream()
              .filter(value -> !value.isEmpty())
              .map(Reading::utf8)
              .filter(
                  bytes -> {
                    field.set(bytes, 0, bytes.length);
                    return parser.parse(field, type);
                  })
              .count();
      assertThat(inference.fitting(0, type)).as(type.label()).isEqualTo(fitting);
    }
  }

  @Property
  void whereRowsAreDividedDoesNotMatter(
      @ForAll("values") List<String> left, @ForAll("values") List<String> right) {
    SchemaInference merged = infer(PLAIN, left.toArray(String[]::new));
    merged.merge(infer(PLAIN, right.toArray(String[]::new)));
    SchemaInference turned = infer(PLAIN, right.toArray(String[]::new));
    turned.merge(infer(PLAIN, left.toArray(String[]::new)));
    String[] all =
        java.util.stream.Stream.concat(left.stream(), right.stream()).toArray(String[]::new);

    assertThat(merged.encode()).isEqualTo(infer(PLAIN, all).encode()).isEqualTo(turned.encode());
    assertThat(SchemaInference.decode(merged.encode(), Formats.ISO).encode())
        .isEqualTo(merged.encode());
  }

  @Provide
  Arbitrary<List<String>> values() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.longs().map(String::valueOf)),
            net.jqwik.api.Tuple.of(2, Arbitraries.doubles().map(String::valueOf)),
            net.jqwik.api.Tuple.of(1, Arbitraries.bigIntegers().map(String::valueOf)),
            net.jqwik.api.Tuple.of(
                2,
                Arbitraries.of(
                    "true", "2024-01-31", "2024-01-31 10:11", "x", "", "inf", "NaN", "-", "Nan")),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.strings().withChars("0123456789+-.eETZ: ").ofMaxLength(12)))
        .list()
        .ofMaxSize(6);
  }

  /** One column with these values. Each row has a second one, so that none is blank. */
  private static SchemaInference infer(Dialect dialect, String... values) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(values).forEach(value -> text.append(value).append(",x\n"));
    return read(dialect, 2, text.toString());
  }

  private static SchemaInference read(Dialect dialect, int width, String text) {
    SchemaInference inference = new SchemaInference(width, dialect.formats());
    try (RowReader reader = new RowReader(dialect, Reading.MAX_ROW)) {
      reader.openStart(new ByteArrayInputStream(Reading.utf8(text)), "test.csv", Long.MAX_VALUE);
      RowBatch batch = reader.newBatch(width);
      while (reader.read(batch)) {
        inference.add(batch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return inference;
  }
}
