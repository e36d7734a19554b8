package quern.codecs;

import static java.util.Objects.requireNonNull;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.Chain;
import quern.conf.Settings;

/**
 * A codec as the command line names it.
 *
 * @param name its name
 * @param extension what it adds to a file's name, with the dot
 * @param type Hadoop's class of it
 * @param chain what its blocks go through; null for a codec of a standard format
 */
public record Codec(
    String name, String extension, Class<? extends CompressionCodec> type, @Nullable Chain chain) {
  public Codec {
    requireNonNull(name, "name is null");
    requireNonNull(extension, "extension is null");
    requireNonNull(type, "type is null");
  }

  Codec(String name, String extension, Class<? extends CompressionCodec> type) {
    this(name, extension, type, null);
  }

  Codec(Chain chain, Class<? extends BlockCodec> type) {
    this(chain.toString(), chain.extension(), type, chain);
  }

  /** Whether files by it are encrypted, and so need a key. */
  public boolean encrypts() {
    return chain != null && chain.encrypts();
  }

  /** Tells {@link #type} what to write, in the configuration of a job. */
  public void configureOutput(Configuration conf) {
    if (chain != null) {
      Settings.CODEC_CHAIN.set(conf, chain.toString());
    }
  }

  /** The class that encodes map output likewise, once it is set up in {@code conf}. */
  public Class<? extends CompressionCodec> configureShuffle(Configuration conf) {
    if (chain == null) {
      return type;
    }
    Settings.SHUFFLE_CODEC.set(conf, chain.toString());
    return ShuffleCodec.class;
  }

  /** A new instance with {@code conf}, where {@link #configureOutput} was called if it need be. */
  public CompressionCodec create(Configuration conf) {
    return ReflectionUtils.newInstance(type, conf);
  }
}
