package quern.codecs.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyException.Problem;
import quern.conf.Settings;

class JobKeysTest {
  @TempDir private Path directory;
  private JobConf conf;

  @BeforeEach
  void namesAKeystore() {
    conf = Keystores.conf(directory.resolve("keys.jceks"));
  }

  private KeyRing ring(String... names) throws IOException {
    return Keystores.with(conf, names);
  }

  @Test
  void anOutputsKeyIsInTheConfigurationByNameAndInTheCredentialsItself() throws IOException {
    byte[] dataKey;
    WrappedKey key;
    try (KeyRing ring = ring("hr")) {
      key = JobKeys.attachOutput(ring, conf, "hr");
      dataKey = ring.unwrap(key);
    }

    assertThat(conf.get("quern.codec.aes.key")).isEqualTo("hr");
    assertThat(JobKeys.output(conf)).contains(key);
    assertThat(conf.getCredentials().getSecretKey(JobKeys.alias(key))).isEqualTo(dataKey);
    assertThat(JobDataKeys.of(conf).unwrap(key)).isEqualTo(dataKey);
  }

  @Test
  void whoeverUnwrapsHasACopyOfTheirOwn() throws IOException {
    WrappedKey key;
    try (KeyRing ring = ring("hr")) {
      key = JobKeys.attachOutput(ring, conf, "hr");
    }
    JobDataKeys keys = JobDataKeys.of(conf);

    byte[] first = keys.unwrap(key);
    byte[] kept = first.clone();
    first[0] ^= 1;

    assertThat(keys.unwrap(key)).isEqualTo(kept);
  }

  @Test
  void aJobOfTheNewApiHasThemToo() throws IOException {
    try (KeyRing ring = ring("hr", "finance")) {
      WrappedKey input = ring.newDataKey("finance");
      Job job = Job.getInstance(conf);

      WrappedKey output = JobKeys.attachOutput(ring, job, "hr");
      JobKeys.attachInput(ring, job, List.of(input, input));

      JobDataKeys keys = JobDataKeys.of(job.getConfiguration());
      assertThat(keys.unwrap(output)).isEqualTo(ring.unwrap(output));
      assertThat(keys.unwrap(input)).isEqualTo(ring.unwrap(input));
      assertThat(job.getCredentials().numberOfSecretKeys()).isEqualTo(2);
    }
  }

  @Test
  void aTaskFindsTheDataKeyInItsUsersCredentials() throws Exception {
    WrappedKey key;
    byte[] dataKey;
    try (KeyRing ring = ring("hr")) {
      key = JobKeys.attachOutput(ring, conf, "hr");
      dataKey = ring.unwrap(key);
    }
    UserGroupInformation task = UserGroupInformation.createRemoteUser("task");
    task.addCredentials(conf.getCredentials());
    Configuration plain = new Configuration(conf);

    PrivilegedExceptionAction<byte[]> unwrap = () -> JobDataKeys.of(plain).unwrap(key);

    assertThat(task.doAs(unwrap)).isEqualTo(dataKey);
  }

  @Test
  void aTaskThatWasGivenNothingSaysWhatItLacks() throws IOException {
    WrappedKey key;
    try (KeyRing ring = ring("hr")) {
      key = ring.newDataKey("hr");
    }

    assertThatThrownBy(() -> JobDataKeys.of(conf).unwrap(key))
        .isInstanceOfSatisfying(
            KeyException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NOT_ATTACHED))
        .hasMessageStartingWith(
            "the data key under key 'hr', version hr@0 is not in the job's credentials");
  }

  @Test
  void aClientWithAPasswordFileNeedsNothingAttached() throws IOException {
    WrappedKey key;
    byte[] dataKey;
    try (KeyRing ring = ring("hr")) {
      key = ring.newDataKey("hr");
      dataKey = ring.unwrap(key);
    }
    Path password = Files.writeString(directory.resolve("password"), Keystores.PASSWORD);
    Settings.KEYSTORE_PASSWORD_FILE.set(conf, password.toString());
    JobDataKeys keys = JobDataKeys.of(conf);

    assertThat(keys.unwrap(key)).isEqualTo(dataKey);
    Files.delete(password);
    assertThat(keys.unwrap(key)).as("asked once").isEqualTo(dataKey);
  }

  @Test
  void withoutAnOutputsKeyThereIsNone() throws IOException {
    assertThat(JobKeys.output(conf)).isEmpty();
    Settings.AES_WRAPPED_KEY.set(conf, "rubbish");
    assertThatThrownBy(() -> JobKeys.output(conf))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("not a wrapped key: ");
  }

  /** What a client writes for a job: the configuration, and the credentials beside it. */
  @Test
  void secretsAreInTheCredentialsFileAndNowhereElse() throws IOException {
    byte[] dataKey;
    try (KeyRing ring = ring("hr")) {
      dataKey = ring.unwrap(JobKeys.attachOutput(ring, conf, "hr"));
    }
    byte[] namedKey =
        new Keystore(KeyRing.provider(conf), new JobConf(conf), Keystores::password)
            .open(false)
            .getCurrentKey("hr")
            .getMaterial();
    byte[] xml = Secrets.xml(conf);
    byte[] credentials = Secrets.file(conf.getCredentials());

    assertThat(Secrets.in(credentials, dataKey)).as("what searches finds").isTrue();
    assertThat(Secrets.in(xml, dataKey)).isFalse();
    assertThat(Secrets.in(xml, namedKey)).isFalse();
    assertThat(Secrets.in(credentials, namedKey)).as("it stays with the client").isFalse();
    for (byte[] written : List.of(xml, credentials)) {
      assertThat(new String(written, ISO_8859_1)).doesNotContain(Keystores.PASSWORD);
    }
  }

  @Test
  void aSecretIsFoundHoweverItIsWritten() {
    byte[] secret = new byte[32];
    new Random(1).nextBytes(secret);
    HexFormat hex = HexFormat.of().withUpperCase();
    for (int before = 0; before < 4; before++) {
      byte[] among = new byte[before + 40];
      System.arraycopy(secret, 0, among, before, 32);
      for (String text :
          List.of(
              new String(among, ISO_8859_1),
              hex.formatHex(among),
              Base64.getEncoder().encodeToString(among),
              Base64.getUrlEncoder().encodeToString(among))) {
        assertThat(Secrets.in(text.getBytes(ISO_8859_1), secret)).isTrue();
      }
      among[before] ^= 1;
      assertThat(Secrets.in(among, secret)).isFalse();
    }
  }
}
