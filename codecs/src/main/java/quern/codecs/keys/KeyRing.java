package quern.codecs.keys;

import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.JceAesCtrCryptoCodec;
import org.apache.hadoop.crypto.key.KeyProvider;
import org.apache.hadoop.crypto.key.KeyProvider.KeyVersion;
import org.apache.hadoop.crypto.key.KeyProvider.Metadata;
import org.apache.hadoop.crypto.key.KeyProviderCryptoExtension;
import org.apache.hadoop.crypto.key.KeyProviderCryptoExtension.EncryptedKeyVersion;
import org.apache.hadoop.crypto.key.KeyProviderDelegationTokenExtension;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.security.Credentials;
import org.apache.hadoop.security.authentication.client.AuthenticationException;
import org.jspecify.annotations.Nullable;
import quern.codecs.aes.DataKeys;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyException.Problem;
import quern.conf.Nearest;

/**
 * The named keys of one of Hadoop's key providers: a keystore file ({@code jceks://}) or a Key
 * Management Server ({@code kms://}). A named key encrypts data keys, and leaves its provider only
 * where that is a file on this machine.
 *
 * <p>Not for several threads.
 */
public final class KeyRing implements DataKeys, Closeable {
  /** Cipher of the named keys; {@link KeyPart#DATA_KEY_BYTES} is their length, and a data key's. */
  private static final String CIPHER = "AES/CTR/NoPadding";

  private static final int BITS = 8 * KeyPart.DATA_KEY_BYTES;

  /** What all providers take; '@' is before a version's number. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,199}");

  private static final String CREATE = "quern keys create %s makes one";
  private static final String ELSEWHERE =
      "the data were encrypted under it: name the provider that has it";

  /** Unless the site says otherwise: each try of a KMS. Hadoop's default is a minute. */
  private static final int KMS_SECONDS = 20;

  private final URI uri;
  private final KeyProvider provider;
  private final KeyProviderCryptoExtension crypto;
  private final Closeable lock;

  private KeyRing(URI uri, KeyProvider provider, Closeable lock) {
    this.uri = uri;
    this.provider = provider;
    this.lock = lock;
    this.crypto = KeyProviderCryptoExtension.createKeyProviderCryptoExtension(provider);
  }

  /**
   * Opens the provider of {@code hadoop.security.key.provider.path}; if there are several, the
   * first.
   *
   * @param passwords says the password of a keystore, unless {@code quern.keystore.password-file}
   *     names a file with it
   * @throws KeyException when there is none, or it cannot be opened
   */
  public static KeyRing open(Configuration conf, Passwords passwords) throws IOException {
    URI uri = provider(conf);
    return open(uri, conf, passwords, false, () -> {});
  }

  /**
   * Opens the provider to make keys or versions. Nobody else on this machine can do so to the same
   * keystore until this is closed.
   *
   * @param orNew whether a keystore that does not exist is made
   * @throws KeyException likewise
   */
  public static KeyRing openToChange(Configuration conf, Passwords passwords, boolean orNew)
      throws IOException {
    URI uri = provider(conf);
    Closeable lock = isKeystore(uri) ? KeystoreLock.take(uri) : () -> {};
    try {
      return open(uri, conf, passwords, orNew, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static KeyRing open(
      URI uri, Configuration conf, Passwords passwords, boolean orNew, Closeable lock)
      throws IOException {
    Configuration own = new Configuration(conf);
    boundKmsClient(own);
    // For 32 bytes at a time. Hadoop would warn that its native library is not there.
    own.set(
        CommonConfigurationKeysPublic.HADOOP_SECURITY_CRYPTO_CODEC_CLASSES_AES_CTR_NOPADDING_KEY,
        JceAesCtrCryptoCodec.class.getName());
    @Nullable KeyProvider provider =
        isKeystore(uri) ? new Keystore(uri, own, passwords).open(orNew) : other(uri, own);
    if (provider == null) {
      throw new KeyException(
          Problem.NO_PROVIDER,
          "no class of Hadoop's or others on the class path provides keys of %s; expected a URI like jceks://file/home/anna/keys.jceks or kms://http@host:9600/kms"
              .formatted(uri));
    }
    return new KeyRing(uri, provider, lock);
  }

  static boolean isKeystore(URI uri) {
    return Keystore.SCHEME.equals(uri.getScheme());
  }

  /** The provider that {@code conf} names. */
  static URI provider(Configuration conf) throws KeyException {
    Collection<String> paths =
        conf.getTrimmedStringCollection(KeyProviderFactory.KEY_PROVIDER_PATH);
    Iterator<String> first = paths.iterator();
    if (!first.hasNext()) {
      throw new KeyException(
          Problem.NO_PROVIDER,
          "no key provider is configured: set %s to a URI like jceks://file/home/anna/keys.jceks or kms://http@host:9600/kms"
              .formatted(KeyProviderFactory.KEY_PROVIDER_PATH));
    }
    String path = first.next();
    try {
      return new URI(path);
    } catch (URISyntaxException e) {
      throw new KeyException(
          Problem.NO_PROVIDER,
          "%s: %s is no URI: %s"
              .formatted(KeyProviderFactory.KEY_PROVIDER_PATH, path, e.getMessage()),
          e);
    }
  }

  private static @Nullable KeyProvider other(URI uri, Configuration conf) throws KeyException {
    try {
      return KeyProviderFactory.get(uri, conf);
    } catch (IOException | RuntimeException e) {
      throw explained(uri, "the keys cannot be opened", e);
    }
  }

  private static void boundKmsClient(Configuration own) {
    @Nullable String[] sources =
        own.getPropertySources(CommonConfigurationKeysPublic.KMS_CLIENT_TIMEOUT_SECONDS);
    if (sources == null || sources[sources.length - 1].endsWith("-default.xml")) {
      own.setInt(CommonConfigurationKeysPublic.KMS_CLIENT_TIMEOUT_SECONDS, KMS_SECONDS);
    }
    // Else the client asks for 150 data keys, to keep them for later.
    own.setInt(CommonConfigurationKeysPublic.KMS_CLIENT_ENC_KEY_CACHE_SIZE, 1);
    own.setFloat(CommonConfigurationKeysPublic.KMS_CLIENT_ENC_KEY_CACHE_LOW_WATERMARK, 1);
    own.setInt(CommonConfigurationKeysPublic.KMS_CLIENT_ENC_KEY_CACHE_NUM_REFILL_THREADS, 1);
  }

  /** Where the keys are. */
  public URI provider() {
    return uri;
  }

  /** The keys, by name. */
  public List<NamedKey> list() throws IOException {
    try {
      List<String> names = new ArrayList<>(provider.getKeys());
      names.sort(null);
      List<NamedKey> keys = new ArrayList<>();
      Metadata[] all = provider.getKeysMetadata(names.toArray(String[]::new));
      for (int i = 0; i < all.length; i++) {
        @Nullable Metadata metadata = all[i];
        if (metadata != null) { // it may have gone in between
          keys.add(named(names.get(i), metadata));
        }
      }
      return keys;
    } catch (IOException | RuntimeException e) {
      throw explained("the keys cannot be listed", e);
    }
  }

  private static NamedKey named(String name, Metadata metadata) {
    return new NamedKey(
        name, metadata.getVersions(), metadata.getBitLength(), metadata.getCreated().toInstant());
  }

  /**
   * Refuses what cannot be a new key's name, in any provider.
   *
   * @throws KeyException when it is refused
   */
  public static void requireName(String name) throws KeyException {
    if (!NAME.matcher(name).matches()) {
      throw new KeyException(
          Problem.BAD_KEY,
          "'%s' cannot be a key's name: expected up to 200 lower-case letters, digits, '.', '_' and '-', a letter or digit first"
              .formatted(name));
    }
  }

  /**
   * Makes a key of 256 bits. To be called when this was opened to change.
   *
   * @return the name of its first version
   */
  public String create(String name) throws IOException {
    requireName(name);
    KeyProvider.Options options = new KeyProvider.Options(provider.getConf());
    options.setCipher(CIPHER).setBitLength(BITS);
    try {
      if (has(name)) {
        throw new KeyException(
            Problem.KEY_EXISTS,
            "%s has a key '%s' already; quern keys roll %s gives it a new version"
                .formatted(uri, name, name));
      }
      KeyVersion made = provider.createKey(name, options);
      provider.flush();
      return made.getVersionName();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw explained("the key '%s' cannot be made".formatted(name), e);
    }
  }

  /**
   * Gives a key a new version, which new data keys are encrypted under. What is encrypted stays
   * readable. To be called when this was opened to change.
   *
   * @return the new version's name
   */
  public String roll(String name) throws IOException {
    try {
      if (!has(name)) {
        throw noKey(name, CREATE, null);
      }
      KeyVersion made = provider.rollNewVersion(name);
      provider.flush();
      return made.getVersionName();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw explained("the key '%s' cannot be given a new version".formatted(name), e);
    }
  }

  private boolean has(String name) throws IOException {
    return provider.getMetadata(name) != null;
  }

  /** A new data key, encrypted under the newest version of the key called {@code name}. */
  public WrappedKey newDataKey(String name) throws IOException {
    EncryptedKeyVersion made;
    try {
      made = crypto.generateEncryptedKey(name);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (isSettled(e)) {
        throw explained("no data key can be had from key '%s'".formatted(name), e);
      }
      if (isMissing(name)) {
        throw noKey(name, CREATE, e);
      }
      throw explained("no data key can be had from key '%s'".formatted(name), e);
    }
    WrappedKey key =
        new WrappedKey(
            name,
            made.getEncryptionKeyVersionName(),
            made.getEncryptedKeyIv(),
            made.getEncryptedKeyVersion().getMaterial());
    requireLength(key, key.material()); // CTR keeps the length
    return key;
  }

  @Override
  public byte[] unwrap(WrappedKey key) throws IOException {
    byte[] dataKey;
    try {
      dataKey =
          crypto
              .decryptEncryptedKey(
                  EncryptedKeyVersion.createForDecryption(
                      key.name(), key.version(), key.iv(), key.material()))
              .getMaterial();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      String what = "the data key under %s cannot be decrypted".formatted(key);
      if (isSettled(e)) {
        throw explained(what, e);
      }
      if (isMissing(key.name())) {
        throw noKey(key.name(), ELSEWHERE, e);
      }
      if (saysNoVersion(e, key)) {
        throw new KeyException(
            Problem.NO_VERSION,
            "%s has a key '%s', but no version %s of it, which the data were encrypted under; name the provider that has it, or restore it from a copy"
                .formatted(uri, key.name(), key.version()),
            e);
      }
      throw explained(what, e);
    }
    requireLength(key, dataKey);
    return dataKey;
  }

  private static void requireLength(WrappedKey key, byte[] bytes) throws KeyException {
    if (bytes.length != KeyPart.DATA_KEY_BYTES) {
      throw new KeyException(
          Problem.BAD_KEY,
          "key '%s' has %d bits; expected %d: quern keys create makes such keys"
              .formatted(key.name(), 8 * bytes.length, BITS));
    }
  }

  /** Whether tasks can unwrap data keys themselves, with tokens of the provider's. */
  public boolean issuesTokens() {
    return tokens().getCanonicalServiceName() != null;
  }

  /** Adds to {@code credentials} the tokens that let tasks unwrap data keys for this user. */
  public void addTokens(String renewer, Credentials credentials) throws IOException {
    try {
      tokens().addDelegationTokens(renewer, credentials);
    } catch (IOException | RuntimeException e) {
      throw explained("no token for the job's tasks can be had", e);
    }
  }

  private KeyProviderDelegationTokenExtension tokens() {
    return KeyProviderDelegationTokenExtension.createKeyProviderDelegationTokenExtension(provider);
  }

  /** Ends the provider's threads. */
  @Override
  public void close() throws IOException {
    try (lock) {
      provider.close();
    }
  }

  private KeyException noKey(String name, String advice, @Nullable Exception cause) {
    StringBuilder message = new StringBuilder("%s has no key called '%s'.".formatted(uri, name));
    try {
      List<String> names = new ArrayList<>(provider.getKeys());
      names.sort(null);
      Nearest.to(name, names)
          .ifPresent(near -> message.append(" Did you mean '%s'?".formatted(near)));
      message.append(
          names.isEmpty() ? " It has no keys" : " Its keys are: " + String.join(", ", names));
    } catch (IOException | RuntimeException e) {
      message.append(" It does not tell the names that there are");
    }
    message.append("; ").append(advice.formatted(name));
    return new KeyException(Problem.NO_KEY, message.toString(), cause);
  }

  private boolean isMissing(String name) {
    try {
      return !has(name);
    } catch (IOException | RuntimeException e) {
      return false; // not known: what went wrong before is told
    }
  }

  /** Providers have no exception of their own for it. */
  private boolean saysNoVersion(Exception e, WrappedKey key) {
    try {
      if (provider.getKeyVersion(key.version()) == null) {
        return true;
      }
    } catch (IOException | RuntimeException refused) {
      // A KMS lets few people have key versions: what it said must do.
    }
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      String message = String.valueOf(at.getMessage());
      boolean missing = message.contains("not exist") || message.contains("not found");
      if (missing && message.contains("'" + key.version() + "'")) {
        return true;
      }
    }
    return false;
  }

  /** Whether {@code e} says all, so that there is no use in asking the provider more. */
  private static boolean isSettled(Exception e) {
    return e instanceof KeyException
        || find(e, AccessControlException.class).isPresent()
        || find(e, AuthenticationException.class).isPresent()
        || isNetwork(e);
  }

  private static boolean isNetwork(Exception e) {
    return find(e, ConnectException.class).isPresent()
        || find(e, SocketTimeoutException.class).isPresent()
        || find(e, UnknownHostException.class).isPresent()
        || find(e, NoRouteToHostException.class).isPresent()
        || find(e, SSLException.class).isPresent();
  }

  private static <T extends Throwable> Optional<T> find(Throwable e, Class<T> type) {
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return Optional.of(type.cast(at));
      }
    }
    return Optional.empty();
  }

  private KeyException explained(String what, Exception e) {
    return explained(uri, what, e);
  }

  private static KeyException explained(URI uri, String what, Exception e) {
    if (e instanceof KeyException known) {
      return known;
    }
    String said = firstLine(e);
    if (find(e, AccessControlException.class).isPresent()) {
      return new KeyException(
          Problem.NOT_ALLOWED,
          "%s: %s does not allow it: %s. Whoever runs it can (kms-acls.xml)"
              .formatted(what, uri, said),
          e);
    }
    if (find(e, AuthenticationException.class).isPresent()) {
      return new KeyException(
          Problem.NOT_AUTHENTICATED,
          "%s: %s does not know who you are: %s. Log in with kinit, or have the job's client collect tokens"
              .formatted(what, uri, said),
          e);
    }
    if (isNetwork(e)) {
      return new KeyException(
          Problem.UNREACHABLE,
          "%s: %s does not answer: %s. See that it runs, and that this machine reaches it"
              .formatted(what, uri, networkTrouble(e)),
          e);
    }
    return new KeyException(Problem.OTHER, "%s: %s: %s".formatted(what, uri, said), e);
  }

  /** The first cause's words: whatever Hadoop wraps it in repeats them, or calls it otherwise. */
  private static String networkTrouble(Exception e) {
    Throwable root = e;
    for (@Nullable Throwable at = e; at != null; at = at.getCause()) {
      root = at;
    }
    String said = String.valueOf(root.getMessage());
    return root instanceof UnknownHostException ? "there is no host " + said : said;
  }

  private static String firstLine(Exception e) {
    @Nullable Throwable at = e;
    @Nullable String message = null;
    while (at != null && message == null) {
      message = at.getMessage();
      at = at.getCause();
    }
    return message == null ? e.getClass().getSimpleName() : message.lines().findFirst().orElse("");
  }
}
