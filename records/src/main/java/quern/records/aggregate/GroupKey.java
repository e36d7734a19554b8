package quern.records.aggregate;

import quern.records.ByteBuilder;

/**
 * The shuffle keys of a group's records, where they come in an order: the group's key, what its
 * records are ordered by, and the length of the group's key in four bytes. The group's key is no
 * prefix of another's, so all records of a group stand together; the length stands last, where it
 * cannot change the order.
 */
public final class GroupKey {
  /**
   * What begins the order of a state in an aggregation; details of the aggregate <i>i</i> begin
   * with <i>i</i> + 1.
   */
  static final int STATE = 0;

  private GroupKey() {}

  /** Appends the length of the group's key, to what stands behind that key. */
  public static void end(int groupLength, ByteBuilder out) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      out.append(groupLength >>> shift);
    }
  }

  /** How many bytes of the shuffle key {@code bytes[from, from + length)} are the group's. */
  public static int groupLength(byte[] bytes, int from, int length) {
    int at = from + length - Integer.BYTES;
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }
}
