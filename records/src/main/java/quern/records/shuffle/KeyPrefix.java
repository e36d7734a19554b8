package quern.records.shuffle;

/**
 * What a raw comparator declares whose order begins with that of a number, so that most pairs of
 * keys can be told apart without looking at them.
 *
 * <p>The law: where {@code prefix(a)} is less than {@code prefix(b)} as an unsigned number, the
 * comparator puts {@code a} before {@code b}. Where the two are equal nothing is said, and the
 * comparator decides.
 *
 * <p>Safe for several threads.
 */
public interface KeyPrefix {
  /** The prefix of the serialized key {@code bytes[from, from + length)}. */
  long prefix(byte[] bytes, int from, int length);

  /**
   * Where in the serialized key {@code bytes[from, from + length)} the bytes begin that are its
   * order: keys compare as these do, unsigned, a key that ends before the other.
   *
   * @return an index from {@code from} on, or -1 when the order is no such one; always or never
   */
  default int orderedFrom(byte[] bytes, int from, int length) {
    return -1;
  }
}
