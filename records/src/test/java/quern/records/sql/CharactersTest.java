package quern.records.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import quern.records.ByteBuilder;

/** Characters of any bytes, UTF-8 or not. */
class CharactersTest {
  /** Bytes that start, continue and break characters, with some of ASCII between. */
  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes()
        .between((byte) -128, (byte) 127)
        .edgeCases(edges -> edges.add((byte) 0xC3, (byte) 0xA9, (byte) 0xF0, (byte) 0x9F))
        .array(byte[].class)
        .ofMaxSize(30);
  }

  @Property(tries = 2000)
  void countingAndSkippingAgreeOnAnyBytes(@ForAll("bytes") byte[] bytes) {
    int count = 0;
    for (int at = 0; at < bytes.length; at += Characters.width(bytes, at, bytes.length)) {
      assertThat(Characters.skip(bytes, 0, bytes.length, count)).isEqualTo(at);
      count++;
    }
    assertThat(Characters.count(bytes, 0, bytes.length)).isEqualTo(count);
    assertThat(Characters.skip(bytes, 0, bytes.length, count + 1L)).isEqualTo(bytes.length);
    assertThat(Characters.skip(bytes, 0, bytes.length, -1)).isZero();
  }

  @Property(tries = 1000)
  void ofUtf8CharactersAreCodePoints(@ForAll String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int[] points = new String(bytes, StandardCharsets.UTF_8).codePoints().toArray();
    ByteBuilder together = new ByteBuilder(0);
    int at = 0;
    for (int point : points) {
      assertThat(Characters.at(bytes, at, bytes.length)).isEqualTo(point);
      Characters.append(point, together);
      int next = at + Characters.width(bytes, at, bytes.length);
      assertThat(Characters.before(bytes, 0, next)).isEqualTo(at);
      at = next;
    }
    assertThat(together.toByteArray()).isEqualTo(bytes);
    assertThat(Characters.count(bytes, 0, bytes.length)).isEqualTo(points.length);
    assertThat(Characters.isAscii(bytes, 0, bytes.length))
        .isEqualTo(Arrays.stream(points).allMatch(point -> point < 128));
  }

  @Property(tries = 1000)
  void findsTheFirstPlace(
      @ForAll @IntRange(max = 3) int[] text, @ForAll @IntRange(max = 3) int[] part) {
    String in = Arrays.toString(text).replaceAll("\\D", "");
    String of = Arrays.toString(part).replaceAll("\\D", "");
    byte[] a = ("3" + in + of).getBytes(StandardCharsets.UTF_8);
    byte[] b = of.getBytes(StandardCharsets.UTF_8);
    int found = in.indexOf(of);
    assertThat(Characters.find(a, 1, 1 + in.length(), b, 0, b.length))
        .isEqualTo(found < 0 ? -1 : 1 + found);
  }
}
