package quern.codecs.block;

import java.util.Arrays;
import java.util.Optional;

/** The ways to compress a block. */
public enum Compression {
  /** Snappy's raw format: fast, little smaller. */
  SNAPPY(1, "snappy", ".snappy"),
  /** LZ4's raw block format. */
  LZ4(2, "lz4", ".lz4"),
  /** A Zstandard frame. */
  ZSTD(3, "zstd", ".zst"),
  /** DEFLATE without a header (RFC 1951), as gzip has it inside. */
  GZIP(4, "gzip", ".gz"),
  /** Huffman codes alone. */
  HUFFMAN(5, "huffman", ".huff");

  private final int id;
  private final String word;
  private final String extension;

  Compression(int id, String word, String extension) {
    this.id = id;
    this.word = word;
    this.extension = extension;
  }

  /** Its number in headers, from 1. */
  int id() {
    return id;
  }

  /** Its name on the command line. */
  public String word() {
    return word;
  }

  /** What it adds to a file's name, with the dot. */
  public String extension() {
    return extension;
  }

  /** A new coder. */
  BlockCoder newCoder() {
    return switch (this) {
      case SNAPPY -> new RawCoders.Snappy();
      case LZ4 -> new RawCoders.Lz4();
      case ZSTD -> new RawCoders.Zstd();
      case GZIP -> new RawCoders.Deflate();
      case HUFFMAN -> new RawCoders.HuffmanCodes();
    };
  }

  static Optional<Compression> ofId(int id) {
    return Arrays.stream(values()).filter(one -> one.id == id).findFirst();
  }
}
