package quern.codecs;

import quern.codecs.block.Chain;

/** Files of blocks that end in {@code .aes}: encrypted, whatever was before. */
public final class AesCodec extends BlockCodec {
  private static final Chain CHAIN = new Chain(null, true, false);

  @Override
  Chain chain() {
    return CHAIN;
  }
}
