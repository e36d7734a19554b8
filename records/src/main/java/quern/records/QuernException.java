package quern.records;

import static java.util.Objects.requireNonNull;

import java.io.IOException;

/** A failure with a message for the user and an exit code for the process. */
public final class QuernException extends IOException {
  private static final long serialVersionUID = 1;

  private final Exit exit;

  /** A failure that ends the run with {@code exit}. */
  public QuernException(Exit exit, String message) {
    super(requireNonNull(message, "message is null"));
    this.exit = requireNonNull(exit, "exit is null");
  }

  /** A failure that ends the run with {@code exit}, and what led to it. */
  public QuernException(Exit exit, String message, Throwable cause) {
    super(requireNonNull(message, "message is null"), cause);
    this.exit = requireNonNull(exit, "exit is null");
  }

  /** How the run ends. */
  public Exit exit() {
    return exit;
  }
}
