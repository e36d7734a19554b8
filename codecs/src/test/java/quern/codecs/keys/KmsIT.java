package quern.codecs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.PrivilegedExceptionAction;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.security.UserGroupInformation;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyException.Problem;

/** Keys of a real Key Management Server, which believes users what they say they are. */
class KmsIT {
  private static final UserGroupInformation ANNA = UserGroupInformation.createRemoteUser("anna");
  private static final UserGroupInformation EVE = UserGroupInformation.createRemoteUser("eve");

  @TempDir private static Path directory;
  private static KmsServer server;

  private final JobConf conf = confOf(server.uri());

  @BeforeAll
  static void start() throws Exception {
    server =
        KmsServer.start(
            directory,
            Map.of(),
            Map.of(
                "hadoop.kms.acl.CREATE", "anna",
                "hadoop.kms.acl.GENERATE_EEK", "anna,bob",
                "hadoop.kms.acl.DECRYPT_EEK", "anna",
                "hadoop.kms.acl.GET", "nobody"),
            List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JobConf confOf(String uri) {
    JobConf conf = new JobConf();
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, uri);
    return conf;
  }

  private interface Use<T> {
    T with(KeyRing ring) throws Exception;
  }

  private <T> T as(UserGroupInformation user, Use<T> use) throws Exception {
    PrivilegedExceptionAction<T> action =
        () -> {
          try (KeyRing ring = KeyRing.openToChange(conf, Passwords.NONE, false)) {
            return use.with(ring);
          }
        };
    return user.doAs(action);
  }

  private AbstractThrowableAssert<?, ?> fails(
      Problem problem, UserGroupInformation user, Use<?> use) {
    return assertThatThrownBy(() -> as(user, use))
        .isInstanceOfSatisfying(
            KeyException.class, e -> assertThat(e.problem()).as("%s", e).isEqualTo(problem));
  }

  @Test
  void keysAreMadeRolledAndListed() throws Exception {
    String first = as(ANNA, ring -> ring.create("made"));
    WrappedKey old = as(ANNA, ring -> ring.newDataKey("made"));
    byte[] dataKey = as(ANNA, ring -> ring.unwrap(old));
    String second = as(ANNA, ring -> ring.roll("made"));
    List<NamedKey> keys = as(ANNA, KeyRing::list);
    WrappedKey fresh = as(ANNA, ring -> ring.newDataKey("made"));
    byte[] again = as(ANNA, ring -> ring.unwrap(old));

    assertThat(List.of(first, old.version())).containsOnly("made@0");
    assertThat(List.of(second, fresh.version())).containsOnly("made@1");
    assertThat(again).isEqualTo(dataKey).hasSize(32);
    assertThat(keys)
        .filteredOn(key -> key.name().equals("made"))
        .singleElement()
        .satisfies(key -> assertThat(key.versions()).isEqualTo(2))
        .satisfies(key -> assertThat(key.bits()).isEqualTo(256));
  }

  @Test
  void aTaskWithATokenUnwrapsWhatItsUserMay() throws Exception {
    as(ANNA, ring -> ring.create("job"));
    WrappedKey key = as(ANNA, ring -> JobKeys.attachOutput(ring, conf, "job"));
    byte[] dataKey = as(ANNA, ring -> ring.unwrap(key));

    UserGroupInformation task = UserGroupInformation.createRemoteUser("eve");
    JobConf ofTask = new JobConf(confOf(server.uri()));
    PrivilegedExceptionAction<byte[]> unwrap = () -> JobDataKeys.of(ofTask).unwrap(key);
    assertThatThrownBy(() -> task.doAs(unwrap)).as("without it").isInstanceOf(KeyException.class);
    task.addCredentials(conf.getCredentials());

    assertThat(task.doAs(unwrap)).isEqualTo(dataKey);
    assertThat(conf.getCredentials().numberOfSecretKeys()).isZero();
    assertThat(conf.getCredentials().numberOfTokens()).isEqualTo(1);
    assertThat(Secrets.in(Secrets.xml(conf), dataKey)).isFalse();
    assertThat(Secrets.in(Secrets.file(conf.getCredentials()), dataKey)).isFalse();
  }

  @Test
  void whatTheServerDoesNotAllowIsToldWithWhoAndWhat() throws Exception {
    as(ANNA, ring -> ring.create("secret"));
    WrappedKey key = as(ANNA, ring -> ring.newDataKey("secret"));

    fails(Problem.NOT_ALLOWED, EVE, ring -> ring.unwrap(key))
        .hasMessageStartingWith(
            "the data key under key 'secret', version secret@0 cannot be decrypted: %s does not allow it: "
                .formatted(server.uri()))
        .hasMessageContaining("User:eve not allowed to do 'DECRYPT_EEK' on 'secret'");
    fails(Problem.NOT_ALLOWED, EVE, ring -> ring.create("mine"))
        .hasMessageContaining("User:eve not allowed to do 'CREATE_KEY' on 'mine'");
    fails(Problem.NOT_ALLOWED, EVE, ring -> ring.newDataKey("secret"))
        .hasMessageContaining("User:eve not allowed to do 'GENERATE_EEK' on 'secret'");
    UserGroupInformation bob = UserGroupInformation.createRemoteUser("bob");
    // Found out by the client, since tasks could not read what they write.
    fails(Problem.NOT_ALLOWED, bob, ring -> JobKeys.attachOutput(ring, conf, "secret"))
        .hasMessageContaining("User:bob not allowed to do 'DECRYPT_EEK' on 'secret'");
  }

  @Test
  void aKeyThatIsNotThereIsAnsweredWithThoseThatAre() throws Exception {
    as(ANNA, ring -> ring.create("personnel"));

    fails(Problem.NO_KEY, ANNA, ring -> ring.newDataKey("personel"))
        .hasMessageStartingWith(
            "%s has no key called 'personel'. Did you mean 'personnel'? Its keys are: "
                .formatted(server.uri()));
    fails(Problem.NO_KEY, ANNA, ring -> ring.roll("personel"));
    WrappedKey gone = new WrappedKey("gone", "gone@0", new byte[16], new byte[32]);
    fails(Problem.NO_KEY, ANNA, ring -> ring.unwrap(gone))
        .hasMessageContaining("has no key called 'gone'")
        .hasMessageEndingWith("name the provider that has it");
  }

  @Test
  void aVersionThatIsGoneIsNamed() throws Exception {
    as(ANNA, ring -> ring.create("short-lived"));
    as(ANNA, ring -> ring.roll("short-lived"));
    WrappedKey key = as(ANNA, ring -> ring.newDataKey("short-lived"));
    PrivilegedExceptionAction<Boolean> delete =
        () -> {
          KeyProvider hadoops = KeyProviderFactory.get(KeyRing.provider(conf), conf);
          hadoops.deleteKey("short-lived");
          hadoops.close();
          return true;
        };
    ANNA.doAs(delete);
    as(ANNA, ring -> ring.create("short-lived"));

    fails(Problem.NO_VERSION, ANNA, ring -> ring.unwrap(key))
        .hasMessageStartingWith(
            "%s has a key 'short-lived', but no version short-lived@1 of it"
                .formatted(server.uri()));
  }

  @Test
  void aKeyIsNotMadeTwice() throws Exception {
    as(ANNA, ring -> ring.create("twice"));

    fails(Problem.KEY_EXISTS, ANNA, ring -> ring.create("twice"))
        .hasMessageContaining("has a key 'twice' already");
  }

  @Test
  @Timeout(120)
  void aServerThatHasStoppedIsToldWithItsAddress(@TempDir Path other) throws Exception {
    WrappedKey key;
    try (KmsServer stopped = KmsServer.start(other, Map.of(), Map.of(), List.of())) {
      conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, stopped.uri());
      as(ANNA, ring -> ring.create("hr"));
      key = as(ANNA, ring -> ring.newDataKey("hr"));
    }

    fails(Problem.UNREACHABLE, ANNA, ring -> ring.unwrap(key))
        .hasMessageContaining(conf.get(KeyProviderFactory.KEY_PROVIDER_PATH) + " does not answer");
    fails(Problem.UNREACHABLE, ANNA, ring -> ring.newDataKey("hr"));
    fails(Problem.UNREACHABLE, ANNA, KeyRing::list);
    fails(Problem.UNREACHABLE, ANNA, ring -> ring.create("x"));
  }

  @Test
  @Timeout(120)
  void aServerThatAcceptsAndSaysNothingIsGivenUpOn() throws IOException {
    WrappedKey key = new WrappedKey("hr", "hr@0", new byte[16], new byte[32]);
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      conf.set(
          KeyProviderFactory.KEY_PROVIDER_PATH,
          "kms://http@localhost:" + mute.getLocalPort() + "/kms");
      conf.setInt("hadoop.security.kms.client.timeout", 1);

      fails(Problem.UNREACHABLE, ANNA, ring -> ring.unwrap(key));
      fails(Problem.UNREACHABLE, ANNA, ring -> ring.newDataKey("hr"));
    }
  }

  @Test
  @Timeout(120)
  void aHostThatDoesNotExistIsToldLikewise() {
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, "kms://http@no-such-host.invalid:9600/kms");

    fails(Problem.UNREACHABLE, ANNA, ring -> ring.newDataKey("hr"))
        .hasMessageContaining("no-such-host.invalid");
  }
}
