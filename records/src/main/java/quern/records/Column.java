package quern.records;

import static java.util.Objects.requireNonNull;

/** A column: its name as the header has it, and its type. */
public record Column(String name, Type type) {
  public Column {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
  }
}
