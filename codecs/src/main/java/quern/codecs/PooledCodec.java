package quern.codecs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.BlockReader;
import quern.codecs.block.BlockWriter;
import quern.codecs.block.Coders;
import quern.codecs.keys.JobDataKeys;

/** Streams of blocks as a codec of Hadoop's, whose coders {@code CodecPool} keeps. */
public abstract sealed class PooledCodec implements CompressionCodec, Configurable
    permits BlockCodec, ShuffleCodec {
  private @Nullable Configuration conf;
  private @Nullable JobDataKeys keys;

  /** Writes a stream of blocks to {@code out}. */
  abstract BlockWriter writer(OutputStream out, Coders coders) throws IOException;

  /** Reads the stream of blocks that begins where {@code in} stands. */
  abstract BlockReader reader(InputStream in, Coders coders);

  @Override
  public void setConf(Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
    this.keys = JobDataKeys.of(conf);
  }

  @Override
  public final Configuration getConf() {
    return requireNonNull(conf, "setConf was not called");
  }

  final JobDataKeys keys() {
    return requireNonNull(keys, "setConf was not called");
  }

  @Override
  public final CompressionOutputStream createOutputStream(OutputStream out) throws IOException {
    return createOutputStream(out, createCompressor());
  }

  @Override
  public final CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor)
      throws IOException {
    return new BlockOutputStream(out, writer(out, PooledCoders.of(compressor)));
  }

  @Override
  public final CompressionInputStream createInputStream(InputStream in) throws IOException {
    return createInputStream(in, createDecompressor());
  }

  @Override
  public final CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new BlockInputStream(in, () -> reader(in, PooledCoders.of(decompressor)));
  }

  @Override
  public final Class<? extends Compressor> getCompressorType() {
    return PooledCoders.class;
  }

  @Override
  public final Compressor createCompressor() {
    return new PooledCoders();
  }

  @Override
  public final Class<? extends Decompressor> getDecompressorType() {
    return PooledCoders.class;
  }

  @Override
  public final Decompressor createDecompressor() {
    return new PooledCoders();
  }
}
