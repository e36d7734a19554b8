package quern.records.sql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import quern.records.Field;

/**
 * What lines of text are searched for: a text as it stands, or a regular expression of RE2/J. Where
 * each line that matches must hold some text, that is searched for in the bytes, and only lines
 * that hold it are matched. Not for several threads.
 */
public final class LinePattern {
  private final @Nullable Literal literal;
  private final @Nullable Matcher matcher;
  private final RegexFunctions.Subject subject = new RegexFunctions.Subject();
  private final Field line = new Field();

  private LinePattern(@Nullable Literal literal, @Nullable Matcher matcher) {
    this.literal = literal;
    this.matcher = matcher;
  }

  /**
   * Reads a pattern.
   *
   * @param fixed whether it is a text and no regular expression
   * @throws IllegalArgumentException when it is no regular expression, too large a one, or holds a
   *     line end, which no line does
   */
  public static LinePattern of(String text, boolean fixed, boolean ignoreCase) {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException(
          "the pattern has a line end in it: it is matched with one line at a time");
    }
    String required = fixed ? text : RequiredText.of(text);
    boolean whole = fixed || required.equals(text);
    if (ignoreCase) {
      String folded = RequiredText.caseless(required);
      whole &= folded.equals(required);
      required = folded;
    }
    Literal literal =
        required.isEmpty()
            ? null
            : new Literal(required.getBytes(StandardCharsets.UTF_8), ignoreCase);
    if (whole && literal != null) {
      return new LinePattern(literal, null);
    }
    int flags = ignoreCase ? Pattern.CASE_INSENSITIVE : 0;
    return new LinePattern(
        literal, RegexFunctions.compile(fixed ? Pattern.quote(text) : text, flags));
  }

  /**
   * Where in {@code bytes[from, to)} to look next: at or behind the start of the first line that
   * may match, and within it.
   *
   * @return {@code to} when no line may match
   */
  public int candidate(byte[] bytes, int from, int to) {
    return literal == null ? from : literal.find(bytes, from, to);
  }

  /** Whether the line {@code bytes[from, to)}, without its line end, matches. */
  public boolean matches(byte[] bytes, int from, int to) {
    if (literal != null && literal.find(bytes, from, to) == to) {
      return false;
    }
    if (matcher == null) {
      return true;
    }
    line.set(bytes, from, to - from);
    return matcher.reset(subject.of(line)).find();
  }
}
