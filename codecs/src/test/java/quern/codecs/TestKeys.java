package quern.codecs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;
import quern.codecs.keys.JobKeys;
import quern.codecs.keys.KeyRing;

/** A job's configuration by which files can be encrypted and decrypted. */
final class TestKeys {
  private TestKeys() {}

  static JobConf conf() {
    JobConf conf = new JobConf();
    try {
      Path keystore = Files.createTempDirectory("keys").resolve("keys.jceks");
      conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, "jceks://file" + keystore);
      try (KeyRing ring =
          KeyRing.openToChange(conf, (where, isNew) -> "password".toCharArray(), true)) {
        ring.create("orders");
        JobKeys.attachOutput(ring, conf, "orders");
      }
      Files.delete(keystore);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return conf;
  }
}
