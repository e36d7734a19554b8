package quern.codecs.keys;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;

/** Keystores for tests. */
final class Keystores {
  static final String PASSWORD = "correct horse battery staple";

  private Keystores() {}

  /** A configuration whose provider is the keystore {@code file}. */
  static JobConf conf(Path file) {
    JobConf conf = new JobConf();
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, uri(file));
    return conf;
  }

  static String uri(Path file) {
    return "jceks://file" + file;
  }

  /** Says {@link #PASSWORD}. */
  static char[] password(String keystore, boolean isNew) {
    return PASSWORD.toCharArray();
  }

  /** A keystore with keys of these names. */
  static KeyRing with(JobConf conf, String... names) throws IOException {
    KeyRing ring = KeyRing.openToChange(conf, Keystores::password, true);
    for (String name : names) {
      ring.create(name);
    }
    return ring;
  }
}
