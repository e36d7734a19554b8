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
import quern.codecs.block.Chain;
import quern.codecs.block.LeanBlockReader;
import quern.codecs.block.LeanBlockWriter;
import quern.codecs.keys.JobDataKeys;
import quern.conf.Settings;

/**
 * Encodes what moves between map and reduce, by the chain that {@link Settings#SHUFFLE_CODEC}
 * names. Its form is lean, as map outputs are read once, from their beginning, by the job that
 * wrote them.
 */
public final class ShuffleCodec implements CompressionCodec, Configurable {
  private @Nullable Configuration conf;
  private @Nullable Chain chain;
  private @Nullable JobDataKeys keys;

  @Override
  public void setConf(Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
    this.chain = Chain.parse(Settings.SHUFFLE_CODEC.get(conf));
    this.keys = JobDataKeys.of(conf);
  }

  @Override
  public Configuration getConf() {
    return requireNonNull(conf, "setConf was not called");
  }

  private Chain chain() {
    return requireNonNull(chain, "setConf was not called");
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out) throws IOException {
    return createOutputStream(out, createCompressor());
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor)
      throws IOException {
    LeanBlockWriter writer =
        new LeanBlockWriter(
            out,
            chain(),
            Settings.SHUFFLE_BLOCK_BYTES.get(getConf()),
            WriteKeys.of(getConf(), chain()),
            requireNonNull(keys, "setConf was not called"),
            BlockCompressor.coders(compressor));
    return new BlockOutputStream(out, writer);
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return createInputStream(in, createDecompressor());
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new BlockInputStream(
        in,
        () ->
            new LeanBlockReader(
                in,
                chain(),
                requireNonNull(keys, "setConf was not called"),
                BlockDecompressor.coders(decompressor)));
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return BlockCompressor.class;
  }

  @Override
  public Compressor createCompressor() {
    return new BlockCompressor();
  }

  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return BlockDecompressor.class;
  }

  @Override
  public Decompressor createDecompressor() {
    return new BlockDecompressor();
  }

  /** None is ever written: map outputs have names of their own. */
  @Override
  public String getDefaultExtension() {
    return ".quern-shuffle";
  }
}
