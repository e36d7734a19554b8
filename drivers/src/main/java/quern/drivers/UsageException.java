package quern.drivers;

/** The user asked for something that cannot be: told without a stack trace, exit code 2. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
