package quern.conf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/**
 * Text that can stand in the XML of a job's configuration, which holds no control characters but
 * tab and line ends, however they are written. Text that has others is written in Base64.
 */
final class XmlText {
  private static final String BASE_64 = "base64:";

  private XmlText() {}

  /** The text as it is, unless XML cannot hold it. */
  static String encode(String text) {
    boolean plain = !text.startsWith(BASE_64) && text.chars().allMatch(XmlText::isXml);
    return plain ? text : BASE_64 + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  private static boolean isXml(int c) {
    return c >= ' ' ? c < 0xfffe && c != 0x7f : c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * What {@link #encode} was given.
   *
   * @throws IllegalArgumentException when text that says it is Base64 is not
   */
  static String decode(String text) {
    return text.startsWith(BASE_64)
        ? new String(Base64.getDecoder().decode(text.substring(BASE_64.length())), UTF_8)
        : text;
  }
}
