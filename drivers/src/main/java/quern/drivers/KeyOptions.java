package quern.drivers;

import java.io.Console;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.JobKeys;
import quern.codecs.keys.KeyRing;
import quern.codecs.keys.Passwords;
import quern.conf.Settings;
import quern.records.csv.CsvFiles;

/** Where named keys are, and who says the password of a keystore. */
final class KeyOptions {
  @Option(
      names = "--provider",
      paramLabel = "URI",
      description =
          "Where the keys are: kms://http@HOST:9600/kms, or jceks://file/PATH for a keystore."
              + " [hadoop.security.key.provider.path, else .quern/keys.jceks in your home"
              + " directory]")
  private @Nullable String provider;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Has the keystore's password; only you should be able to read it. Not given: asks.")
  private @Nullable String passwordFile;

  /** Sets in {@code conf} what the options, or else the defaults, say. */
  void configure(Configuration conf, Session session) throws IOException {
    if (provider != null) {
      conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, provider, "--provider");
    } else if (conf.getTrimmed(KeyProviderFactory.KEY_PROVIDER_PATH, "").isEmpty()) {
      conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, uri(usual(session)), "quern's default");
    }
    if (passwordFile != null) {
      if (!Files.isReadable(Path.of(passwordFile))) {
        throw new UsageException("--password-file " + passwordFile + ": it cannot be read");
      }
      Settings.KEYSTORE_PASSWORD_FILE.set(conf, Path.of(passwordFile).toAbsolutePath().toString());
    }
  }

  /**
   * Gives a job, or this process, the data keys of inputs that are encrypted, and a new one for the
   * output if that is to be. Nobody is asked for a password where neither is.
   *
   * @param key the key to encrypt the output with; null when it is not encrypted
   */
  void attach(JobConf conf, CsvFiles files, @Nullable String key, Session session)
      throws IOException {
    Set<WrappedKey> inputs = files.wrappedKeys();
    if (inputs.isEmpty() && key == null) {
      return;
    }
    configure(conf, session);
    try (KeyRing ring = open(conf, session)) {
      JobKeys.attachInput(ring, conf, inputs);
      if (key != null) {
        JobKeys.attachOutput(ring, conf, key);
      }
    }
  }

  /** The keys, {@code conf} being configured. */
  static KeyRing open(Configuration conf, Session session) throws IOException {
    return KeyRing.open(conf, passwords(session));
  }

  /** The keys, to make one; a keystore that is not there is made. */
  static KeyRing openToCreate(Configuration conf, Session session) throws IOException {
    boolean usual =
        uri(usual(session)).equals(conf.getTrimmed(KeyProviderFactory.KEY_PROVIDER_PATH));
    if (usual && !Files.isDirectory(directory(session))) {
      Files.createDirectory(
          directory(session),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    return KeyRing.openToChange(conf, passwords(session), true);
  }

  /** The keys, to change one. */
  static KeyRing openToChange(Configuration conf, Session session) throws IOException {
    return KeyRing.openToChange(conf, passwords(session), false);
  }

  private static Path usual(Session session) {
    return directory(session).resolve("keys.jceks");
  }

  private static Path directory(Session session) {
    String home = session.environment().getOrDefault("HOME", System.getProperty("user.home"));
    return Path.of(home).toAbsolutePath().resolve(".quern");
  }

  private static String uri(Path keystore) {
    try {
      return new URI("jceks", "file", keystore.toString(), null).toString();
    } catch (URISyntaxException e) {
      throw new UsageException(
          "--provider says where the keys are: " + keystore + " makes no URI: " + e.getMessage());
    }
  }

  private static Passwords passwords(Session session) {
    return (keystore, isNew) -> {
      session.out().flush();
      session.err().flush();
      @Nullable Console console = terminal();
      if (console == null) {
        throw new UsageException(
            "the keystore "
                + keystore
                + " needs a password, and there is no terminal to ask on; --password-file names a"
                + " file with it");
      }
      char[] password = ask(console, isNew ? "New password of " : "Password of ", keystore);
      if (isNew) {
        char[] again = ask(console, "Once more the password of ", keystore);
        boolean same = Arrays.equals(password, again);
        Arrays.fill(again, '\0');
        if (!same) {
          throw new UsageException("the two passwords differ; nothing was made");
        }
      }
      return password;
    };
  }

  /** From JDK 22 on there is a console even where there is no terminal, and it tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Console terminal() {
    @Nullable Console console = System.console();
    if (console == null) {
      return null;
    }
    try {
      Object isTerminal = Console.class.getMethod("isTerminal").invoke(console);
      return Boolean.TRUE.equals(isTerminal) ? console : null;
    } catch (ReflectiveOperationException e) {
      return console; // an older JDK
    }
  }

  private static char[] ask(Console console, String what, String keystore) {
    char @Nullable [] password = console.readPassword("%s%s: ", what, keystore);
    if (password == null || new String(password).isBlank()) {
      throw new UsageException("no password was given; nothing was done");
    }
    return password;
  }
}
