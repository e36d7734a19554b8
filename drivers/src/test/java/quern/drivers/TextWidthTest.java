package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TextWidthTest {
  @Test
  void charactersTakeTheCellsATerminalGivesThem() {
    assertThat(TextWidth.of("abc")).isEqualTo(3);
    assertThat(TextWidth.of("日本語")).isEqualTo(6);
    assertThat(TextWidth.of("한국")).isEqualTo(4);
    assertThat(TextWidth.of("ｱｲｳ")).isEqualTo(3);
    assertThat(TextWidth.of("ﬁ é e\u0301 ø")).isEqualTo(7);
    assertThat(TextWidth.of("👍🏽")).isEqualTo(2);
    assertThat(TextWidth.of("👩‍👩‍👧")).isEqualTo(2);
    assertThat(TextWidth.of("❤\ufe0f")).isEqualTo(2);
    assertThat(TextWidth.of("🇩🇪")).isEqualTo(2);
    assertThat(TextWidth.of("")).isZero();
  }

  @Test
  void aCutLeavesCharactersWhole() {
    assertThat(TextWidth.cut("日本語", 6)).isEqualTo("日本語");
    assertThat(TextWidth.cut("日本語", 5)).isEqualTo("日本…");
    assertThat(TextWidth.cut("日本語", 4)).isEqualTo("日…");
    assertThat(TextWidth.cut("a👩‍👩‍👧b", 3)).isEqualTo("a…");
    assertThat(TextWidth.cut("ae\u0301x", 3)).isEqualTo("ae\u0301x");
  }

  @Property
  void aCutTextFits(
      @ForAll @StringLength(max = 40) String text, @ForAll @IntRange(min = 1, max = 50) int cells) {
    assertThat(TextWidth.of(TextWidth.cut(text, cells))).isLessThanOrEqualTo(cells);
  }
}
