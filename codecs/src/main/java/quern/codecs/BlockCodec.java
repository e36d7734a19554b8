package quern.codecs;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.io.compress.Decompressor;
import org.apache.hadoop.io.compress.SplitCompressionInputStream;
import org.apache.hadoop.io.compress.SplittableCompressionCodec;
import quern.codecs.block.BlockReader;
import quern.codecs.block.BlockWriter;
import quern.codecs.block.Chain;
import quern.codecs.block.Coders;
import quern.codecs.block.FileBlockReader;
import quern.codecs.block.FileBlockWriter;
import quern.codecs.block.StreamHeader;
import quern.conf.Settings;

/**
 * Files of Quern's blocks as a codec of Hadoop's: written by one chain, read whatever their chain
 * is, as they say so themselves; and split at any block.
 */
public abstract sealed class BlockCodec extends PooledCodec implements SplittableCompressionCodec
    permits HuffmanCodec, AesCodec, HammingCodec, ChainCodec {
  /** The chain that files are written by. */
  abstract Chain chain();

  @Override
  public final String getDefaultExtension() {
    return chain().extension();
  }

  @Override
  final BlockWriter writer(OutputStream out, Coders coders) throws IOException {
    Configuration conf = getConf();
    Chain chain = chain();
    return new FileBlockWriter(
        out,
        chain,
        Settings.CODEC_BLOCK_BYTES.get(conf),
        MarkerSeed.of(conf),
        WriteKeys.of(conf, chain),
        keys(),
        coders);
  }

  @Override
  final BlockReader reader(InputStream in, Coders coders) {
    return FileBlockReader.whole(in, keys(), coders);
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
        FileBlockReader.from(in, start, header, keys(), PooledCoders.of(decompressor));
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
}
