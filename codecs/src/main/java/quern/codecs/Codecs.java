package quern.codecs;

import io.airlift.compress.lz4.Lz4Codec;
import io.airlift.compress.snappy.SnappyCodec;
import io.airlift.compress.zstd.ZstdCodec;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.apache.hadoop.io.compress.DefaultCodec;
import org.apache.hadoop.io.compress.GzipCodec;
import quern.codecs.block.Chain;
import quern.conf.Nearest;

/**
 * The codecs by name and by extension. All work without Hadoop's native library: Zstandard, LZ4 and
 * Snappy are aircompressor's, which read and write what Hadoop's own do. Hadoop's block streams,
 * besides, take a file that is cut off for one that ends there. Huffman, AES, Hamming and chains of
 * coders are Quern's own.
 */
public final class Codecs {
  /** The name of no codec. */
  public static final String NONE = "none";

  private static final List<Codec> ALL =
      List.of(
          new Codec("snappy", ".snappy", SnappyCodec.class),
          new Codec("gzip", ".gz", GzipCodec.class),
          new Codec("zstd", ".zst", ZstdCodec.class),
          new Codec("bzip2", ".bz2", BZip2Codec.class),
          new Codec("lz4", ".lz4", Lz4Codec.class),
          new Codec("deflate", ".deflate", DefaultCodec.class),
          new Codec(Chain.parse("huffman"), HuffmanCodec.class),
          new Codec(Chain.parse("aes"), AesCodec.class),
          new Codec(Chain.parse("hamming"), HammingCodec.class));

  private Codecs() {}

  /** All codecs, {@link #NONE} and chains of several coders not among them. */
  public static List<Codec> all() {
    return ALL;
  }

  /**
   * The codec called {@code name}, or by its extension without the dot, or the chain of several
   * with {@code +} between them; empty for {@link #NONE}.
   *
   * @throws IllegalArgumentException when there is none; the message lists the names, or says what
   *     is wrong with the chain
   */
  public static Optional<Codec> forName(String name) {
    String word = name.toLowerCase(Locale.ROOT);
    if (word.equals(NONE)) {
      return Optional.empty();
    }
    for (Codec codec : ALL) {
      if (word.equals(codec.name()) || codec.extension().equals("." + word)) {
        return Optional.of(codec);
      }
    }
    if (word.contains("+")) {
      return Optional.of(new Codec(Chain.parse(name), ChainCodec.class));
    }
    List<String> names = ALL.stream().map(Codec::name).toList();
    throw new IllegalArgumentException(
        "no codec is called '%s'.%s The codecs are: %s, %s; and chains like snappy+aes+hamming"
            .formatted(
                name,
                Nearest.to(name, names).map(" Did you mean '%s'?"::formatted).orElse(""),
                NONE,
                String.join(", ", names)));
  }

  /**
   * Has jobs with this configuration read files by these codecs, whatever codecs Hadoop itself
   * would find for their extensions.
   */
  public static void register(Configuration conf) {
    conf.set(
        CommonConfigurationKeys.IO_COMPRESSION_CODECS_KEY,
        ALL.stream().map(codec -> codec.type().getName()).collect(Collectors.joining(",")));
  }

  /** The codec that a file's extension tells, case aside; empty when it tells none. */
  public static Optional<Codec> forPath(Path file) {
    String name = file.getName().toLowerCase(Locale.ROOT);
    return ALL.stream().filter(codec -> name.endsWith(codec.extension())).findFirst();
  }
}
