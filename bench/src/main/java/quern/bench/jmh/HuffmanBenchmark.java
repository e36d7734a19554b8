package quern.bench.jmh;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import quern.bench.HuffmanInputs;
import quern.codecs.huffman.Huffman;

/**
 * The Huffman coder and zlib's, a call for each block of 256 KiB on one thread. The auxiliary
 * counter {@code megabytes} is MB (10⁶ bytes, not coded) a second; the score is passes over the
 * input a second.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HuffmanBenchmark {
  /** What {@link HuffmanInputs} generates, or a file: {@code -p input=dna,some/file}. */
  @Param({"dna", "csv", "random"})
  private String input = "";

  private final Huffman huffman = new Huffman();
  private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
  private final Inflater inflater = new Inflater(true);
  private final byte[] block = new byte[2 * HuffmanInputs.BLOCK];
  private byte[] bytes = new byte[0];
  private byte[][] encoded = new byte[0][];
  private byte[][] deflated = new byte[0][];

  /** Counts what one iteration has done. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Amount {
    /** Not coded. */
    public double megabytes;

    @Setup(Level.Iteration)
    public void clear() {
      megabytes = 0;
    }
  }

  @Setup
  public void prepare() {
    bytes = HuffmanInputs.read(input);
    deflater.setStrategy(Deflater.HUFFMAN_ONLY);
    int blocks = (bytes.length + HuffmanInputs.BLOCK - 1) / HuffmanInputs.BLOCK;
    encoded = new byte[blocks][];
    deflated = new byte[blocks][];
    for (int i = 0; i < blocks; i++) {
      encoded[i] = Arrays.copyOf(block, encode(i));
      deflated[i] = Arrays.copyOf(block, deflate(i));
    }
  }

  @TearDown
  public void end() {
    deflater.end();
    inflater.end();
  }

  @Benchmark
  public long quernEncode(Amount amount) {
    long size = 0;
    for (int i = 0; i < encoded.length; i++) {
      size += encode(i);
    }
    amount.megabytes += bytes.length / 1e6;
    return size;
  }

  @Benchmark
  public long quernDecode(Amount amount) throws IOException {
    long size = 0;
    for (byte[] from : encoded) {
      size += huffman.decode(from, 0, from.length, block, 0, HuffmanInputs.BLOCK);
    }
    amount.megabytes += size / 1e6;
    return size;
  }

  @Benchmark
  public long zlibEncode(Amount amount) {
    long size = 0;
    for (int i = 0; i < deflated.length; i++) {
      size += deflate(i);
    }
    amount.megabytes += bytes.length / 1e6;
    return size;
  }

  @Benchmark
  public long zlibDecode(Amount amount) throws DataFormatException {
    long size = 0;
    for (byte[] from : deflated) {
      inflater.reset();
      inflater.setInput(from);
      size += inflater.inflate(block);
    }
    amount.megabytes += size / 1e6;
    return size;
  }

  private int encode(int i) {
    return huffman.encode(bytes, i * HuffmanInputs.BLOCK, length(i), block, 0);
  }

  private int deflate(int i) {
    deflater.reset();
    deflater.setInput(bytes, i * HuffmanInputs.BLOCK, length(i));
    deflater.finish();
    int size = 0;
    // The first call, which sets the strategy, may give nothing yet.
    while (!deflater.finished()) {
      size += deflater.deflate(block, size, block.length - size);
    }
    return size;
  }

  private int length(int i) {
    return Math.min(HuffmanInputs.BLOCK, bytes.length - i * HuffmanInputs.BLOCK);
  }
}
