package quern.records.join;

import quern.records.ByteBuilder;

/**
 * The form of a join's shuffle keys: the encoded key columns, and one byte that says what the
 * record is. Rows of one key follow one another, first those of the side that is kept in memory,
 * then those of the side that streams by.
 *
 * <p>The byte's lowest bits are the slot. A key's first partition has slot 0 and is that of its
 * hash; the next ones have slots 1, 2 and so on. Only a hot key has rows in others than slot 0.
 *
 * <p>Rows that match nothing, as a column of their key is null, have the empty key, which is none
 * that columns encode to. Their slots spread them over the partitions.
 */
public final class JoinKey {
  /** How many slots there are. */
  public static final int SLOTS = 64;

  private static final int STREAMED = 0x80;
  private static final int MARKER = 0x40;

  private JoinKey() {}

  /** Ends the key of a row of the side that is kept in memory. */
  public static void endBuffered(ByteBuilder key, int slot) {
    key.append(slot);
  }

  /** Ends the key of a row of the side that streams by. */
  public static void endStreamed(ByteBuilder key, int slot) {
    key.append(STREAMED | slot);
  }

  /**
   * Ends the key of a record that is no row, but tells a slot that the side that streams by has
   * rows of this key, there or in other slots.
   */
  public static void endMarker(ByteBuilder key, int slot) {
    key.append(STREAMED | MARKER | slot);
  }

  /** The slot, by a key's last byte. */
  public static int slot(byte last) {
    return last & (SLOTS - 1);
  }

  /** Whether a key with this last byte is of the side that streams by. */
  public static boolean isStreamed(byte last) {
    return (last & STREAMED) != 0;
  }

  /** Whether a key with this last byte is no row's. */
  public static boolean isMarker(byte last) {
    return (last & MARKER) != 0;
  }
}
