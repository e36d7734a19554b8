package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowHashTest {
  private static RowHash of(List<String> rows) {
    RowHash hash = new RowHash();
    for (String row : rows) {
      byte[] bytes = row.getBytes(UTF_8);
      hash.add(bytes, 0, bytes.length);
    }
    return hash;
  }

  @Property(tries = 200)
  void theOrderOfRowsDoesNotCount(@ForAll List<String> rows, @ForAll long seed) {
    String before = of(rows).toString();
    List<String> shuffled = new java.util.ArrayList<>(rows);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(of(shuffled)).hasToString(before);
  }

  @Property(tries = 200)
  void sumsOfSumsAreSumsModuloTwoToThe128(
      @ForAll long lo1, @ForAll long hi1, @ForAll long lo2, @ForAll long hi2) {
    RowHash hash = new RowHash();
    hash.addAll(lo1, hi1);
    hash.addAll(lo2, hi2);

    BigInteger expected =
        new BigInteger(RowHash.hex(lo1, hi1), 16)
            .add(new BigInteger(RowHash.hex(lo2, hi2), 16))
            .mod(BigInteger.ONE.shiftLeft(128));
    assertThat(new BigInteger(hash.toString(), 16)).isEqualTo(expected);
    assertThat(new Sum(1, 2, lo1, hi1).plus(new Sum(3, 4, lo2, hi2)))
        .isEqualTo(new Sum(4, 6, hash.lo(), hash.hi()));
  }

  @Test
  void aDoubledRowAndAnEmptyRowBothCount() {
    String none = of(List.of()).toString();

    assertThat(none).isEqualTo("0".repeat(32));
    assertThat(of(List.of("a", "a"))).doesNotHaveToString(none);
    assertThat(of(List.of(""))).doesNotHaveToString(none);
  }

  @Property(tries = 100)
  void theTextIsReadBack(@ForAll List<String> rows) {
    RowHash hash = of(rows);

    assertThat(RowHash.parse(hash.toString())).hasToString(hash.toString());
  }

  @Test
  void aTextThatIsNoHashIsRefused() {
    assertThatThrownBy(() -> RowHash.parse("12"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected 32 hex digits, found '12'");
  }
}
