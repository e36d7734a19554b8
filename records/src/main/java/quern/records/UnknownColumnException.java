package quern.records;

import java.util.List;
import quern.conf.Nearest;

/** A name that no column has. */
public final class UnknownColumnException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** With a message that says also what to do. */
  public UnknownColumnException(String message) {
    super(message);
  }

  /** With a message that lists the columns there are and suggests the nearest. */
  public UnknownColumnException(String name, List<String> names) {
    super(message(name, names));
  }

  private static String message(String name, List<String> names) {
    return "no column is called '"
        + name
        + "'; "
        + Nearest.to(name, names).map("did you mean '%s'? "::formatted).orElse("")
        + "The columns are: "
        + String.join(", ", names);
  }
}
