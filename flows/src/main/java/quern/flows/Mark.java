package quern.flows;

import static java.util.Objects.requireNonNull;

/**
 * Where something stands in a flow file, so that an error can point at it.
 *
 * @param file the file as the user named it; empty for what was built in Java
 * @param line from 1
 * @param column from 1, in characters
 */
public record Mark(String file, int line, int column) implements Comparable<Mark> {
  /** Of what was built in Java. */
  public static final Mark NONE = new Mark("", 0, 0);

  public Mark {
    requireNonNull(file, "file is null");
  }

  /** The mark {@code characters} further right. */
  Mark plus(int characters) {
    return equals(NONE) ? this : new Mark(file, line, column + characters);
  }

  @Override
  public int compareTo(Mark other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  /** As compilers write it: {@code flow.yaml:3:7: }; empty for {@link #NONE}. */
  @Override
  public String toString() {
    return equals(NONE) ? "" : file + ":" + line + ":" + column + ": ";
  }
}
