package quern.bench.jmh;

import java.io.IOException;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quern.codecs.hamming.Hamming;
import quern.codecs.hamming.Parity;

/**
 * How fast one thread protects content and undoes damage to it. An operation is a byte of content:
 * ops/us is MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@OperationsPerInvocation(HammingBench.CONTENT)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HammingBench {
  static final int CONTENT = 1 << 20;

  private static final int SCATTERED_BITS = 100;

  /** Bytes of content in a block. */
  @Param({"65536", "262144"})
  int block;

  private final Hamming hamming = new Hamming();
  private final Parity parity = new Parity();
  private final byte[] content = new byte[CONTENT];
  private final int[] scattered = new int[SCATTERED_BITS];
  private byte[] stored = {};
  private byte[] back = {};
  private int blockLength;
  private int chunk;

  /** Encodes the blocks, and chooses the bits that get damaged in each. */
  @Setup
  public void encodeBlocks() {
    new Random(42).nextBytes(content);
    blockLength = Hamming.encodedLength(block);
    chunk = block / 64;
    stored = new byte[CONTENT / block * blockLength];
    back = new byte[block];
    encode();
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < SCATTERED_BITS; i++) {
      scattered[i] = random.nextInt(8 * blockLength);
    }
  }

  /** The eight parity chunks alone. */
  @Benchmark
  public byte[] parity() {
    for (int at = 0; at < stored.length; at += blockLength) {
      parity.write(stored, at, chunk);
    }
    return stored;
  }

  /** Chunks, parity, and checksums. */
  @Benchmark
  public byte[] encode() {
    for (int i = 0; i < CONTENT / block; i++) {
      hamming.encode(content, i * block, block, stored, i * blockLength);
    }
    return stored;
  }

  /** Copies the content out, which is all there is to do while a block's own checksum matches. */
  @Benchmark
  public byte[] content() {
    for (int at = 0; at < stored.length; at += blockLength) {
      Hamming.content(stored, at, block, back, 0);
    }
    return back;
  }

  /** Checks blocks that are right. */
  @Benchmark
  public long check() throws IOException {
    return correct();
  }

  /** Corrects a bit of each block. */
  @Benchmark
  public long oneBit() throws IOException {
    for (int at = 0; at < stored.length; at += blockLength) {
      stored[at + blockLength / 3] ^= 1;
    }
    return correct();
  }

  /** Rebuilds a chunk of each block. */
  @Benchmark
  public long lostChunk() throws IOException {
    for (int at = 0; at < stored.length; at += blockLength) {
      System.arraycopy(content, 0, stored, at + 10 * (chunk + 4), chunk + 4);
    }
    return correct();
  }

  /** Corrects 100 bits, strewn over all chunks of each block. */
  @Benchmark
  public long scatteredBits() throws IOException {
    for (int at = 0; at < stored.length; at += blockLength) {
      for (int bit : scattered) {
        stored[at + bit / 8] ^= (byte) (1 << (bit % 8));
      }
    }
    return correct();
  }

  private long correct() throws IOException {
    long words = 0;
    for (int at = 0; at < stored.length; at += blockLength) {
      words += hamming.correct(stored, at, block).words();
    }
    return words;
  }
}
