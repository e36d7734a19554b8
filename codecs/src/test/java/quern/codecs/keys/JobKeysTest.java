package quern.codecs.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProvider;
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
    byte[] namedKey;
    try (KeyRing ring = ring("hr")) {
      dataKey = ring.unwrap(JobKeys.attachOutput(ring, conf, "hr"));
    }
    KeyProvider hadoops =
        new Keystore(KeyRing.provider(conf), new JobConf(conf), Keystores::password).open(false);
    namedKey = hadoops.getCurrentKey("hr").getMaterial();
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    conf.writeXml(xml);
    Path credentials = directory.resolve("credentials");
    try (OutputStream out = Files.newOutputStream(credentials)) {
      java.io.DataOutputStream data = new java.io.DataOutputStream(out);
      conf.getCredentials().writeTokenStorageToStream(data);
      data.flush();
    }
    byte[] credentialBytes = Files.readAllBytes(credentials);

    assertThat(holds(credentialBytes, dataKey)).as("what searches finds").isTrue();
    assertThat(holds(xml.toByteArray(), dataKey)).isFalse();
    assertThat(holds(xml.toByteArray(), namedKey)).isFalse();
    assertThat(holds(credentialBytes, namedKey)).as("it stays with the client").isFalse();
    for (byte[] written : List.of(xml.toByteArray(), credentialBytes)) {
      assertThat(new String(written, ISO_8859_1)).doesNotContain(Keystores.PASSWORD);
    }
    assertThat(holds(("x" + HexFormat.of().formatHex(dataKey)).getBytes(ISO_8859_1), dataKey))
        .as("in hexadecimal, too")
        .isTrue();
  }

  /** As it is, in hexadecimal, or in Base64 of any alignment. */
  private static boolean holds(byte[] bytes, byte[] secret) {
    String text = new String(bytes, ISO_8859_1);
    String hex = HexFormat.of().formatHex(secret);
    if (text.contains(new String(secret, ISO_8859_1))
        || text.toLowerCase(Locale.ROOT).contains(hex)) {
      return true;
    }
    for (int skip = 0; skip < 3; skip++) {
      byte[] aligned = java.util.Arrays.copyOfRange(secret, skip, skip + 27);
      if (text.contains(Base64.getEncoder().encodeToString(aligned))
          || text.contains(Base64.getUrlEncoder().encodeToString(aligned))) {
        return true;
      }
    }
    return false;
  }
}
