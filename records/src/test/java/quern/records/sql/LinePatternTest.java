package quern.records.sql;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shortcuts of a search change nothing of what is found. */
class LinePatternTest {
  private static final List<String> ATOMS =
      List.of(
          "a",
          "b",
          "ab",
          "kb",
          "é",
          "日",
          ".",
          "\\.",
          "\\d",
          "\\b",
          "^",
          "$",
          "[ab]",
          "[^a]",
          "[]a]",
          "[[:alpha:]]",
          "(a|b)",
          "(ab)",
          "(?:ba)",
          "(?i)",
          "(?i:ab)",
          "\\Qa.\\E",
          "\\x61",
          "\\pL",
          "|",
          " ",
          "(",
          "s");

  private static final List<String> REPEATS =
      List.of("", "", "", "*", "+", "?", "+?", "{0,2}", "{2}");

  @Provide
  Arbitrary<String> regexes() {
    return Arbitraries.of(ATOMS)
        .flatMap(atom -> Arbitraries.of(REPEATS).map(repeat -> atom + repeat))
        .list()
        .ofMaxSize(5)
        .map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<String> lines() {
    return Arbitraries.of(
            "a", "b", "A", "B", "K", "\u212a", "s", "\u017f", ".", "1", " ", "é", "É", "日", "]")
        .list()
        .ofMaxSize(8)
        .map(list -> String.join("", list));
  }

  private static boolean found(LinePattern pattern, String line) {
    byte[] text = ("x\n" + line + "\ny").getBytes(UTF_8);
    int from = 2;
    int to = text.length - 2;
    boolean matches = pattern.matches(text, from, to);
    int candidate = pattern.candidate(text, from, to);
    assertThat(candidate).isBetween(from, to);
    if (matches && to > from) {
      assertThat(candidate).isLessThan(to);
    }
    return matches;
  }

  @Property(tries = 3000)
  void whatMatchesIsWhatTheExpressionMatches(
      @ForAll("regexes") String regex, @ForAll("lines") String line, @ForAll boolean ignoreCase) {
    Pattern plain;
    try {
      plain = Pattern.compile(regex, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (RuntimeException e) {
      assertThatThrownBy(() -> LinePattern.of(regex, false, ignoreCase))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a regular expression");
      return;
    }

    assertThat(found(LinePattern.of(regex, false, ignoreCase), line))
        .isEqualTo(plain.matcher(line).find());
  }

  @Property
  void aFixedTextIsFoundWhereItIs(@ForAll("lines") String text, @ForAll("lines") String line) {
    assertThat(found(LinePattern.of(text, true, false), line)).isEqualTo(line.contains(text));
    boolean ascii = (text + line).chars().allMatch(c -> c < 0x80);
    if (ascii) {
      assertThat(found(LinePattern.of(text, true, true), line))
          .isEqualTo(line.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "abc,abc",
    "'a.cde*fg',cd",
    "'(x|y) error [0-9]+',' error '",
    "'a|b',''",
    "'\\d+\\.log$','.log'",
    "'(?i)abc',''",
    "'ab+c',ab",
    "'é+x',é",
    "'abc(d|e',''",
    "'x{2}yy',''"
  })
  void theLongestTextThatIsSureToBeThereIsFound(String regex, String text) {
    assertThat(RequiredText.of(regex)).isEqualTo(text);
  }

  @Test
  void aLineEndIsRefusedAsNoLineHoldsOne() {
    assertThatThrownBy(() -> LinePattern.of("a\nb", true, false))
        .hasMessageContaining("one line at a time");
  }
}
