package quern.codecs;

import static java.util.Objects.requireNonNull;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * A codec as the command line names it.
 *
 * @param name its name
 * @param extension what it adds to a file's name, with the dot
 * @param type Hadoop's class of it
 */
public record Codec(String name, String extension, Class<? extends CompressionCodec> type) {
  public Codec {
    requireNonNull(name, "name is null");
    requireNonNull(extension, "extension is null");
    requireNonNull(type, "type is null");
  }

  /** A new instance with {@code conf}. */
  public CompressionCodec create(Configuration conf) {
    return ReflectionUtils.newInstance(type, conf);
  }
}
