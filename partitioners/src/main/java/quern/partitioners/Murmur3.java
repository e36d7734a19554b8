package quern.partitioners;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The first 64 bits of Austin Appleby's MurmurHash3 x64 128. */
final class Murmur3 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c3_7b91_1142_53d5L;
  private static final long C2 = 0x4cf5_ad43_2745_937fL;

  private Murmur3() {}

  static long hash64(byte[] b, int off, int len, long seed) {
    long h1 = seed;
    long h2 = seed;
    int at = off;
    for (int end = off + (len & ~15); at < end; at += 16) {
      h1 ^= scramble((long) LONGS.get(b, at), C1, 31, C2);
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dc_e729;
      h2 ^= scramble((long) LONGS.get(b, at + 8), C2, 33, C1);
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x3849_5ab5;
    }
    int left = len & 15;
    h2 ^= scramble(tail(b, at + 8, left - 8), C2, 33, C1);
    h1 ^= scramble(tail(b, at, Math.min(left, 8)), C1, 31, C2);
    h1 ^= len;
    h2 ^= len;
    h1 += h2;
    h2 += h1;
    return finish(h1) + finish(h2);
  }

  private static long scramble(long k, long c, int rotation, long d) {
    return Long.rotateLeft(k * c, rotation) * d;
  }

  private static long tail(byte[] b, int from, int count) {
    long k = 0;
    for (int i = count - 1; i >= 0; i--) {
      k = (k << 8) | (b[from + i] & 0xff);
    }
    return k;
  }

  private static long finish(long hash) {
    long k = hash;
    k = (k ^ (k >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    k = (k ^ (k >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return k ^ (k >>> 33);
  }
}
