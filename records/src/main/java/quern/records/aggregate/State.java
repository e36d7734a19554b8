package quern.records.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * Where one group's aggregates keep what they know: longs from {@link #word} on, and objects from
 * {@link #object} on. All zero and null for a group that has seen no row. A cursor, moved from
 * group to group; public fields, because it is read in the innermost loops.
 */
final class State {
  long[] words = new long[0];
  @Nullable Object[] objects = new Object[0];
  int word;
  int object;

  /** Bytes that objects have grown by, about, since this was last set to zero. */
  long grown;
}
