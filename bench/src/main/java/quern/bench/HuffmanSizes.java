package quern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.zip.Deflater;
import quern.codecs.huffman.Huffman;

/**
 * Prints how many bytes each input takes in blocks of 256 KiB: by the Huffman coder, by Deflater
 * with {@code HUFFMAN_ONLY}, and by Huffman's own code without a limit, one for each block, with
 * nothing for its table and nothing for whole bytes; less than that only several codes a block
 * give.
 */
public final class HuffmanSizes {
  private HuffmanSizes() {}

  /** The arguments are files to measure besides what is generated. */
  public static void main(String[] args) {
    List<String> names = new ArrayList<>(HuffmanInputs.GENERATED);
    names.addAll(List.of(args));
    System.out.printf(
        "%-16s %11s %11s %11s %11s %13s %9s%n",
        "input", "bytes", "quern", "zlib", "one code", "quern/zlib", "/code");
    for (String name : names) {
      byte[] bytes = HuffmanInputs.read(name);
      long quern = 0;
      long zlib = 0;
      long optimal = 0;
      for (int from = 0; from < bytes.length; from += HuffmanInputs.BLOCK) {
        int to = Math.min(bytes.length, from + HuffmanInputs.BLOCK);
        byte[] block = Arrays.copyOfRange(bytes, from, to);
        quern += quern(block);
        zlib += zlib(block);
        optimal += optimal(block);
      }
      System.out.printf(
          Locale.ROOT,
          "%-16s %11d %11d %11d %11d %13.4f %9.4f%n",
          Path.of(name).getFileName(),
          bytes.length,
          quern,
          zlib,
          optimal,
          (double) quern / zlib,
          (double) quern / optimal);
    }
  }

  private static int quern(byte[] block) {
    byte[] out = new byte[Huffman.maxEncodedLength(block.length)];
    return new Huffman().encode(block, 0, block.length, out, 0);
  }

  private static int zlib(byte[] block) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    try {
      deflater.setStrategy(Deflater.HUFFMAN_ONLY);
      deflater.setInput(block);
      deflater.finish();
      byte[] out = new byte[2 * block.length + 100];
      int size = 0;
      // The first call, which sets the strategy, may give nothing yet.
      while (!deflater.finished()) {
        size += deflater.deflate(out, size, out.length - size);
      }
      return size;
    } finally {
      deflater.end();
    }
  }

  /** The sum of all inner nodes' weights is that of counts times lengths. */
  private static long optimal(byte[] block) {
    int[] counts = new int[256];
    for (byte symbol : block) {
      counts[symbol & 0xff]++;
    }
    PriorityQueue<Long> nodes = new PriorityQueue<>();
    for (int count : counts) {
      if (count > 0) {
        nodes.add((long) count);
      }
    }
    long bits = 0;
    while (nodes.size() > 1) {
      long weight = nodes.remove() + nodes.remove();
      bits += weight;
      nodes.add(weight);
    }
    return Math.max(1, (bits + 7) / 8);
  }
}
