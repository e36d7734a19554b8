package quern.records.csv;

/**
 * A run of text, as a slice of the reader's buffer: it begins and ends where no word is cut, or no
 * line, as its reader was asked for. At least {@value #SLACK} bytes can be read behind its end.
 * Valid until the reader moves on.
 */
public final class TextBatch {
  /** Bytes of the array behind {@link #to}, whatever they hold. */
  public static final int SLACK = 16;

  byte[] bytes = new byte[SLACK];
  int from;
  int to;
  String source = "";

  /** The text's offset of what is at index 0. */
  long base;

  TextBatch() {}

  /** A run that is all of {@code text}. */
  public static TextBatch of(byte[] text) {
    TextBatch batch = new TextBatch();
    batch.bytes = java.util.Arrays.copyOf(text, text.length + SLACK);
    batch.to = text.length;
    return batch;
  }

  /** The array that holds the text. */
  public byte[] bytes() {
    return bytes;
  }

  /** A run at {@code offset} of the file {@code source}. */
  public static TextBatch of(byte[] text, String source, long offset) {
    TextBatch batch = of(text);
    batch.source = source;
    batch.base = offset;
    return batch;
  }

  /** Where it begins. */
  public int from() {
    return from;
  }

  /** Where it ends. */
  public int to() {
    return to;
  }

  /** The file that it is from. */
  public String source() {
    return source;
  }

  /** Where {@code bytes()[index]} stands in its file (in the text, when that is compressed). */
  public long offset(int index) {
    return base + index;
  }

  /** Whether a byte stands between words: space, tab, line end or form feed. */
  public static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f';
  }
}
