package quern.codecs.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import quern.conf.Nearest;

/**
 * What a stream's blocks go through, in this order: they are compressed, encrypted, protected
 * against damage. Each step may be left out, but not all.
 *
 * <p>The order is the only one that makes sense: what is encrypted does not compress; and what is
 * protected before it is encrypted is refused as tampered with before it can be corrected.
 *
 * @param compression how blocks are compressed, or null
 * @param encrypts whether blocks are encrypted by AES
 * @param corrects whether blocks are protected by a Hamming code
 */
public record Chain(@Nullable Compression compression, boolean encrypts, boolean corrects) {
  private static final String AES = "aes";
  private static final String HAMMING = "hamming";

  public Chain {
    if (compression == null && !encrypts && !corrects) {
      throw new IllegalArgumentException("a chain has at least one coder");
    }
  }

  /**
   * The chain that {@code text} names: names of coders with {@code +} between them.
   *
   * @throws IllegalArgumentException when a coder is not known, is there twice, or is in a place
   *     where it cannot be; the message says why
   */
  public static Chain parse(String text) {
    Compression compression = null;
    boolean encrypts = false;
    boolean corrects = false;
    for (String step : text.split("\\+", -1)) {
      String word = step.trim().toLowerCase(Locale.ROOT);
      switch (word) {
        case AES -> {
          refuse(encrypts, text, AES + " is there twice");
          refuse(
              corrects,
              text,
              "aes comes before hamming: a damaged byte must be corrected before it is decrypted");
          encrypts = true;
        }
        case HAMMING -> {
          refuse(corrects, text, HAMMING + " is there twice");
          corrects = true;
        }
        default -> {
          Compression found = compression(word, text);
          refuse(compression != null, text, "bytes are compressed once; leave one of the two out");
          refuse(encrypts, text, word + " comes before aes: what is encrypted does not compress");
          refuse(
              corrects,
              text,
              word + " comes before hamming: what is compressed later would not be protected");
          compression = found;
        }
      }
    }
    return new Chain(compression, encrypts, corrects);
  }

  private static void refuse(boolean when, String text, String why) {
    if (when) {
      throw new IllegalArgumentException(
          "%s: %s (the order is: compress, encrypt, protect)".formatted(text, why));
    }
  }

  private static Compression compression(String word, String text) {
    for (Compression one : Compression.values()) {
      if (word.equals(one.word()) || one.extension().equals("." + word)) {
        return one;
      }
    }
    List<String> names = words();
    throw new IllegalArgumentException(
        "%s: '%s' cannot be part of a chain.%s Parts are: %s"
            .formatted(
                text,
                word,
                Nearest.to(word, names).map(" Did you mean '%s'?"::formatted).orElse(""),
                String.join(", ", names)));
  }

  /** The names of all coders. */
  public static List<String> words() {
    return Stream.concat(
            Arrays.stream(Compression.values()).map(Compression::word), Stream.of(AES, HAMMING))
        .toList();
  }

  /** What it adds to a file's name: the extensions of its steps in order, with dots. */
  public String extension() {
    return (compression == null ? "" : compression.extension())
        + (encrypts ? ".aes" : "")
        + (corrects ? ".ham" : "");
  }

  /** Whether there is a standard format of files for it, so that blocks of Quern's are not. */
  public boolean isStandard() {
    return !encrypts && !corrects && compression != Compression.HUFFMAN;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    List<String> steps = new ArrayList<>();
    if (compression != null) {
      steps.add(compression.word());
    }
    if (encrypts) {
      steps.add(AES);
    }
    if (corrects) {
      steps.add(HAMMING);
    }
    return steps.stream().collect(Collectors.joining("+"));
  }
}
