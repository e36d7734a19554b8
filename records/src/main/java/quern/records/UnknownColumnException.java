package quern.records;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A name that no column has. */
public final class UnknownColumnException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  UnknownColumnException(String message) {
    super(message);
  }

  UnknownColumnException(String name, List<String> names) {
    super(message(name, names));
  }

  private static String message(String name, List<String> names) {
    @Nullable String near = Schema.nearest(name, names);
    return "no column is called '"
        + name
        + "'; "
        + (near == null ? "" : "did you mean '" + near + "'? ")
        + "The columns are: "
        + String.join(", ", names);
  }
}
