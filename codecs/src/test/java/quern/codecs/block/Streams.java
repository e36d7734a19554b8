package quern.codecs.block;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.WrappedKey;

/** Streams of blocks in memory. */
final class Streams {
  static final WrappedKey KEY = new WrappedKey("orders", "orders@0", new byte[16], new byte[32]);
  static final DataKeys KEYS =
      key -> {
        byte[] dataKey = new byte[32];
        Arrays.fill(dataKey, (byte) 7);
        return dataKey;
      };
  static final byte[] SEED = "a seed".getBytes(StandardCharsets.UTF_8);

  private Streams() {}

  /** Chains with every coder, alone and together. */
  static List<Chain> chains() {
    return List.of(
            "huffman",
            "aes",
            "hamming",
            "huffman+aes",
            "huffman+hamming",
            "aes+hamming",
            "snappy+aes",
            "snappy+hamming",
            "lz4+hamming",
            "zstd+aes",
            "gzip+aes+hamming",
            "snappy+aes+hamming",
            "zstd+aes+hamming",
            "huffman+aes+hamming")
        .stream()
        .map(Chain::parse)
        .toList();
  }

  /** Bytes of which parts compress and parts do not. */
  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      boolean noise = (i >> 9) % 5 == 4;
      bytes[i] = (byte) (noise ? random.nextInt() : "a row,of text\n".charAt((i + i / 97) % 14));
    }
    return bytes;
  }

  static byte[] encode(Chain chain, int blockLength, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    FileBlockWriter writer =
        new FileBlockWriter(out, chain, blockLength, SEED, KEY, KEYS, new Coders());
    writer.write(bytes, 0, bytes.length);
    writer.finish();
    return out.toByteArray();
  }

  static byte[] lean(Chain chain, int blockLength, byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LeanBlockWriter writer = new LeanBlockWriter(out, chain, blockLength, KEY, KEYS, new Coders());
    writer.write(bytes, 0, bytes.length);
    writer.finish();
    return out.toByteArray();
  }

  static byte[] decode(byte[] stream) throws IOException {
    return decode(stream, new Coders());
  }

  static byte[] decode(byte[] stream, Coders coders) throws IOException {
    return all(FileBlockReader.whole(in(stream), KEYS, coders));
  }

  static byte[] decodeLean(Chain chain, byte[] stream) throws IOException {
    return decodeLean(chain, stream, new Coders());
  }

  static byte[] decodeLean(Chain chain, byte[] stream, Coders coders) throws IOException {
    return all(new LeanBlockReader(in(stream), chain, KEYS, coders));
  }

  static Marker marker(byte[] stream) throws IOException {
    return StreamHeader.read(in(stream)).marker();
  }

  static InputStream in(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  static byte[] all(BlockReader reader) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    while (reader.next()) {
      out.write(reader.bytes(), 0, reader.length());
    }
    return out.toByteArray();
  }
}
