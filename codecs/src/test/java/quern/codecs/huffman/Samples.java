package quern.codecs.huffman;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Bytes of several kinds, the same in every run. */
final class Samples {
  private Samples() {}

  /** All kinds, each of {@code length} bytes. */
  static Map<String, byte[]> of(int length) {
    Map<String, byte[]> samples = new LinkedHashMap<>();
    samples.put("one symbol", repeat("a", length));
    samples.put("two symbols", pick("ab", length));
    samples.put("two symbols, one of them rare", rare(length));
    samples.put("three symbols", pick("xyz", length));
    samples.put("DNA", pick("ACGT", length));
    samples.put("hex digits", pick("0123456789abcdef", length));
    samples.put("Fibonacci", fibonacci(length));
    samples.put("geometric", geometric(length));
    samples.put("uniform", uniform(length));
    samples.put("text", text(length));
    samples.put("CSV", csv(length));
    samples.put("numbers", numbers(length));
    samples.put("runs", runs(length));
    samples.put("changing", changing(length));
    return samples;
  }

  static byte[] repeat(String text, int length) {
    byte[] part = text.getBytes(US_ASCII);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = part[i % part.length];
    }
    return bytes;
  }

  static byte[] pick(String symbols, int length) {
    Random random = new Random(11);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) symbols.charAt(random.nextInt(symbols.length()));
    }
    return bytes;
  }

  static byte[] rare(int length) {
    byte[] bytes = new byte[length];
    for (int i = 997; i < length; i += 1000) {
      bytes[i] = 1;
    }
    return bytes;
  }

  /** Frequencies are Fibonacci numbers, for which Huffman's own code is as deep as it gets. */
  static byte[] fibonacci(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(12);
    for (int i = 0; i < length; i++) {
      // The golden ratio: each symbol is as frequent as the two next together.
      bytes[i] = (byte) (int) (StrictMath.log(1 - random.nextDouble()) / -StrictMath.log(1.618034));
    }
    return bytes;
  }

  static byte[] geometric(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(13);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (int) (-20 * StrictMath.log(1 - random.nextDouble()));
    }
    return bytes;
  }

  static byte[] uniform(int length) {
    byte[] bytes = new byte[length];
    new Random(14).nextBytes(bytes);
    return bytes;
  }

  static byte[] text(int length) {
    String[] words = {
      "the", "of", "and", "to", "a", "in", "that", "is", "was", "he", "for", "it", "with", "quern",
      "mill", "stone", "grain", "flour", "Hand", "turns", "Every", "joking", "box", "quiz"
    };
    Random random = new Random(15);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      int rank = (int) (words.length * StrictMath.pow(random.nextDouble(), 2));
      text.append(words[rank]).append(random.nextInt(12) == 0 ? ".\n" : " ");
    }
    return Arrays.copyOf(text.toString().getBytes(US_ASCII), length);
  }

  static byte[] csv(int length) {
    Random random = new Random(16);
    StringBuilder text = new StringBuilder("id,name,age,income,day\n");
    for (int id = 1; text.length() < length; id++) {
      text.append(id).append(",\"").append(random.nextBoolean() ? "Ada" : "Grace Brewster");
      text.append("\",").append(random.nextInt(100)).append(',');
      text.append(random.nextInt(10_000_000) / 100.0).append(",2025-0");
      text.append(1 + random.nextInt(9)).append("-1").append(random.nextInt(10)).append('\n');
    }
    return Arrays.copyOf(text.toString().getBytes(US_ASCII), length);
  }

  /** Big-endian numbers of 32 bits, most of them small. */
  static byte[] numbers(int length) {
    Random random = new Random(17);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i += 4) {
      int number = random.nextInt() >>> random.nextInt(32);
      for (int j = i; j < Math.min(i + 4, length); j++) {
        bytes[j] = (byte) (number >>> 24);
        number <<= 8;
      }
    }
    return bytes;
  }

  static byte[] runs(int length) {
    Random random = new Random(18);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; ) {
      int end = Math.min(length, i + random.nextInt(100));
      Arrays.fill(bytes, i, end, (byte) random.nextInt(40));
      i = end;
    }
    return bytes;
  }

  /** A part of each of some kinds. */
  static byte[] changing(int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int part = length / 6;
    out.writeBytes(text(part));
    out.writeBytes(uniform(part));
    out.writeBytes(repeat("0", part));
    out.writeBytes(numbers(part));
    out.writeBytes(pick("ACGT", part));
    out.writeBytes(csv(length - 5 * part));
    return out.toByteArray();
  }
}
