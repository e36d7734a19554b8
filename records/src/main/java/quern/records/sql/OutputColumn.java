package quern.records.sql;

import quern.records.Type;

/**
 * A column of a select list.
 *
 * @param name its name in the output
 * @param type its type
 * @param source the column of the input that it is, unchanged, so that its bytes can be copied; or
 *     {@link #COMPUTED}
 */
public record OutputColumn(String name, Type type, int source) {
  /** The {@link #source} of a column that is not just a column of the input. */
  public static final int COMPUTED = -1;

  /** Whether it has to be computed. */
  public boolean isComputed() {
    return source == COMPUTED;
  }
}
