package quern.codecs.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quern.codecs.keys.Keystores.PASSWORD;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyException.Problem;
import quern.conf.Settings;

class KeyRingTest {
  @TempDir private Path directory;
  private Path file;
  private JobConf conf;

  @BeforeEach
  void namesAKeystore() {
    file = directory.resolve("keys.jceks");
    conf = Keystores.conf(file);
  }

  private KeyRing ring(String... names) throws IOException {
    return Keystores.with(conf, names);
  }

  private KeyRing open() throws IOException {
    return KeyRing.open(conf, Keystores::password);
  }

  private static void assertFails(Problem problem, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(KeyException.class, e -> assertThat(e.problem()).isEqualTo(problem))
        .hasMessage(message);
  }

  /** Hadoop's own view, to make what {@link KeyRing} does not make. */
  private KeyProvider hadoops() throws IOException {
    return new Keystore(KeyRing.provider(conf), new JobConf(conf), Keystores::password).open(true);
  }

  @Test
  void aDataKeyIsUnwrappedByWhoeverOpensTheKeystore() throws IOException {
    WrappedKey key;
    byte[] dataKey;
    try (KeyRing ring = ring("hr")) {
      key = ring.newDataKey("hr");
      dataKey = ring.unwrap(key);
    }
    try (KeyRing again = open()) {
      assertThat(again.unwrap(key)).isEqualTo(dataKey).hasSize(32);
      assertThat(again.unwrap(again.newDataKey("hr"))).isNotEqualTo(dataKey);
    }
    assertThat(key.name()).isEqualTo("hr");
    assertThat(key.version()).isEqualTo("hr@0");
    assertThat(key.material()).isNotEqualTo(dataKey);
  }

  @Test
  void afterARollOldDataKeysStayReadableAndNewOnesAreUnderTheNewVersion() throws IOException {
    try (KeyRing ring = ring("hr")) {
      WrappedKey old = ring.newDataKey("hr");
      byte[] dataKey = ring.unwrap(old);

      assertThat(ring.roll("hr")).isEqualTo("hr@1");

      try (KeyRing again = open()) {
        assertThat(again.newDataKey("hr").version()).isEqualTo("hr@1");
        assertThat(again.unwrap(old)).isEqualTo(dataKey);
      }
    }
  }

  @Test
  void keysAreListedByName() throws IOException {
    try (KeyRing ring = ring("hr", "finance")) {
      ring.roll("hr");

      List<NamedKey> keys = ring.list();

      assertThat(keys).extracting(NamedKey::name).containsExactly("finance", "hr");
      assertThat(keys).extracting(NamedKey::versions).containsExactly(1, 2);
      assertThat(keys).extracting(NamedKey::bits).containsOnly(256);
      assertThat(keys.get(0).created())
          .isBetween(Instant.now().minus(Duration.ofHours(1)), Instant.now());
    }
  }

  @Test
  void onlyItsOwnerReadsTheKeystore() throws IOException {
    ring("hr").close();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void thePasswordIsAskedForAndLeavesNoTrace() throws IOException {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    AtomicReference<char[]> given = new AtomicReference<>();
    AtomicReference<String> asked = new AtomicReference<>();
    KeyRing.openToChange(
            conf,
            (keystore, isNew) -> {
              asked.set(keystore + " " + isNew);
              given.set(PASSWORD.toCharArray());
              return given.get();
            },
            true)
        .close();

    assertThat(asked).hasValue(Keystores.uri(file) + " true");
    assertThat(given.get()).as("wiped").containsOnly('\0');
    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    assertThat(conf.getPropsWithPrefix("")).doesNotContainValue(PASSWORD);
    assertThat(conf.get("hadoop.security.keystore.java-keystore-provider.password-file")).isNull();
  }

  @Test
  void thePasswordIsReadFromAFileWithoutItsLineEnd() throws IOException {
    ring("hr").close();
    Path password = Files.writeString(directory.resolve("password"), PASSWORD + "\r\n");
    Settings.KEYSTORE_PASSWORD_FILE.set(conf, password.toString());

    try (KeyRing ring = KeyRing.open(conf, Passwords.NONE)) {
      assertThat(ring.list()).hasSize(1);
    }
  }

  @Test
  void aPasswordFileThatIsMissingOrEmptyIsNamed() throws IOException {
    Path password = directory.resolve("password");
    Settings.KEYSTORE_PASSWORD_FILE.set(conf, password.toString());

    assertFails(
        Problem.NO_PASSWORD,
        "the file " + password + " for the keystore's password does not exist",
        this::ring);
    Files.writeString(password, "\n");
    assertFails(
        Problem.NO_PASSWORD,
        "the file " + password + " for the keystore's password is empty",
        this::ring);
  }

  @Test
  void hadoopsOwnPasswordFileIsLookedForInItsClassPath() {
    conf.set("hadoop.security.keystore.java-keystore-provider.password-file", "no-such-file");

    assertFails(
        Problem.NO_PASSWORD,
        "hadoop.security.keystore.java-keystore-provider.password-file names no-such-file, and"
            + " there is no such file in Hadoop's class path; --password-file names any file",
        this::ring);
  }

  @Test
  void aPasswordInTheEnvironmentIsRefused() {
    assertFails(
        Problem.NO_PASSWORD,
        "the environment has HADOOP_KEYSTORE_PASSWORD, where other processes can read it; unset"
            + " it, and put the password into a file that only you can read (--password-file), or"
            + " wait to be asked",
        () -> Keystore.refuseEnvironment(Map.of("HADOOP_KEYSTORE_PASSWORD", "x")));
  }

  @Test
  void aWrongPasswordIsToldAndChangesNothing() throws IOException {
    ring("hr").close();
    byte[] before = Files.readAllBytes(file);

    assertFails(
        Problem.WRONG_PASSWORD,
        "the password is not that of the keystore %s; nothing was changed"
            .formatted(Keystores.uri(file)),
        () -> KeyRing.open(conf, (keystore, isNew) -> "incorrect".toCharArray()));
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void aMissingKeystoreIsNotMadeByReading() {
    assertFails(
        Problem.NO_KEYSTORE,
        "there is no keystore %s; quern keys create NAME makes it with its first key, --provider names another"
            .formatted(Keystores.uri(file)),
        this::open);
    assertThat(file).doesNotExist();
  }

  @Test
  void aFileThatIsNoKeystoreIsLeftAlone() throws IOException {
    Files.writeString(file, "id,name\n1,Anna\n");

    assertFails(
        Problem.BAD_KEYSTORE,
        "%s is no JCEKS keystore, or damaged; take a copy of it that is not"
            .formatted(Keystores.uri(file)),
        this::open);
    assertThat(file).hasContent("id,name\n1,Anna\n");
  }

  @Test
  void withoutAProviderThereAreNoKeys() {
    conf.unset(KeyProviderFactory.KEY_PROVIDER_PATH);

    assertFails(
        Problem.NO_PROVIDER,
        "no key provider is configured: set hadoop.security.key.provider.path to a URI like"
            + " jceks://file/home/anna/keys.jceks or kms://http@host:9600/kms",
        this::open);
  }

  @Test
  void aProviderThatNobodyKnowsIsNamed() {
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, "vault://host/keys");

    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "no class of Hadoop's or others on the class path provides keys of vault://host/keys;");
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, "jceks://file/a b");
    assertThatThrownBy(this::open)
        .hasMessageStartingWith(
            "hadoop.security.key.provider.path: jceks://file/a b is no URI: Illegal character");
  }

  @Test
  void aKeyThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
    try (KeyRing ring = ring("personnel", "finance")) {
      assertFails(
          Problem.NO_KEY,
          "%s has no key called 'personel'. Did you mean 'personnel'? Its keys are: finance, personnel; quern keys create personel makes one"
              .formatted(Keystores.uri(file)),
          () -> ring.newDataKey("personel"));
      assertFails(
          Problem.NO_KEY,
          "%s has no key called 'x'. Its keys are: finance, personnel; quern keys create x makes one"
              .formatted(Keystores.uri(file)),
          () -> ring.roll("x"));
      WrappedKey foreign = new WrappedKey("x", "x@0", new byte[16], new byte[32]);
      assertFails(
          Problem.NO_KEY,
          "%s has no key called 'x'. Its keys are: finance, personnel; the data were encrypted under it: name the provider that has it"
              .formatted(Keystores.uri(file)),
          () -> ring.unwrap(foreign));
    }
  }

  @Test
  void aVersionThatIsGoneIsNamed() throws IOException {
    WrappedKey key;
    try (KeyRing ring = ring("hr")) {
      ring.roll("hr");
      key = ring.newDataKey("hr");
    }
    KeyProvider hadoops = hadoops();
    hadoops.deleteKey("hr");
    hadoops.flush();

    try (KeyRing ring = ring("hr")) {
      assertFails(
          Problem.NO_VERSION,
          "%s has a key 'hr', but no version hr@1 of it, which the data were encrypted under; name the provider that has it, or restore it from a copy"
              .formatted(Keystores.uri(file)),
          () -> ring.unwrap(key));
    }
  }

  @Test
  void anotherKeyOfTheSameNameAndVersionIsFoundOutByTheCommitment() throws IOException {
    byte[] header = {1, 2, 3};
    byte[] part;
    try (KeyRing ring = ring("hr")) {
      WrappedKey key = ring.newDataKey("hr");
      part = KeyPart.create(key, new SecureRandom()).toBytes(header, ring.unwrap(key));
    }
    Files.delete(file);

    try (KeyRing ring = ring("hr")) {
      KeyPart read = KeyPart.parse(part, 0, part.length);
      byte[] other = ring.unwrap(read.key());
      assertThatThrownBy(() -> read.cipher(header, other))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("wrong key: ");
    }
  }

  @Test
  void twoDoNotChangeOneKeystoreSinceKeysOfOneWouldBeLost() throws IOException {
    try (KeyRing ring = ring("hr")) {
      assertFails(
          Problem.BUSY,
          "the keystore %s is being changed by another command; try again when that has ended"
              .formatted(Keystores.uri(file)),
          () -> KeyRing.openToChange(conf, Keystores::password, true));
      try (KeyRing reader = open()) {
        assertThat(reader.list()).hasSameSizeAs(ring.list());
      }
    }
    ring("finance").close();
  }

  @Test
  void anOpeningThatFailsLeavesNoLock() throws IOException {
    ring("hr").close();
    Passwords wrong = (keystore, isNew) -> "incorrect".toCharArray();

    assertThatThrownBy(() -> KeyRing.openToChange(conf, wrong, false))
        .isInstanceOf(KeyException.class);
    ring("finance").close();
  }

  @Test
  void aKeyIsNotMadeTwice() throws IOException {
    try (KeyRing ring = ring("hr")) {
      assertFails(
          Problem.KEY_EXISTS,
          "%s has a key 'hr' already; quern keys roll hr gives it a new version"
              .formatted(Keystores.uri(file)),
          () -> ring.create("hr"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HR", "hr@0", "-hr", "h r", "hr/2", "ü"})
  void aNameThatNotAllProvidersTakeIsRefused(String name) throws IOException {
    try (KeyRing ring = ring()) {
      assertThatThrownBy(() -> ring.create(name))
          .hasMessageStartingWith("'" + name + "' cannot be a key's name: expected");
    }
  }

  @Test
  void aKeyThatIsTooShortIsRefused() throws Exception {
    KeyProvider hadoops = hadoops();
    hadoops.createKey("short", new KeyProvider.Options(conf).setBitLength(128));
    hadoops.flush();

    try (KeyRing ring = open()) {
      assertFails(
          Problem.BAD_KEY,
          "key 'short' has 128 bits; expected 256: quern keys create makes such keys",
          () -> ring.newDataKey("short"));
    }
  }

  @Test
  void aKeystoreIssuesNoTokens() throws IOException {
    try (KeyRing ring = ring("hr")) {
      assertThat(ring.issuesTokens()).isFalse();
      assertThat(ring.provider()).hasToString(Keystores.uri(file));
    }
  }
}
