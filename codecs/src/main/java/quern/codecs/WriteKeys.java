package quern.codecs;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.WrappedKey;
import quern.codecs.block.Chain;
import quern.codecs.keys.JobKeys;
import quern.conf.Settings;

/** The keys by which jobs write. */
final class WriteKeys {
  private WriteKeys() {}

  /**
   * The wrapped key for what a job writes by {@code chain}; null when that does not encrypt.
   *
   * @throws IOException when the job has none
   */
  static @Nullable WrappedKey of(Configuration conf, Chain chain) throws IOException {
    if (!chain.encrypts()) {
      return null;
    }
    return JobKeys.output(conf)
        .orElseThrow(
            () ->
                new IOException(
                    "%s encrypts, and the job has no key to do so: --key NAME says which, or"
                            .formatted(chain)
                        + " quern.codecs.keys.JobKeys.attachOutput in a program of your own, which"
                        + " sets "
                        + Settings.AES_WRAPPED_KEY.key()));
  }
}
