package quern.records.shuffle;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import quern.records.ByteBuilder;

/**
 * A key in two parts: a group, whose records are to be in one partition, and what they are ordered
 * by within it. The group's length stands at the end, in four bytes; it changes nothing of the
 * order where no group is a prefix of another, as those of {@link quern.records.keys.KeyEncoder}
 * are not.
 */
public final class GroupKey {
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private GroupKey() {}

  /** Ends the key that is all of {@code key}, whose first {@code group} bytes are the group. */
  public static void end(ByteBuilder key, int group) {
    key.append(group >>> 24).append(group >>> 16).append(group >>> 8).append(group);
  }

  /** How long the group is in the key {@code bytes[from, from + length)}. */
  public static int groupLength(byte[] bytes, int from, int length) {
    return (int) INT.get(bytes, from + length - Integer.BYTES);
  }
}
