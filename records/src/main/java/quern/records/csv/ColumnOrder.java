package quern.records.csv;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;

/** Where the columns of the schema stand in a file. */
final class ColumnOrder {
  private ColumnOrder() {}

  /**
   * The field of the file that each column of the schema is; null when they are in the same order.
   *
   * @param reference the file the schema is from
   * @throws QuernException when the file's columns are not those of the schema in some order
   */
  static int @Nullable [] of(Schema schema, String reference, List<String> header, String file)
      throws QuernException {
    List<String> names = schema.names();
    if (header.equals(names)) {
      return null;
    }
    List<String> missing = new ArrayList<>(names);
    List<String> extra = new ArrayList<>(header);
    missing.removeAll(header);
    extra.removeAll(names);
    if (!missing.isEmpty() || !extra.isEmpty() || header.size() != names.size()) {
      throw new QuernException(
          Exit.USAGE,
          "the columns of two files differ:\n  %s has %s\n  %s has %s\n%s%sFiles read together must have the same columns, in any order."
              .formatted(
                  reference.isEmpty() ? "the schema" : reference,
                  String.join(", ", names),
                  file,
                  header.isEmpty() ? "no header" : String.join(", ", header),
                  missing.isEmpty()
                      ? ""
                      : "missing in the second: " + String.join(", ", missing) + "\n",
                  extra.isEmpty() ? "" : "only in the second: " + String.join(", ", extra) + "\n"));
    }
    int[] order = new int[names.size()];
    for (int i = 0; i < order.length; i++) {
      order[i] = header.indexOf(names.get(i));
    }
    return order;
  }
}
