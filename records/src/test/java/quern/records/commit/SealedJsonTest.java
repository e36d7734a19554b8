package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SealedJsonTest {
  private static byte[] sample() throws IOException {
    return SealedJson.seal(
        json -> {
          json.writeStringField("name", "é");
          json.writeNumberField("n", 7);
        });
  }

  @Test
  void whatWasSealedIsReadBackAndIsPlainJson() throws IOException {
    assertThat(new String(sample(), UTF_8))
        .startsWith("{\n  \"name\" : \"é\",\n  \"n\" : 7,\n  \"checksum\" : \"")
        .endsWith("\"\n}\n");
    assertThat(SealedJson.open(sample(), "here").text("name")).isEqualTo("é");
  }

  @Test
  void everyBitFlippedAndEveryByteCutOffIsNoticed() throws IOException {
    byte[] sealed = sample();
    for (int i = 0; i < sealed.length; i++) {
      byte[] cut = Arrays.copyOf(sealed, i);
      assertThatThrownBy(() -> SealedJson.open(cut, "here")).hasMessageContaining("here: ");
      for (int bit = 0; bit < 8; bit++) {
        byte[] flipped = sealed.clone();
        flipped[i] ^= (byte) (1 << bit);
        assertThatThrownBy(() -> SealedJson.open(flipped, "here"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("torn or changed");
      }
    }
  }

  @Test
  void whatWasAddedBehindOrHadNoChecksumIsRefused() throws IOException {
    byte[] more = Arrays.copyOf(sample(), sample().length + 1);
    more[more.length - 1] = '\n';
    assertThatThrownBy(() -> SealedJson.open(more, "here")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> SealedJson.open("{ }\n".getBytes(UTF_8), "here"))
        .isInstanceOf(IOException.class);
  }
}
