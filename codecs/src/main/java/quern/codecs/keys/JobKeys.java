package quern.codecs.keys;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapred.Master;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.UserGroupInformation;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.WrappedKey;
import quern.conf.Settings;

/**
 * Gives a job what its tasks need to encrypt and decrypt, on the client, before it is submitted.
 *
 * <p>Names and wrapped keys go to the configuration. To the credentials go tokens of a provider
 * that issues them, with which tasks unwrap data keys themselves; else, as with a keystore file,
 * the data keys: the named key stays here.
 */
public final class JobKeys {
  private JobKeys() {}

  /**
   * Has a job encrypt with a new data key under the key called {@code name}.
   *
   * @return the wrapped data key, which is in the job's configuration
   * @throws KeyException when there is no such key, or this user may not use it
   */
  public static WrappedKey attachOutput(KeyRing ring, JobConf conf, String name)
      throws IOException {
    WrappedKey key = ring.newDataKey(name);
    attachInput(ring, conf, List.of(key));
    Settings.AES_KEY.set(conf, name);
    Settings.AES_WRAPPED_KEY.set(conf, key.toText());
    return key;
  }

  /** Likewise, for a job of the new API. */
  public static WrappedKey attachOutput(KeyRing ring, Job job, String name) throws IOException {
    return attachOutput(ring, confOf(job), name);
  }

  /**
   * Has a job's tasks find the data keys of files that it reads.
   *
   * @param keys those in the files' headers or manifests, all under named keys of {@code ring}
   * @throws KeyException when one cannot be unwrapped
   */
  public static void attachInput(KeyRing ring, JobConf conf, Collection<WrappedKey> keys)
      throws IOException {
    boolean tokens = ring.issuesTokens();
    Map<String, WrappedKey> wanted = new LinkedHashMap<>();
    // With tokens, one a named key: better that the client finds out what is wrong than all tasks.
    keys.forEach(key -> wanted.putIfAbsent(tokens ? key.name() : key.id(), key));
    for (WrappedKey key : wanted.values()) {
      byte[] dataKey = ring.unwrap(key);
      if (tokens) {
        Arrays.fill(dataKey, (byte) 0);
      } else {
        conf.getCredentials().addSecretKey(alias(key), dataKey);
      }
    }
    if (tokens && !keys.isEmpty()) {
      ring.addTokens(renewer(conf), conf.getCredentials());
    }
  }

  /** Likewise, for a job of the new API. */
  public static void attachInput(KeyRing ring, Job job, Collection<WrappedKey> keys)
      throws IOException {
    attachInput(ring, confOf(job), keys);
  }

  /** The wrapped data key that a job encrypts with; empty when none is attached. */
  public static Optional<WrappedKey> output(Configuration conf) throws IOException {
    String text = Settings.AES_WRAPPED_KEY.get(conf);
    return text.isEmpty() ? Optional.empty() : Optional.of(WrappedKey.parseText(text));
  }

  /** Where {@link Credentials} have the data key. */
  static Text alias(WrappedKey key) {
    return new Text("quern.data-key." + key.id());
  }

  private static JobConf confOf(Job job) {
    return (JobConf) job.getConfiguration(); // of that class in every job
  }

  /** YARN, which renews tokens as long as the job runs; without Kerberos, nobody does. */
  private static String renewer(JobConf conf) throws IOException {
    @Nullable String principal = Master.getMasterPrincipal(conf);
    return principal == null || principal.isEmpty()
        ? UserGroupInformation.getCurrentUser().getShortUserName()
        : principal;
  }
}
