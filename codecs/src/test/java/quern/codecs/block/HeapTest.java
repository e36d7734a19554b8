package quern.codecs.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a stream says of itself, it is read with a heap of 64 MiB. */
class HeapTest {
  private static final int MOST = StreamHeader.MOST_BLOCK_LENGTH;

  @TempDir Path scratch;
  @TempDir Path results;

  @Test
  void theLongestBlocksAndWhatClaimsMoreAreReadInLittleMemory() throws Exception {
    byte[] noise = new byte[MOST + MOST / 2];
    new Random(1).nextBytes(noise);
    List<String> expected = new ArrayList<>();
    for (String name :
        List.of(
            "aes",
            "hamming",
            "huffman",
            "lz4+hamming",
            "gzip+aes+hamming",
            "huffman+aes+hamming",
            "zstd+aes+hamming")) {
      Chain chain = Chain.parse(name);
      byte[] stream = Streams.encode(chain, MOST, noise);
      expected.add(write(name + "-noise", stream) + ": " + noise.length);
      int head = StreamHeader.read(Streams.in(stream)).bytes().length;
      if (chain.corrects()) {
        Arrays.fill(stream, head, head + 3 * BlockRecord.LENGTH, (byte) 0);
        stream[stream.length / 2] ^= 1;
        expected.add(write(name + "-without-head", stream) + ": " + noise.length);
        Arrays.fill(stream, head, stream.length, (byte) 0);
        expected.add(write(name + "-zeros", stream) + ": refused");
      } else {
        claim(stream, head);
        expected.add(write(name + "-claiming", stream) + ": refused");
      }
      if (chain.compression() != null) {
        byte[] bomb = Streams.encode(chain, MOST, new byte[4 * MOST]);
        expected.add(write(name + "-bomb", bomb) + ": " + 4 * MOST);
      }
    }
    Path growing = scratch.resolve("a-growing");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(growing))) {
      for (int length = MOST / 4 * 3; length <= MOST; length += MOST / 16) {
        byte[] stream =
            Streams.encode(Chain.parse("huffman+hamming"), length, Arrays.copyOf(noise, length));
        int head = StreamHeader.read(Streams.in(stream)).bytes().length;
        Arrays.fill(stream, head, head + 3 * BlockRecord.LENGTH, (byte) 0);
        out.write(stream);
      }
    }
    expected.add("a-growing: " + MOST / 16 * (12 + 13 + 14 + 15 + 16));

    assertThat(readWithLittleHeap()).containsExactlyInAnyOrderElementsOf(expected);
  }

  private String write(String name, byte[] stream) throws IOException {
    Files.write(scratch.resolve(name), stream);
    return name;
  }

  /** Has the first head claim the longest content that there is. */
  private static void claim(byte[] stream, int head) throws IOException {
    BlockRecord record = new BlockRecord();
    record.read(Streams.marker(stream), stream, head);
    record.contentLength = Integer.MAX_VALUE;
    record.plainLength = Integer.MAX_VALUE;
    record.write(Streams.marker(stream), stream, head);
    ByteBuffer.wrap(stream).putLong(head + BlockRecord.LENGTH, -1);
  }

  private List<String> readWithLittleHeap() throws Exception {
    Path out = results.resolve("out");
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                scratch.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(out.toFile())
            .start();
    try {
      assertThat(reader.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
      return Files.readAllLines(out, StandardCharsets.UTF_8);
    } finally {
      reader.destroyForcibly();
    }
  }

  /** What the other process does. */
  static final class Reader {
    private Reader() {}

    public static void main(String[] args) throws IOException {
      Coders coders = new Coders(); // as a pool would give them to one stream after the other
      try (Stream<Path> files = Files.list(Path.of(args[0]))) {
        for (Path file : files.sorted().toList()) {
          System.out.println(file.getFileName() + ": " + read(file, coders));
        }
      }
    }

    private static String read(Path file, Coders coders) throws IOException {
      try (InputStream in = Files.newInputStream(file)) {
        FileBlockReader reader = FileBlockReader.whole(in, Streams.KEYS, coders);
        long length = 0;
        while (reader.next()) {
          length += reader.length();
        }
        return String.valueOf(length);
      } catch (IOException e) {
        return "refused";
      }
    }
  }
}
