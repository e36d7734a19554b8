package quern.cluster;

import java.io.IOException;

/** What keeps a cluster from starting, stopping or serving; the message says what to do. */
public final class ClusterException extends IOException {
  private static final long serialVersionUID = 1;

  ClusterException(String message) {
    super(message);
  }

  ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
