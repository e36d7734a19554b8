package quern.records;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * MurmurHash3 x64 128, after Austin Appleby's description of 2011 (SMHasher, {@code
 * MurmurHash3_x64_128}, public domain): fast and well spread, not for secrets.
 *
 * <p>The static methods are pure; an instance holds the two lanes of the last hash, so that nothing
 * is allocated for each row, and is not for several threads.
 */
public final class Murmur3 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long C1 = 0x87c37b91114253d5L;
  private static final long C2 = 0x4cf5ad432745937fL;

  private long first;
  private long second;

  /** The first lane ({@code h1}) of the last hash. */
  public long first() {
    return first;
  }

  /** The second lane ({@code h2}) of the last hash. */
  public long second() {
    return second;
  }

  /** Hashes {@code bytes[offset, offset + length)} into the two lanes. */
  public void hash(byte[] bytes, int offset, int length, int seed) {
    first = lanes(bytes, offset, length, seed, this);
  }

  /** The first lane of the hash of {@code bytes[offset, offset + length)}: 64 well-mixed bits. */
  public static long hash64(byte[] bytes, int offset, int length, int seed) {
    return lanes(bytes, offset, length, seed, null);
  }

  /** Returns the first lane; the second goes to {@code out} when there is one. */
  private static long lanes(byte[] bytes, int offset, int length, int seed, @Nullable Murmur3 out) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long h1 = Integer.toUnsignedLong(seed);
    long h2 = h1;
    int at = offset;
    for (int end = offset + (length & ~15); at < end; at += 16) {
      h1 ^= mix1((long) LONG.get(bytes, at));
      h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52dce729;
      h2 ^= mix2((long) LONG.get(bytes, at + 8));
      h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495ab5;
    }
    int rest = length & 15;
    if (rest > 8) {
      h2 ^= mix2(tail(bytes, at + 8, rest - 8));
      h1 ^= mix1((long) LONG.get(bytes, at));
    } else if (rest > 0) {
      h1 ^= mix1(tail(bytes, at, rest));
    }
    h1 ^= length;
    h2 ^= length;
    h1 += h2;
    h2 += h1;
    h1 = mix64(h1);
    h2 = mix64(h2);
    h1 += h2;
    if (out != null) {
      out.second = h2 + h1;
    }
    return h1;
  }

  /** Murmur3's finalizer: a bijection of 64 bits in which each bit depends on all. */
  public static long mix64(long k) {
    k ^= k >>> 33;
    k *= 0xff51afd7ed558ccdL;
    k ^= k >>> 33;
    k *= 0xc4ceb9fe1a85ec53L;
    return k ^ (k >>> 33);
  }

  private static long mix1(long k) {
    return Long.rotateLeft(k * C1, 31) * C2;
  }

  private static long mix2(long k) {
    return Long.rotateLeft(k * C2, 33) * C1;
  }

  /** Up to eight bytes as a little-endian number. */
  private static long tail(byte[] bytes, int at, int count) {
    if (count == 8) {
      return (long) LONG.get(bytes, at);
    }
    long k = 0;
    for (int i = count - 1; i >= 0; i--) {
      k = k << 8 | (bytes[at + i] & 0xff);
    }
    return k;
  }
}
