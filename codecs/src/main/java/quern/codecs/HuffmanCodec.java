package quern.codecs;

import quern.codecs.block.Chain;
import quern.codecs.block.Compression;

/** Files of blocks that end in {@code .huff}: in Huffman codes. */
public final class HuffmanCodec extends BlockCodec {
  private static final Chain CHAIN = new Chain(Compression.HUFFMAN, false, false);

  @Override
  Chain chain() {
    return CHAIN;
  }
}
