package quern.codecs;

import quern.codecs.block.Chain;

/** Files of blocks that end in {@code .ham}: protected against damage, whatever was before. */
public final class HammingCodec extends BlockCodec {
  private static final Chain CHAIN = new Chain(null, false, true);

  @Override
  Chain chain() {
    return CHAIN;
  }
}
