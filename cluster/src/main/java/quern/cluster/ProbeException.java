package quern.cluster;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.ipc.RemoteException;
import org.jspecify.annotations.Nullable;

/** A cluster, or a part of it, does not do what it should: what was found, and what to do. */
public final class ProbeException extends IOException {
  private static final long serialVersionUID = 1;

  private final String found;
  private final String advice;

  /**
   * What a probe came upon.
   *
   * @param found what is wrong, and where; no full stop
   * @param advice what to do; no full stop
   */
  public ProbeException(String found, String advice, @Nullable Throwable cause) {
    super(found + "; " + advice, cause);
    this.found = requireNonNull(found, "found is null");
    this.advice = requireNonNull(advice, "advice is null");
  }

  ProbeException(String found, String advice) {
    this(found, advice, null);
  }

  /** What is wrong, and where. */
  public String found() {
    return found;
  }

  /** What to do. */
  public String advice() {
    return advice;
  }

  /**
   * What an exception of Hadoop's clients comes down to, in one line: of many that caused one
   * another the last that says something, and of a server's answer that without its stack.
   */
  public static String reason(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null && (onlyCarries(at) || at.getCause().getMessage() != null)) {
      at = at.getCause();
    }
    if (at instanceof SocketTimeoutException) {
      return "no answer in time"; // its own words are of channels and milliseconds
    }
    String message = at.getMessage() == null ? "" : at.getMessage().strip();
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end).strip();
    if (line.isEmpty()) {
      return at.getClass().getSimpleName();
    }
    boolean speaksForItself =
        at.getClass() == IOException.class
            || at instanceof RemoteException
            || at instanceof ProbeException
            || line.contains(" ");
    return speaksForItself ? line : at.getClass().getSimpleName() + ": " + line;
  }

  /** Whether somebody wants the work to end; a time-out is of the same kind to Java. */
  static boolean isInterrupt(Throwable thrown) {
    return thrown instanceof InterruptedIOException && !(thrown instanceof SocketTimeoutException);
  }

  private static boolean onlyCarries(Throwable at) {
    return at instanceof ExecutionException
        || at instanceof UncheckedIOException
        || at instanceof UndeclaredThrowableException;
  }
}
