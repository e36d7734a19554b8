package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LikePatternTest {
  private static boolean matches(String text, String pattern, int escape, boolean ignoreCase) {
    byte[] p = ("%" + pattern + "_").getBytes(StandardCharsets.UTF_8);
    byte[] t = ("x" + text + "x").getBytes(StandardCharsets.UTF_8);
    return new LikePattern(p, 1, p.length - 2, escape, ignoreCase).matches(t, 1, t.length - 2);
  }

  @ParameterizedTest
  @CsvSource({
    "abc, abc, true",
    "abc, ab, false",
    "abc, a%, true",
    "abc, %c, true",
    "abc, %b%, true",
    "abc, %d%, false",
    "abc, a%c, true",
    "ac, a%c, true",
    "a, a%a, false",
    "abab, %ab, true",
    "abcabd, %ab_, true",
    "aXbXc, a%X_, true",
    "'', '', true",
    "'', %, true",
    "'', _, false",
    "é, _, true",
    "é, __, false",
    "日本語, _本_, true",
    "😀, _, true",
    "a%b, a!%b, true",
    "axb, a!%b, false",
    "a_b, a!_b, true",
    "a!b, a!!b, true",
    "a.b, a.b, true",
    "axb, a.b, false"
  })
  void matchesAsSqlSays(String text, String pattern, boolean expected) {
    assertThat(matches(text, pattern, '!', false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ABC, abc, true",
    "abc, A%, true",
    "ÄÖ, äö, true",
    "ΣΑΣ, %ς, true",
    "abc, ABD, false",
    "STRASSE, straße, false"
  })
  void ignoresCaseCharacterByCharacter(String text, String pattern, boolean expected) {
    assertThat(matches(text, pattern, -1, true)).isEqualTo(expected);
  }

  @Test
  void aByteThatIsNotUtf8IsOneCharacter() {
    byte[] text = {'a', (byte) 0xFF, (byte) 0xC3, 'b'};
    byte[] two = "a__b".getBytes(StandardCharsets.UTF_8);
    assertThat(new LikePattern(two, 0, 4, -1, false).matches(text, 0, 4)).isTrue();
    byte[] same = {'%', (byte) 0xFF, '%'};
    assertThat(new LikePattern(same, 0, 3, -1, false).matches(text, 0, 4)).isTrue();
    assertThat(new LikePattern(same, 0, 3, -1, false).matches(text, 0, 1)).isFalse();
  }

  @Test
  void manyPercentSignsTakeNoLonger() {
    String text = "a".repeat(5000) + "b";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> matches(text, "%a".repeat(50) + "%c_", -1, false));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "b", "A", "é", "😀", ".", "\n")
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts));
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.of("a", "b", "A", "é", "😀", ".", "%", "%", "_")
        .list()
        .ofMaxSize(6)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 5000)
  void agreesWithTheRegularExpression(
      @ForAll("texts") String text,
      @ForAll("patterns") String pattern,
      @ForAll boolean ignoreCase) {
    StringBuilder regex = new StringBuilder();
    pattern
        .codePoints()
        .forEach(
            c ->
                regex.append(
                    switch (c) {
                      case '%' -> ".*";
                      case '_' -> ".";
                      default -> Pattern.quote(Character.toString(c));
                    }));
    int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0);
    assertThat(matches(text, pattern, -1, ignoreCase))
        .isEqualTo(Pattern.compile(regex.toString(), flags).matcher(text).matches());
  }
}
