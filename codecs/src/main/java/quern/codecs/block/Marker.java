package quern.codecs.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * 16 bytes that stand before each block of a stream, by which it is found from any place.
 *
 * @param high the first 8 of them, big-endian
 * @param low the others
 */
record Marker(long high, long low) {
  /** Of 128 bits, so many may be damaged: by chance, so few never differ. */
  private static final int MOST_DAMAGED = 16;

  /** By how many bits the markers of copies are turned. */
  private static final int TURN = 21;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** A marker drawn from a seed and {@code length} bytes: the same ones, the same marker. */
  static Marker of(byte[] seed, byte[] bytes, int offset, int length) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(seed);
      digest.update(bytes, offset, length);
      ByteBuffer hash = ByteBuffer.wrap(digest.digest());
      return new Marker(hash.getLong(), hash.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Of the copies of a record: this one, and others by which their place is told. */
  Marker[] copies(int count) {
    Marker[] copies = new Marker[count];
    for (int copy = 0; copy < count; copy++) {
      copies[copy] = new Marker(Long.rotateLeft(high, copy * TURN), low);
    }
    return copies;
  }

  /** Turns a marker into that of the copy {@code copies} further on, or back where negative. */
  static void turn(byte[] bytes, int offset, int copies) {
    LONGS.set(bytes, offset, Long.rotateLeft((long) LONGS.get(bytes, offset), copies * TURN));
  }

  /** Of tails: as unlike this one as can be. */
  Marker inverse() {
    return new Marker(~high, ~low);
  }

  boolean isAt(byte[] bytes, int offset) {
    return (long) LONGS.get(bytes, offset) == high && (long) LONGS.get(bytes, offset + 8) == low;
  }

  /** Likewise, or with a few bits damaged. */
  boolean isNearlyAt(byte[] bytes, int offset) {
    return Long.bitCount((long) LONGS.get(bytes, offset) ^ high)
            + Long.bitCount((long) LONGS.get(bytes, offset + 8) ^ low)
        <= MOST_DAMAGED;
  }
}
