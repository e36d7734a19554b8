package quern.shuffle;

/**
 * Records in memory as a map output file has them: the length of the key and of the value, each as
 * a {@code VInt}, then key and value.
 */
interface Records {
  /** The array that holds the record at {@code position}. */
  byte[] array(long position);

  /** Where in {@link #array} the record at {@code position} begins. */
  int offset(long position);
}
