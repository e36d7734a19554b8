package quern.records.sql;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.sql.SqlFunction.BadArgument;

/**
 * Functions of regular expressions, by RE2/J: it takes time in proportion to the text, whatever the
 * pattern, so that none can hang a task.
 */
final class RegexFunctions {
  /** How large a pattern may be, in instructions: each character of a text may cost as many. */
  private static final int MAX_PROGRAM = 10_000;

  private RegexFunctions() {}

  static List<SqlFunction> all() {
    return List.of(
        SqlFunction.made(
            "regexp_like(s string, 'pattern'[, 'flags']) → boolean",
            RegexFunctions::like,
            "regexp_matches"),
        SqlFunction.made(
            "regexp_extract(s string, 'pattern'[, group long]) → string", RegexFunctions::extract),
        SqlFunction.made(
            "regexp_replace(s string, 'pattern', 'by'[, 'flags']) → string",
            RegexFunctions::replace));
  }

  private static Matcher matcher(Invocation invocation, int flagsAt) {
    int flags = 0;
    for (char flag : invocation.text(flagsAt, "").toCharArray()) {
      flags |=
          switch (flag) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 'm' -> Pattern.MULTILINE;
            case 's' -> Pattern.DOTALL;
            default ->
                throw new BadArgument(
                    flagsAt,
                    "no flag is called '"
                        + flag
                        + "': use i (ignore case), m (^ and $ at every line) or s (. is a line's end"
                        + " too)");
          };
    }
    String pattern = invocation.text(1, "");
    return compile(pattern, flags);
  }

  /**
   * Compiles a pattern.
   *
   * @throws BadArgument (the second one) when it is none, or too large
   */
  static Matcher compile(String pattern, int flags) {
    try {
      Pattern compiled = Pattern.compile(pattern, flags);
      if (compiled.programSize() > MAX_PROGRAM) {
        throw new BadArgument(
            1, "'" + pattern + "' is too large a regular expression: repeat less in it");
      }
      return compiled.matcher("");
    } catch (PatternSyntaxException e) {
      // It tells what it stumbled over, which is often the whole pattern.
      String where = pattern.equals(e.getPattern()) ? "" : " '" + e.getPattern() + "'";
      throw new BadArgument(
          1, "'" + pattern + "' is not a regular expression: " + e.getDescription() + where);
    }
  }

  private static Node like(Invocation invocation) {
    Matcher matcher = matcher(invocation, 2);
    Subject subject = new Subject();
    return invocation.call(c -> c.give(matcher.reset(subject.of(c.text(0))).find()));
  }

  private static Node extract(Invocation invocation) {
    Matcher matcher = matcher(invocation, Integer.MAX_VALUE);
    Subject subject = new Subject();
    return invocation.call(
        c -> {
          long group = c.integer(2, 0);
          if (group < 0 || group > matcher.groupCount()) {
            return c.misfit();
          }
          ByteBuilder out = c.builder();
          if (matcher.reset(subject.of(c.text(0))).find()) {
            subject.appendGroup(matcher, (int) group, out);
          }
          return c.give(out);
        });
  }

  private static Node replace(Invocation invocation) {
    Matcher matcher = matcher(invocation, 3);
    Replacement by = new Replacement(invocation.text(2, ""), matcher.groupCount());
    Subject subject = new Subject();
    return invocation.call(
        c -> {
          matcher.reset(subject.of(c.text(0)));
          ByteBuilder out = c.builder();
          int at = 0;
          while (matcher.find()) {
            if (subject.isWithinPair(matcher.start())) {
              continue;
            }
            subject.append(at, matcher.start(), out);
            by.append(subject, matcher, out);
            if (out.length() > Call.MAX_TEXT) {
              return c.misfit();
            }
            at = matcher.end();
          }
          subject.append(at, subject.length(), out);
          return c.give(out);
        });
  }

  /**
   * What a pattern is matched against: the very bytes of a field when they are ASCII, else its
   * chars. RE2/J takes UTF-8 too, but looks at single bytes where it wants the character before.
   */
  static final class Subject implements CharSequence {
    private byte[] bytes = new byte[0];
    private int offset;
    private int length;
    private @Nullable String chars;

    Subject of(Field s) {
      bytes = s.bytes;
      offset = s.offset;
      boolean isAscii = Characters.isAscii(bytes, offset, offset + s.length);
      chars = isAscii ? null : s.toString();
      length = chars == null ? s.length : chars.length();
      return this;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      return chars == null ? (char) bytes[offset + index] : chars.charAt(index);
    }

    @Override
    public CharSequence subSequence(int from, int to) {
      return toString().substring(from, to);
    }

    @Override
    public String toString() {
      return chars == null ? new String(bytes, offset, length, StandardCharsets.US_ASCII) : chars;
    }

    /** Whether a character of two chars is parted there, where only nothing can match. */
    boolean isWithinPair(int index) {
      return chars != null
          && index > 0
          && index < length
          && Character.isSurrogatePair(chars.charAt(index - 1), chars.charAt(index));
    }

    void append(int from, int to, ByteBuilder out) {
      if (chars == null) {
        out.append(bytes, offset + from, to - from);
      } else {
        out.append(chars.substring(from, to));
      }
    }

    /** Appends what a group has matched; nothing when it has no part in the match. */
    void appendGroup(Matcher matcher, int group, ByteBuilder out) {
      if (matcher.start(group) >= 0) {
        append(matcher.start(group), matcher.end(group), out);
      }
    }
  }

  /** Texts and groups that take the place of a match: text, group, text, group, …, text. */
  private static final class Replacement {
    private final List<byte[]> texts = new ArrayList<>();
    private final List<Integer> groups = new ArrayList<>();

    Replacement(String written, int groupCount) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < written.length(); i++) {
        char c = written.charAt(i);
        if (c != '\\') {
          text.append(c);
          continue;
        }
        char next = ++i < written.length() ? written.charAt(i) : ' ';
        int group = next == '&' ? 0 : Character.digit(next, 10);
        if (next == '\\') {
          text.append(next);
        } else if (group >= 0 && group <= groupCount) {
          texts.add(bytes(text));
          groups.add(group);
          text.setLength(0);
        } else {
          throw new BadArgument(
              2,
              group < 0
                  ? "after \\ comes the number of a group, & for the whole match, or \\ itself"
                  : "the pattern has no group " + group + ", only " + groupCount);
        }
      }
      texts.add(bytes(text));
    }

    private static byte[] bytes(StringBuilder text) {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    void append(Subject subject, Matcher matcher, ByteBuilder out) {
      for (int i = 0; i < groups.size(); i++) {
        out.append(texts.get(i));
        subject.appendGroup(matcher, groups.get(i), out);
      }
      out.append(texts.get(groups.size()));
    }
  }
}
