package quern.codecs.block;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A little of what FuzzIT does a lot of: the same bytes each time. */
class FuzzTest {
  private static final int TRIES = 2_000;

  @ParameterizedTest
  @EnumSource
  void anyBytesAreRefusedOrComeBack(FuzzTarget target) throws IOException {
    Random random = new Random(target.name().hashCode());
    List<byte[]> seeds = target.seeds();
    for (byte[] seed : seeds) {
      run(target, seed);
    }
    for (int i = 0; i < TRIES; i++) {
      byte[] seed = seeds.get(random.nextInt(seeds.size()));
      byte[] bytes = Arrays.copyOf(seed, Math.min(seed.length, 4096));
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        bytes = change(bytes, random);
      }
      run(target, bytes);
    }
  }

  private static void run(FuzzTarget target, byte[] bytes) {
    Assertions.assertTimeout(
        Duration.ofMinutes(1),
        () -> {
          try {
            target.run(bytes);
          } catch (Throwable e) {
            throw new AssertionError(target + " with " + HexFormat.of().formatHex(bytes), e);
          }
        });
  }

  private static byte[] change(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int at = random.nextInt(bytes.length);
    byte[] changed = bytes.clone();
    switch (random.nextInt(6)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt();
      case 2 -> changed[at] = (byte) (random.nextBoolean() ? -1 : 0x7f);
      case 3 -> Arrays.fill(changed, at, Math.min(bytes.length, at + 4), (byte) 0);
      case 4 -> changed = Arrays.copyOf(bytes, at);
      default -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
        System.arraycopy(bytes, from, changed, at, length);
      }
    }
    return changed;
  }
}
