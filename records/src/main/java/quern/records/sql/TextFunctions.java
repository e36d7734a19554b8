package quern.records.sql;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.Type;
import quern.records.csv.RowBatch;

/**
 * Functions of strings. Positions and lengths are in characters, from 1; what is only a piece of an
 * argument is a view of its bytes.
 */
final class TextFunctions {
  private TextFunctions() {}

  static List<SqlFunction> all() {
    return List.of(
        SqlFunction.of("lower(s string) → string", c -> inCase(c, false), "lcase"),
        SqlFunction.of("upper(s string) → string", c -> inCase(c, true), "ucase"),
        SqlFunction.of("initcap(s string) → string", TextFunctions::initcap),
        SqlFunction.of(
            "trim(s string[, characters string]) → string", c -> trim(c, true, true), "btrim"),
        SqlFunction.of("ltrim(s string[, characters string]) → string", c -> trim(c, true, false)),
        SqlFunction.of("rtrim(s string[, characters string]) → string", c -> trim(c, false, true)),
        SqlFunction.of(
            "length(s string) → long",
            c -> c.give(count(c.text(0))),
            "char_length",
            "character_length",
            "len"),
        SqlFunction.of("octet_length(s string) → long", c -> c.give(c.text(0).length)),
        SqlFunction.of(
            "substring(s string, from long[, count long]) → string",
            TextFunctions::substring,
            "substr"),
        SqlFunction.of("left(s string, count long) → string", TextFunctions::left),
        SqlFunction.of("right(s string, count long) → string", TextFunctions::right),
        SqlFunction.of("lpad(s string, length long[, fill string]) → string", c -> pad(c, true)),
        SqlFunction.of("rpad(s string, length long[, fill string]) → string", c -> pad(c, false)),
        SqlFunction.of("repeat(s string, times long) → string", TextFunctions::repeat),
        SqlFunction.of("reverse(s string) → string", TextFunctions::reverse),
        SqlFunction.of(
            "replace(s string, part string, by string) → string", TextFunctions::replace),
        SqlFunction.of(
            "translate(s string, from string, to string) → string", TextFunctions::translate),
        SqlFunction.of("concat(x text, …) → string", TextFunctions::concat),
        SqlFunction.made("concat_ws(separator string, x text, …) → string", Joined::new),
        SqlFunction.of(
            "position(part string, s string) → long", c -> position(c, c.text(0), c.text(1))),
        SqlFunction.of(
            "strpos(s string, part string) → long",
            c -> position(c, c.text(1), c.text(0)),
            "instr"),
        SqlFunction.of(
            "split_part(s string, separator string, n long) → string", TextFunctions::splitPart),
        SqlFunction.of(
            "contains(s string, part string) → boolean",
            c -> c.give(find(c.text(0), c.text(1)) >= 0)),
        SqlFunction.of(
            "starts_with(s string, part string) → boolean",
            c -> c.give(has(c.text(0), 0, c.text(1))),
            "startswith"),
        SqlFunction.of(
            "ends_with(s string, part string) → boolean",
            c -> c.give(has(c.text(0), c.text(0).length - c.text(1).length, c.text(1))),
            "endswith"),
        SqlFunction.of("ascii(s string) → long", TextFunctions::ascii),
        SqlFunction.of("chr(code long) → string", TextFunctions::chr),
        SqlFunction.made("md5(s string) → string", i -> hash(i, "MD5")),
        SqlFunction.made("sha256(s string) → string", i -> hash(i, "SHA-256")));
  }

  private static int end(Field s) {
    return s.offset + s.length;
  }

  private static int count(Field s) {
    return Characters.count(s.bytes, s.offset, end(s));
  }

  /** Where the field's bytes go on behind its first {@code count} characters. */
  private static int skip(Field s, long count) {
    return Characters.skip(s.bytes, s.offset, end(s), count);
  }

  private static boolean inCase(Call c, boolean upper) {
    Field s = c.text(0);
    ByteBuilder out = c.builder();
    out.reserve(s.length);
    byte[] from = s.bytes;
    byte[] to = out.array();
    int first = upper ? 'a' : 'A';
    int seen = 0;
    for (int i = 0; i < s.length; i++) {
      byte b = from[s.offset + i];
      seen |= b;
      to[i] = (byte) (b >= first && b < first + 26 ? b ^ 0x20 : b);
    }
    if (seen >= 0) {
      return c.give(to, 0, s.length);
    }
    int end = end(s);
    for (int at = s.offset; at < end; at += Characters.width(from, at, end)) {
      Characters.append(inCase(Characters.at(from, at, end), upper), out);
    }
    return c.give(out);
  }

  private static int inCase(int character, boolean upper) {
    if (!Characters.isCodePoint(character)) {
      return character;
    }
    return upper ? Character.toUpperCase(character) : Character.toLowerCase(character);
  }

  private static boolean initcap(Call c) {
    Field s = c.text(0);
    ByteBuilder out = c.builder();
    int end = end(s);
    boolean within = false;
    for (int at = s.offset; at < end; at += Characters.width(s.bytes, at, end)) {
      int character = Characters.at(s.bytes, at, end);
      Characters.append(inCase(character, !within), out);
      within = Character.isLetterOrDigit(character);
    }
    return c.give(out);
  }

  private static boolean trim(Call c, boolean left, boolean right) {
    Field s = c.text(0);
    byte[] bytes = s.bytes;
    int from = s.offset;
    int to = end(s);
    if (c.count() == 1) {
      while (left && from < to && bytes[from] == ' ') {
        from++;
      }
      while (right && from < to && bytes[to - 1] == ' ') {
        to--;
      }
      return c.give(bytes, from, to);
    }
    Field set = c.text(1);
    while (left && from < to && index(set, Characters.at(bytes, from, to)) >= 0) {
      from += Characters.width(bytes, from, to);
    }
    while (right && from < to) {
      int last = Characters.before(bytes, from, to);
      if (index(set, Characters.at(bytes, last, to)) < 0) {
        break;
      }
      to = last;
    }
    return c.give(bytes, from, to);
  }

  /** At which place the character stands in {@code set}, in characters from 0, or -1. */
  private static int index(Field set, int character) {
    int end = end(set);
    int index = 0;
    for (int at = set.offset; at < end; at += Characters.width(set.bytes, at, end)) {
      if (Characters.at(set.bytes, at, end) == character) {
        return index;
      }
      index++;
    }
    return -1;
  }

  /** The window from {@code from}, counted from the end when negative, cut to what there is. */
  private static boolean substring(Call c) {
    Field s = c.text(0);
    // No text is as long, and sums cannot overflow.
    long from = Math.max(c.integer(1), Integer.MIN_VALUE);
    long count = c.integer(2, Long.MAX_VALUE);
    if (from < 0) {
      from += count(s) + 1L;
    }
    long first = Math.max(from, 1);
    long wanted = first == from ? count : count - Math.min(count, first - from);
    int start = skip(s, first - 1);
    return c.give(s.bytes, start, Characters.skip(s.bytes, start, end(s), wanted));
  }

  private static boolean left(Call c) {
    Field s = c.text(0);
    long count = c.integer(1);
    return c.give(s.bytes, s.offset, skip(s, count < 0 ? count(s) + count : count));
  }

  private static boolean right(Call c) {
    Field s = c.text(0);
    long count = c.integer(1);
    // The least long has no negative, but as many characters as there can be will do.
    return c.give(
        s.bytes, skip(s, count < 0 ? -Math.max(count, -s.length) : count(s) - count), end(s));
  }

  private static boolean pad(Call c, boolean left) {
    Field s = c.text(0);
    long length = c.integer(1);
    int count = count(s);
    if (length <= count) {
      return c.give(s.bytes, s.offset, skip(s, length));
    }
    if (length > Call.MAX_TEXT) {
      return c.misfit();
    }
    ByteBuilder out = c.builder();
    if (!left) {
      out.append(s.bytes, s.offset, s.length);
    }
    fill(c, (int) length - count, out);
    if (left) {
      out.append(s.bytes, s.offset, s.length);
    }
    return c.give(out);
  }

  private static void fill(Call c, int characters, ByteBuilder out) {
    if (c.count() < 3) {
      for (int i = 0; i < characters; i++) {
        out.append(' ');
      }
      return;
    }
    Field fill = c.text(2);
    int each = count(fill);
    if (each > 0) {
      for (int i = 0; i < characters / each; i++) {
        out.append(fill.bytes, fill.offset, fill.length);
      }
      out.append(fill.bytes, fill.offset, skip(fill, characters % each) - fill.offset);
    }
  }

  private static boolean repeat(Call c) {
    Field s = c.text(0);
    long times = s.length == 0 ? 0 : c.integer(1);
    if (times > Call.MAX_TEXT / Math.max(s.length, 1)) {
      return c.misfit();
    }
    ByteBuilder out = c.builder();
    for (long i = 0; i < times; i++) {
      out.append(s.bytes, s.offset, s.length);
    }
    return c.give(out);
  }

  private static boolean reverse(Call c) {
    Field s = c.text(0);
    ByteBuilder out = c.builder();
    out.reserve(s.length);
    byte[] to = out.array();
    int end = end(s);
    int left = s.length;
    int width;
    for (int at = s.offset; at < end; at += width) {
      width = Characters.width(s.bytes, at, end);
      left -= width;
      System.arraycopy(s.bytes, at, to, left, width);
    }
    return c.give(to, 0, s.length);
  }

  private static boolean replace(Call c) {
    Field s = c.text(0);
    Field part = c.text(1);
    Field by = c.text(2);
    int found = part.length == 0 ? -1 : find(s, part);
    if (found < 0) {
      return c.give(s.bytes, s.offset, end(s));
    }
    ByteBuilder out = c.builder();
    int at = s.offset;
    while (found >= 0) {
      out.append(s.bytes, at, found - at).append(by.bytes, by.offset, by.length);
      if (out.length() > Call.MAX_TEXT) {
        return c.misfit();
      }
      at = found + part.length;
      found = Characters.find(s.bytes, at, end(s), part.bytes, part.offset, part.length);
    }
    return c.give(out.append(s.bytes, at, end(s) - at));
  }

  private static boolean translate(Call c) {
    Field s = c.text(0);
    Field from = c.text(1);
    Field to = c.text(2);
    ByteBuilder out = c.builder();
    int end = end(s);
    for (int at = s.offset; at < end; at += Characters.width(s.bytes, at, end)) {
      int character = Characters.at(s.bytes, at, end);
      int index = index(from, character);
      int by = index < 0 ? -1 : skip(to, index);
      if (index < 0) {
        Characters.append(character, out);
      } else if (by < end(to)) {
        Characters.append(Characters.at(to.bytes, by, end(to)), out);
      }
    }
    return c.give(out);
  }

  /** All arguments, joined. */
  static boolean concat(Call c) {
    ByteBuilder out = c.builder();
    for (int i = 0; i < c.count(); i++) {
      Field text = c.text(i);
      out.append(text.bytes, text.offset, text.length);
    }
    return c.give(out);
  }

  /** {@code concat_ws}: the values that are there, with the first argument between them. */
  private static final class Joined extends Node {
    private final Node separator;
    private final Node[] values;
    private final ByteBuilder joined = new ByteBuilder(0);

    Joined(Invocation invocation) {
      super(Type.STRING, invocation.arguments().stream().allMatch(a -> a.constant));
      List<Node> arguments = invocation.arguments();
      this.separator = arguments.get(0);
      this.values = arguments.subList(1, arguments.size()).toArray(Node[]::new);
    }

    @Override
    public boolean eval(RowBatch batch, int row) {
      if (!separator.eval(batch, row)) {
        return false;
      }
      joined.clear();
      boolean first = true;
      for (Node value : values) {
        if (value.eval(batch, row)) {
          if (!first) {
            append(separator.text);
          }
          append(value.text);
          first = false;
        }
      }
      text.set(joined.array(), 0, joined.length());
      return true;
    }

    private void append(Field piece) {
      joined.append(piece.bytes, piece.offset, piece.length);
    }
  }

  private static int find(Field s, Field part) {
    return Characters.find(s.bytes, s.offset, end(s), part.bytes, part.offset, part.length);
  }

  private static boolean has(Field s, int at, Field part) {
    return at >= 0
        && at + part.length <= s.length
        && Arrays.equals(
            s.bytes,
            s.offset + at,
            s.offset + at + part.length,
            part.bytes,
            part.offset,
            end(part));
  }

  private static boolean position(Call c, Field part, Field s) {
    int found = find(s, part);
    return c.give(found < 0 ? 0 : 1 + Characters.count(s.bytes, s.offset, found));
  }

  private static boolean splitPart(Call c) {
    Field s = c.text(0);
    Field separator = c.text(1);
    long n = c.integer(2);
    if (n == 0) {
      return c.misfit();
    }
    if (n < 0) {
      n += 2;
      for (int at = next(s, s.offset, separator); at >= 0; n++) {
        at = next(s, at + separator.length, separator);
      }
    }
    int from = s.offset;
    int to = next(s, from, separator);
    for (long i = 1; i < n; i++) {
      if (to < 0) {
        return c.give(s.bytes, from, from);
      }
      from = to + separator.length;
      to = next(s, from, separator);
    }
    return c.give(s.bytes, from, n < 1 ? from : to < 0 ? end(s) : to);
  }

  /** Where the separator next stands; an empty one nowhere. */
  private static int next(Field s, int from, Field separator) {
    return separator.length == 0
        ? -1
        : Characters.find(
            s.bytes, from, end(s), separator.bytes, separator.offset, separator.length);
  }

  private static boolean ascii(Call c) {
    Field s = c.text(0);
    if (s.length == 0) {
      return c.give(0);
    }
    int character = Characters.at(s.bytes, s.offset, end(s));
    return Characters.isCodePoint(character) ? c.give(character) : c.misfit();
  }

  private static boolean chr(Call c) {
    long code = c.integer(0);
    boolean isCharacter =
        code > 0 && code <= Character.MAX_CODE_POINT && (code < 0xD800 || code > 0xDFFF);
    if (!isCharacter) {
      return c.misfit();
    }
    ByteBuilder out = c.builder();
    Characters.append((int) code, out);
    return c.give(out);
  }

  private static Node hash(Invocation invocation, String algorithm) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no " + algorithm, e);
    }
    return invocation.call(
        c -> {
          Field s = c.text(0);
          digest.update(s.bytes, s.offset, s.length);
          ByteBuilder out = c.builder();
          for (byte b : digest.digest()) {
            out.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
          }
          return c.give(out);
        });
  }
}
