package quern.codecs;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.codecs.block.BlockReader;
import quern.codecs.block.BlockWriter;
import quern.codecs.block.Chain;
import quern.codecs.block.Coders;
import quern.codecs.block.LeanBlockReader;
import quern.codecs.block.LeanBlockWriter;
import quern.conf.Settings;

/**
 * Encodes what moves between map and reduce, by the chain that {@link Settings#SHUFFLE_CODEC}
 * names. Its form is lean, as map outputs are read once, from their beginning, by the job that
 * wrote them.
 */
public final class ShuffleCodec extends PooledCodec {
  private @Nullable Chain chain;

  @Override
  public void setConf(Configuration conf) {
    super.setConf(conf);
    chain = Chain.parse(Settings.SHUFFLE_CODEC.get(conf));
  }

  private Chain chain() {
    return requireNonNull(chain, "setConf was not called");
  }

  @Override
  BlockWriter writer(OutputStream out, Coders coders) throws IOException {
    return new LeanBlockWriter(
        out,
        chain(),
        Settings.SHUFFLE_BLOCK_BYTES.get(getConf()),
        WriteKeys.of(getConf(), chain()),
        keys(),
        coders);
  }

  @Override
  BlockReader reader(InputStream in, Coders coders) {
    return new LeanBlockReader(in, chain(), keys(), coders);
  }

  /** None is ever written: map outputs have names of their own. */
  @Override
  public String getDefaultExtension() {
    return ".quern-shuffle";
  }
}
