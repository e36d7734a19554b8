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
    return Chain.parse(Settings.CODEC_CHAIN.get(getConf()));
  }
}
