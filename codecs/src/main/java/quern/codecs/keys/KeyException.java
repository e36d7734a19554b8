package quern.codecs.keys;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A key cannot be had, or not be made. The message says what, where, and what to do. */
public final class KeyException extends IOException {
  private static final long serialVersionUID = 1;

  /** What is in the way. */
  public enum Problem {
    /** No key provider is configured, or one that there is no class for. */
    NO_PROVIDER,
    /** The keystore's file is not there. */
    NO_KEYSTORE,
    /** The keystore's file is no keystore, or damaged. */
    BAD_KEYSTORE,
    /** Another process is changing the keystore. */
    BUSY,
    /** Nobody says the keystore's password. */
    NO_PASSWORD,
    /** The keystore's password is another. */
    WRONG_PASSWORD,
    /** The provider has no key of that name. */
    NO_KEY,
    /** The provider has the key, but not the version that a data key was encrypted under. */
    NO_VERSION,
    /** There is a key of that name. */
    KEY_EXISTS,
    /** The name cannot be a key's, or the key cannot be used. */
    BAD_KEY,
    /** The provider refuses this user. */
    NOT_ALLOWED,
    /** The provider does not know who this user is. */
    NOT_AUTHENTICATED,
    /** The provider does not answer. */
    UNREACHABLE,
    /** The task was not given the data key. */
    NOT_ATTACHED,
    /** Anything else. */
    OTHER
  }

  private final Problem problem;

  KeyException(Problem problem, String message) {
    this(problem, message, null);
  }

  KeyException(Problem problem, String message, @Nullable Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.problem = requireNonNull(problem, "problem is null");
  }

  /** What is in the way. */
  public Problem problem() {
    return problem;
  }

  /** Whether what was asked for cannot be, so that nothing needs to be mended but the request. */
  public boolean isUsage() {
    return switch (problem) {
      case NO_PROVIDER, NO_KEYSTORE, NO_PASSWORD, WRONG_PASSWORD, NO_KEY, KEY_EXISTS, BAD_KEY ->
          true;
      default -> false;
    };
  }
}
