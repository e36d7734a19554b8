package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import quern.records.ByteBuilder;
import quern.records.Field;

class CsvWriterTest {
  @Test
  void whatStandsForAnEmptyStringIsQuotedWhereItWouldBeReadAsMore() throws IOException {
    assertThat(empty("none")).isEqualTo("none");
    assertThat(empty("a,b")).isEqualTo("\"a,b\"");
    assertThat(empty("NA")).isEqualTo("\"NA\"");
  }

  private static String empty(String emptyValue) throws IOException {
    Dialect dialect =
        Dialect.RFC_4180.with(
            Map.of(CsvOption.EMPTY_VALUE, emptyValue, CsvOption.NULL_VALUE, "NA"));
    Field field = new Field();
    field.set(new byte[0], 0, 0);
    ByteBuilder out = new ByteBuilder(16);
    new CsvWriter(dialect).value(field, out);
    return new String(out.toByteArray(), StandardCharsets.UTF_8);
  }

  @Test
  void aNullValueThatNoFieldCanHaveIsRefused() {
    for (String nullValue : new String[] {"a,b", "a\nb", "a\rb", "\"\"", ","}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Dialect.RFC_4180.with(CsvOption.NULL_VALUE, nullValue))
          .withMessageContaining("nullValue");
    }
    assertThatNoException().isThrownBy(() -> Dialect.RFC_4180.with(CsvOption.NULL_VALUE, "a\"b;c"));
  }

  @Test
  void rowsAreNotCopiedWhereTheOutputWouldReadThemAsCommentsOrTrimThem() {
    Dialect plain = Dialect.RFC_4180;
    Dialect comments = plain.with(CsvOption.COMMENT, "#");
    Dialect trims = plain.with(CsvOption.IGNORE_LEADING_WHITE_SPACE, "true");

    assertThat(CsvWriter.canCopy(plain, plain)).isTrue();
    assertThat(CsvWriter.canCopy(comments, plain)).isTrue();
    assertThat(CsvWriter.canCopy(comments, comments)).isTrue();
    assertThat(CsvWriter.canCopy(plain, comments)).isFalse();
    assertThat(CsvWriter.canCopy(plain, trims)).isFalse();
  }
}
