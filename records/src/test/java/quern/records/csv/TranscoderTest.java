package quern.records.csv;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TranscoderTest {
  @Property(tries = 200)
  void textStaysWhatItIs(@ForAll @StringLength(max = 200) String text) throws IOException {
    byte[] utf8 = text.getBytes(UTF_8);
    String clean = new String(utf8, UTF_8); // without halves of surrogate pairs

    assertThat(transcode(clean.getBytes(UTF_16LE), UTF_16LE)).isEqualTo(utf8);
  }

  @Test
  void longTextIsReadInSteps() throws IOException {
    String text = "a日😀é".repeat(50_000);

    assertThat(transcode(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16))
        .isEqualTo(text.getBytes(UTF_8));
    assertThat(transcode(text.getBytes(Charset.forName("GB18030")), Charset.forName("GB18030")))
        .isEqualTo(text.getBytes(UTF_8));
  }

  @Test
  void whatIsNoTextBecomesAByteThatUtf8NeverHas() throws IOException {
    byte[] broken = {'a', (byte) 0x81, (byte) 0x20, 'b'};
    byte[] half = {'a', 0, 0x3d, (byte) 0xd8};

    assertThat(transcode(broken, Charset.forName("Shift_JIS")))
        .contains((byte) 0xff)
        .startsWith('a')
        .endsWith('b');
    assertThat(transcode(half, UTF_16LE)).isEqualTo(new byte[] {'a', (byte) 0xff});
  }

  @Test
  void utf8IsHandedThrough() {
    InputStream in = new ByteArrayInputStream(new byte[0]);

    assertThat(Transcoder.toUtf8(in, UTF_8)).isSameAs(in);
  }

  /** Reads in odd pieces, as a stream may give them. */
  private static byte[] transcode(byte[] bytes, Charset charset) throws IOException {
    InputStream dribbling =
        new ByteArrayInputStream(bytes) {
          @Override
          public int read(byte[] to, int offset, int length) {
            return super.read(to, offset, Math.min(length, 1021));
          }
        };
    try (InputStream in = Transcoder.toUtf8(dribbling, charset)) {
      return in.readAllBytes();
    }
  }
}
