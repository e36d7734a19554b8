package quern.codecs;

import quern.codecs.block.Chain;
import quern.conf.Settings;

/**
 * Files of blocks written by the chain that {@link Settings#CODEC_CHAIN} names. They are read by
 * the codec of their last extension, so that this one is registered for none.
 */
public final class ChainCodec extends BlockCodec {
  @Override
  Chain chain() {
    Chain chain = Chain.parse(Settings.CODEC_CHAIN.get(getConf()));
    if (chain.isStandard()) {
      throw new IllegalArgumentException(
          "%s: %s alone is a standard format, which other programs expect under its extension; take its own codec, and this one for chains"
              .formatted(Settings.CODEC_CHAIN.key(), chain));
    }
    return chain;
  }
}
