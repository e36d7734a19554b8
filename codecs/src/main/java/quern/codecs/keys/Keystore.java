package quern.codecs.keys;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.JavaKeyStoreProvider;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.ProviderUtils;
import quern.codecs.keys.KeyException.Problem;
import quern.conf.Settings;

/** Opens a keystore file (JCEKS) as Hadoop's provider has it. */
final class Keystore {
  static final String SCHEME = JavaKeyStoreProvider.SCHEME_NAME;

  private final URI uri;
  private final Configuration conf;
  private final Passwords passwords;

  /**
   * @param conf may be changed
   */
  Keystore(URI uri, Configuration conf, Passwords passwords) {
    this.uri = uri;
    this.conf = conf;
    this.passwords = passwords;
  }

  /**
   * Opens it.
   *
   * @param orNew whether it may be new
   */
  KeyProvider open(boolean orNew) throws IOException {
    refuseEnvironment(System.getenv());
    boolean isNew = !exists();
    if (isNew && !orNew) {
      throw new KeyException(
          Problem.NO_KEYSTORE,
          "there is no keystore %s; quern keys create NAME makes it with its first key, --provider"
                  .formatted(uri)
              + " names another");
    }
    if (Settings.KEYSTORE_PASSWORD_FILE.get(conf).isEmpty()
        && !conf.getTrimmed(JavaKeyStoreProvider.KEYSTORE_PASSWORD_FILE_KEY, "").isEmpty()) {
      return provider(); // Hadoop's own setting: the file is one of its class path
    }
    char[] password = password(isNew);
    conf.set(JavaKeyStoreProvider.KEYSTORE_PASSWORD_FILE_KEY, PasswordLoader.NAME);
    try (PasswordLoader loader = new PasswordLoader(password)) {
      loader.install();
      return provider();
    } finally {
      Arrays.fill(password, '\0');
    }
  }

  /** The environment would come before any password that is given in a safer way. */
  static void refuseEnvironment(Map<String, String> environment) throws KeyException {
    if (environment.containsKey(JavaKeyStoreProvider.KEYSTORE_PASSWORD_ENV_VAR)) {
      throw new KeyException(
          Problem.NO_PASSWORD,
          "the environment has %s, where other processes can read it; unset it, and put the password into a file that only you can read (--password-file), or wait to be asked"
              .formatted(JavaKeyStoreProvider.KEYSTORE_PASSWORD_ENV_VAR));
    }
  }

  /** Whether the file is there, or what is left of it when writing it was cut off. */
  private boolean exists() throws IOException {
    org.apache.hadoop.fs.Path path = ProviderUtils.unnestUri(uri);
    FileSystem fs = path.getFileSystem(conf);
    return fs.exists(path) || fs.exists(path.suffix("_NEW")) || fs.exists(path.suffix("_OLD"));
  }

  private char[] password(boolean isNew) throws IOException {
    String file = Settings.KEYSTORE_PASSWORD_FILE.get(conf);
    if (file.isEmpty()) {
      return passwords.password(uri.toString(), isNew);
    }
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new KeyException(
          Problem.NO_PASSWORD,
          "the file %s for the keystore's password does not exist".formatted(file),
          e);
    }
    CharBuffer chars = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    int length = chars.remaining();
    while (length > 0 && Character.isWhitespace(chars.get(length - 1))) {
      length--; // the end of the line
    }
    char[] password = Arrays.copyOf(chars.array(), length);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(chars.array(), '\0');
    if (length == 0) {
      throw new KeyException(
          Problem.NO_PASSWORD, "the file %s for the keystore's password is empty".formatted(file));
    }
    return password;
  }

  private KeyProvider provider() throws IOException {
    try {
      return KeyProviderFactory.get(uri, conf);
    } catch (FileNotFoundException e) {
      // The file is there; it is the backup that the provider turns to in its need.
      throw damaged(e);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("password was incorrect") || message.contains("tampered")) {
        throw new KeyException(
            Problem.WRONG_PASSWORD,
            "the password is not that of the keystore %s; nothing was changed".formatted(uri),
            e);
      }
      if (message.contains("Password file does not exist")) {
        throw new KeyException(
            Problem.NO_PASSWORD,
            "%s names %s, and there is no such file in Hadoop's class path; --password-file names any file"
                .formatted(
                    JavaKeyStoreProvider.KEYSTORE_PASSWORD_FILE_KEY,
                    conf.get(JavaKeyStoreProvider.KEYSTORE_PASSWORD_FILE_KEY)),
            e);
      }
      if (message.contains("nvalid keystore format")) {
        throw damaged(e);
      }
      throw e;
    }
  }

  private KeyException damaged(IOException e) {
    return new KeyException(
        Problem.BAD_KEYSTORE,
        "%s is no JCEKS keystore, or damaged; take a copy of it that is not".formatted(uri),
        e);
  }
}
