package quern.codecs.keys;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyException.Problem;
import quern.conf.Settings;

/**
 * The data keys of a job, as its tasks find them: in the job's credentials, in the user's, or with
 * the key provider. What the provider has said is kept, so that many files with one key ask once.
 *
 * <p>Safe for several threads.
 */
public final class JobDataKeys implements DataKeys {
  private final Configuration conf;
  private final Map<WrappedKey, byte[]> unwrapped = new ConcurrentHashMap<>();

  private JobDataKeys(Configuration conf) {
    this.conf = requireNonNull(conf, "conf is null");
  }

  /** Those of the job, or client, with this configuration. */
  public static JobDataKeys of(Configuration conf) {
    return new JobDataKeys(conf);
  }

  @Override
  public byte[] unwrap(WrappedKey key) throws IOException {
    byte @Nullable [] found = inCredentials(key);
    if (found == null) {
      found = unwrapped.get(key);
    }
    if (found == null) {
      found = fromProvider(key);
      unwrapped.put(key, found);
    }
    return found.clone();
  }

  private byte @Nullable [] inCredentials(WrappedKey key) throws IOException {
    byte @Nullable [] found = null;
    if (conf instanceof JobConf job) {
      found = job.getCredentials().getSecretKey(JobKeys.alias(key));
    }
    if (found == null) {
      Credentials ofUser = UserGroupInformation.getCurrentUser().getCredentials();
      found = ofUser.getSecretKey(JobKeys.alias(key));
    }
    return found;
  }

  private byte[] fromProvider(WrappedKey key) throws IOException {
    boolean keystore = KeyRing.isKeystore(KeyRing.provider(conf));
    if (keystore && Settings.KEYSTORE_PASSWORD_FILE.get(conf).isEmpty()) {
      throw new KeyException(
          Problem.NOT_ATTACHED,
          "the data key under %s is not in the job's credentials, and a keystore is opened by the client only; the client hands it over with JobKeys.attachInput"
              .formatted(key));
    }
    try (KeyRing ring = KeyRing.open(conf, Passwords.NONE)) {
      return ring.unwrap(key);
    }
  }
}
