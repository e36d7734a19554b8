package quern.codecs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.Chain;
import quern.codecs.block.FileBlockReader;
import quern.codecs.block.FileBlockWriter;
import quern.codecs.block.StreamHeader;
import quern.codecs.keys.JobDataKeys;
import quern.conf.Settings;

/**
 * Files of Quern's blocks as a codec of Hadoop's: written by one chain, read whatever their chain
 * is, as they say so themselves; and split at any block.
 */
public abstract sealed class BlockCodec implements SplittableCompressionCodec, Configurable
    permits HuffmanCodec, AesCodec, HammingCodec, ChainCodec {
  private @Nullable Configuration conf;
  private @Nullable JobDataKeys keys;

  /** The chain that files are written by. */
  abstract Chain chain();

  @Override
  public final void setConf(Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
    this.keys = JobDataKeys.of(conf);
  }

  @Override
  public final Configuration getConf() {
    return requireNonNull(conf, "setConf was not called");
  }

  private JobDataKeys keys() {
    return requireNonNull(keys, "setConf was not called");
  }

  @Override
  public final String getDefaultExtension() {
    return chain().extension();
  }

  @Override
  public final CompressionOutputStream createOutputStream(OutputStream out) throws IOException {
    return createOutputStream(out, createCompressor());
  }

  @Override
  public final CompressionOutputStream createOutputStream(OutputStream out, Compressor compressor)
      throws IOException {
    Configuration conf = getConf();
    FileBlockWriter writer =
        new FileBlockWriter(
            out,
            chain(),
            Settings.CODEC_BLOCK_BYTES.get(conf),
            MarkerSeed.of(conf),
            WriteKeys.of(conf, chain()),
            keys(),
            BlockCompressor.coders(compressor));
    return new BlockOutputStream(out, writer);
  }

  @Override
  public final CompressionInputStream createInputStream(InputStream in) throws IOException {
    return createInputStream(in, createDecompressor());
  }

  @Override
  public final CompressionInputStream createInputStream(InputStream in, Decompressor decompressor)
      throws IOException {
    return new BlockInputStream(
        in, () -> FileBlockReader.whole(in, keys(), BlockDecompressor.coders(decompressor)));
  }

  @Override
  public final SplitCompressionInputStream createInputStream(
      InputStream in, Decompressor decompressor, long start, long end, READ_MODE mode)
      throws IOException {
    if (!(in instanceof Seekable file)) {
      throw new IOException("a split can only be read of a stream that can be sought in");
    }
    file.seek(0);
    StreamHeader header = StreamHeader.read(in);
    file.seek(FileBlockReader.seekTo(start, header));
    FileBlockReader reader =
        FileBlockReader.from(in, start, header, keys(), BlockDecompressor.coders(decompressor));
    return new SplitBlockInputStream(in, reader, start, end);
  }

  /**
   * Opens a file to be read from within.
   *
   * @param file stays the caller's to close
   * @param length its length as it is stored
   * @throws IOException when it does not begin and end as such a file does
   */
  public final BlockFile open(FSDataInputStream file, long length) throws IOException {
    return new BlockFile(file, length, keys());
  }

  @Override
  public final Class<? extends Compressor> getCompressorType() {
    return BlockCompressor.class;
  }

  @Override
  public final Compressor createCompressor() {
    return new BlockCompressor();
  }

  @Override
  public final Class<? extends Decompressor> getDecompressorType() {
    return BlockDecompressor.class;
  }

  @Override
  public final Decompressor createDecompressor() {
    return new BlockDecompressor();
  }
}
