package quern.codecs.aes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WrappedKeyTest {
  private static final WrappedKey KEY =
      new WrappedKey("hr", "hr@0", new byte[] {1, 2}, new byte[] {3, 4, 5});

  @Test
  void itsBytesAreFourPartsBehindTheirLengths() throws IOException {
    assertThat(KEY.toBytes())
        .isEqualTo(new byte[] {2, 'h', 'r', 4, 'h', 'r', '@', '0', 2, 1, 2, 3, 3, 4, 5});
    assertThat(WrappedKey.parse(KEY.toBytes())).isEqualTo(KEY).hasSameHashCodeAs(KEY);
    assertThat(WrappedKey.parseText(KEY.toText())).isEqualTo(KEY);
    assertThat(KEY).hasToString("key 'hr', version hr@0");
  }

  @Test
  void keysThatDifferInAPartAreNotEqualAndHaveOtherIds() {
    byte[] iv = {1, 2};
    byte[] material = {3, 4, 5};
    for (WrappedKey other :
        new WrappedKey[] {
          new WrappedKey("hs", "hr@0", iv, material),
          new WrappedKey("hr", "hr@1", iv, material),
          new WrappedKey("hr", "hr@0", new byte[] {1, 3}, material),
          new WrappedKey("hr", "hr@0", iv, new byte[] {3, 4}),
        }) {
      assertThat(other).isNotEqualTo(KEY);
      assertThat(other.id()).isNotEqualTo(KEY.id());
    }
    assertThat(KEY.id()).matches("[0-9a-f]{32}");
  }

  @Test
  void nobodyChangesItThroughAnArray() {
    byte[] iv = {1, 2};
    byte[] material = {3, 4, 5};
    WrappedKey key = new WrappedKey("hr", "hr@0", iv, material);

    iv[0] = 9;
    material[0] = 9;
    key.iv()[1] = 9;
    key.material()[1] = 9;

    assertThat(key).isEqualTo(KEY);
  }

  @Test
  void theLongestPartsFitAndNothingLonger() throws IOException {
    String longest = "ü".repeat(127) + "x";
    byte[] iv = new byte[64];
    byte[] material = new byte[128];
    WrappedKey key = new WrappedKey(longest, longest, iv, material);

    assertThat(key.toBytes()).hasSize(WrappedKey.MAX_BYTES);
    assertThat(WrappedKey.parse(key.toBytes())).isEqualTo(key);
    assertThatThrownBy(() -> new WrappedKey(longest + "x", "v", iv, material))
        .hasMessage("the key's name: expected 1 to 255 bytes, found 256");
    assertThatThrownBy(() -> new WrappedKey("n", "", iv, material))
        .hasMessage("the key's version: expected 1 to 255 bytes, found 0");
    assertThatThrownBy(() -> new WrappedKey("n", "v", new byte[65], material))
        .hasMessage("the key's iv: expected 0 to 64 bytes, found 65");
    assertThatThrownBy(() -> new WrappedKey("n", "v", iv, new byte[0]))
        .hasMessage("the key's material: expected 1 to 128 bytes, found 0");
    assertThatThrownBy(() -> new WrappedKey("n\033[2J", "v", iv, material))
        .hasMessage("the key's name has control characters");
  }

  @Test
  void whatIsNoKeyIsRefused() {
    byte[] bytes = KEY.toBytes();
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> WrappedKey.parse(cut))
          .isInstanceOf(IOException.class)
          .hasMessage("not a wrapped key: it is cut off");
    }
    assertThatThrownBy(() -> WrappedKey.parse(Arrays.copyOf(bytes, bytes.length + 1)))
        .hasMessage("not a wrapped key: 1 bytes too many follow");
    assertThatThrownBy(() -> WrappedKey.parseText("no base64"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not a wrapped key: ");
    bytes[1] = (byte) 0xff;
    assertThatThrownBy(() -> WrappedKey.parse(bytes))
        .as("not UTF-8")
        .isInstanceOf(IOException.class);
  }

  @Property(tries = 500)
  void anyBytesAreAKeyThatGivesThemAgainOrAnIoException(@ForAll @Size(max = 40) byte[] bytes) {
    try {
      assertThat(WrappedKey.parse(bytes).toText())
          .isEqualTo(Base64.getEncoder().encodeToString(bytes));
    } catch (IOException e) {
      assertThat(e).hasMessageStartingWith("not a wrapped key: ");
    }
  }
}
