package quern.codecs.huffman;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Blocks put together by hand: a section of eight bytes, two in each stream. */
class MalformedBlockTest {
  /** The lengths of 97 and 98: one bit each, so that 0 is an a and 1 is a b. */
  private static final String A_AND_B = table("1 1010110", "0 0", "1 1111111", "1 0001000");

  private static final String HEAD = "22";
  private static final String SIZES = "000001 000001 000001 000001";

  @Test
  void theBlockThatTheOthersDifferFromIsValid() throws IOException {
    byte[] block = bytes(HEAD, A_AND_B, SIZES, "05 06 04 07");
    byte[] out = new byte[8];

    assertThat(new Huffman().decode(block, 0, block.length, out, 0, 8)).isEqualTo(8);
    assertThat(new String(out, US_ASCII)).isEqualTo("abbaaabb");
  }

  @Test
  void anOverSubscribedCodeIsRefused() {
    assertRefused(
        "the code is over-subscribed, at byte 1",
        bytes(HEAD, table("1 1010110", "0 0 0", "1 1111111", "1 0000111"), SIZES, "05 06 04 07"));
  }

  @Test
  void anUnderSubscribedCodeIsRefused() {
    assertRefused(
        "the code is under-subscribed, at byte 1",
        bytes(HEAD, table("1 1010110", "0", "1 1111111", "1 0001001"), SIZES, "05 06 04 07"));
  }

  @Test
  void wrongPaddingOfTheTableIsRefused() {
    byte[] block = bytes(HEAD, A_AND_B, SIZES, "05 06 04 07");
    block[9] |= 1;

    assertRefused("wrong padding after the table of code lengths, at byte 9", block);
  }

  @Test
  void aStreamWithoutAMarkIsRefused() {
    assertRefused("stream 2 has no mark, at byte 23", bytes(HEAD, A_AND_B, SIZES, "05 00 04 07"));
  }

  @Test
  void bitsLeftOverAreRefused() {
    assertRefused(
        "stream 3 has 1 bits left over, at byte 24", bytes(HEAD, A_AND_B, SIZES, "05 06 0b 07"));
    assertRefused(
        "stream 4 has 9 bits left over, at byte 25",
        bytes(HEAD, A_AND_B, "000001 000001 000001 000002", "05 06 04 00 0b"));
  }

  @Test
  void aStreamThatIsTooShortIsRefused() {
    assertRefused(
        "stream 1 ends before its last symbol, at byte 22",
        bytes(HEAD, A_AND_B, SIZES, "03 06 04 07"));
    assertRefused(
        "stream 4 ends before its last symbol, at byte 25",
        bytes(HEAD, A_AND_B, SIZES, "05 06 04 01"));
  }

  @Test
  void streamsThatDoNotFitAreRefused() {
    assertRefused(
        "expected a stream of 1 to 3 bytes, found one of 0, at byte 13",
        bytes(HEAD, A_AND_B, "000001 000000 000001 000001", "05 06 04 07"));
    assertRefused(
        "expected a stream of 1 to 4 bytes, found one of 16777215, at byte 10",
        bytes(HEAD, A_AND_B, "ffffff 000001 000001 000001", "05 06 04 07"));
    assertRefused("the sizes of streams are cut off, at byte 10", bytes(HEAD, A_AND_B, "0000"));
  }

  @Test
  void bytesAfterTheLastStreamAreTakenForAHead() {
    assertRefused(
        "expected a section of 1 to 0 bytes, found one of 0, at byte 26",
        bytes(HEAD, A_AND_B, SIZES, "05 06 04 07", "00"));
  }

  @Test
  void wrongHeadsAreRefused() {
    assertRefused("the head of a section is cut off, at byte 0", bytes("ff ff"));
    assertRefused("the head of a section is longer than need be, at byte 0", bytes("84 00 61"));
    assertRefused("the head of a section is too long, at byte 0", bytes("84 80 80 80 01 61"));
    assertRefused("expected a section of 1 to 8 bytes, found one of 0, at byte 0", bytes("00"));
    assertRefused("unknown kind of section, at byte 2", bytes("05 61 07"));
    assertRefused("2 stored bytes are cut off, at byte 0", bytes("08 61"));
    assertRefused("the byte of a run is cut off, at byte 0", bytes("09"));
  }

  private static void assertRefused(String message, byte[] block) {
    assertThatThrownBy(() -> new Huffman().decode(block, 0, block.length, new byte[8], 0, 8))
        .isInstanceOf(IOException.class)
        .hasMessage("not a Huffman block: " + message);
  }

  /** A table of lengths 0 and 1 in the tokens 1, with codeword 0, and 14, with codeword 1. */
  private static String table(String... tokens) {
    Bits bits = new Bits();
    for (int token = 0; token < 15; token++) {
      bits.add(token == 1 || token == 14 ? 1 : 0, 3);
    }
    for (String token : tokens) {
      bits.add(token);
    }
    return HexFormat.of().formatHex(bits.toBytes());
  }

  private static byte[] bytes(String... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String part : parts) {
      out.writeBytes(HexFormat.of().parseHex(part.replace(" ", "")));
    }
    return out.toByteArray();
  }
}
