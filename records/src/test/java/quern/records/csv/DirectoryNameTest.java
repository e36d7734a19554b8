package quern.records.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.ByteBuilder;
import quern.records.Field;

class DirectoryNameTest {
  private static String name(String column, byte @Nullable [] value) {
    Field field = new Field();
    if (value == null) {
      field.setNull();
    } else {
      field.set(value, 0, value.length);
    }
    ByteBuilder out = new ByteBuilder(16);
    DirectoryName.append(column.getBytes(UTF_8), field, out);
    return out.toString();
  }

  private static String name(String value) {
    return name("c", value.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "Oslo,c=Oslo",
    "São Paulo,c=São Paulo",
    "..,c=..",
    "../../etc,c=..%2F..%2Fetc",
    "hdfs://x,c=hdfs%3A%2F%2Fx",
    "50%,c=50%25",
    "a=b,c=a%3Db",
    "'*?[]{}\\^\"#',c=%2A%3F%5B%5D%7B%7D%5C%5E%22%23",
    "__HIVE_DEFAULT_PARTITION__,c=%5F_HIVE_DEFAULT_PARTITION__",
  })
  void whatAPathCouldTakeForSomethingElseIsEscaped(String value, String name) {
    assertThat(name(value)).isEqualTo(name);
    assertThat(DirectoryName.value(name)).isEqualTo(value.getBytes(UTF_8));
  }

  @Test
  void nullAndTheEmptyTextHaveTheNameThatHiveGivesThem() {
    assertThat(name("c", null)).isEqualTo("c=__HIVE_DEFAULT_PARTITION__").isEqualTo(name(""));
    assertThat(DirectoryName.value(name(""))).isNull();
  }

  @Property
  void everyValueComesBackFromItsNameWhichIsOneStepDown(
      @ForAll byte[] value, @ForAll String column) {
    String name = name(column, value);

    assertThat(name)
        .doesNotContain("/", ":", "\\", "*")
        .matches(s -> s.chars().noneMatch(c -> c < ' '));
    assertThat(DirectoryName.value(name)).isEqualTo(value.length == 0 ? null : value);
    if (!column.isEmpty() && UTF_8.newEncoder().canEncode(column)) {
      assertThat(DirectoryName.column(name)).isEqualTo(column);
    }
  }

  @Test
  void otherDirectoriesTellNoColumn() {
    assertThat(DirectoryName.column("2026")).isNull();
    assertThat(DirectoryName.column("=x")).isNull();
    assertThat(DirectoryName.value("c=100%")).isEqualTo("100%".getBytes(UTF_8));
  }
}
