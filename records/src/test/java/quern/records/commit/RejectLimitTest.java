package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.conf.Settings;
import quern.records.Exit;
import quern.records.QuernException;

class RejectLimitTest {
  private static RejectLimit limit(String max, boolean failfast) {
    Configuration conf = new Configuration(false);
    Settings.REJECTS_MAX.set(conf, max);
    Settings.REJECTS_FAILFAST.set(conf, failfast);
    RejectLimit limit = new RejectLimit(conf, new Tiling());
    TaskPage page = TaskPage.detached();
    page.count(TaskPage.ROWS_IN, 200);
    byte[] row = {'x'};
    for (int i = 0; i < 3; i++) {
      page.malformed("f.csv", 10L * i, i + 1, "too few", row, 0, 1);
    }
    limit.add(page);
    return limit;
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "2, true",
    "3, false",
    "1%, true",
    "1.4 %, true",
    "1.5%, false",
    "100%, false"
  })
  void moreThanTheLimitIsTooMany(String limit, boolean exceeds) {
    assertThat(RejectLimit.exceeds(limit, 3, 200)).isEqualTo(exceeds);
  }

  @Test
  void withoutALimitAnyNumberIsBorne() {
    assertThatCode(() -> limit("", false).check()).doesNotThrowAnyException();
  }

  @Test
  void theMessageShowsTheFirstRows() {
    assertThatThrownBy(() -> limit("2", false).check())
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.REFUSED))
        .hasMessageContaining("at most 2 malformed rows are allowed, found 3 of 200:")
        .hasMessageContaining("f.csv, line 1 (byte 0): too few: x");
    assertThatThrownBy(() -> limit("", true).check())
        .hasMessageContaining("mode failfast allows no malformed row, found 3 of 200:");
  }

  @Test
  void aNegativeLimitIsNone() {
    assertThatThrownBy(() -> RejectLimit.require("-1")).hasMessageContaining("found \"-1\"");
    assertThatThrownBy(() -> RejectLimit.require("-1%")).hasMessageContaining("found \"-1%\"");
    assertThatCode(() -> RejectLimit.require("")).doesNotThrowAnyException();
  }

  @Test
  void aLimitThatIsNoneIsAWrongUse() {
    assertThatThrownBy(() -> limit("few", false).check())
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.USAGE))
        .hasMessageContaining("expected a number of rows or a percentage");
  }
}
