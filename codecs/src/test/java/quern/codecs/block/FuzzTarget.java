package quern.codecs.block;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;
import quern.codecs.hamming.Correction;
import quern.codecs.hamming.Hamming;
import quern.codecs.huffman.Huffman;

/**
 * What any bytes are given to: they are refused by an IOException, or else are what they seem to
 * be; and encoded, they come back. Whatever else is thrown is a finding.
 */
enum FuzzTarget {
  HUFFMAN {
    @Override
    void run(byte[] input) throws IOException {
      Huffman huffman = new Huffman();
      byte[] out = new byte[MOST + 64];
      Arrays.fill(out, MOST, out.length, CANARY);
      try {
        int n = huffman.decode(input, 0, input.length, out, 0, MOST);
        require(n <= MOST, "more than there is room for");
      } catch (IOException e) {
        // refused
      }
      for (int i = MOST; i < out.length; i++) {
        require(out[i] == CANARY, "a byte beyond the limit was written");
      }
      comesBack(new RawCoders.HuffmanCodes(), input);
    }

    @Override
    List<byte[]> seeds() {
      return encoded(new RawCoders.HuffmanCodes());
    }
  },

  HAMMING {
    @Override
    void run(byte[] input) throws IOException {
      Hamming hamming = new Hamming();
      int content = input.length < 2 ? 0 : (input[0] & 0x3f) << 8 | (input[1] & 0xff);
      byte[] stored = Arrays.copyOf(input, Hamming.encodedLength(content));
      try {
        hamming.correct(stored, 0, content);
        Correction again = hamming.correct(stored, 0, content);
        require(again.equals(Correction.NONE), "what is corrected is corrected again");
      } catch (IOException e) {
        // refused
      }
      byte[] own = new byte[Hamming.encodedLength(input.length)];
      hamming.encode(input, 0, input.length, own, 0);
      byte[] damaged = own.clone();
      if (own.length > 0) {
        damaged[Math.floorMod(Arrays.hashCode(input), own.length)] ^= (byte) (1 + input[0] & 0xff);
      }
      hamming.correct(damaged, 0, input.length);
      require(Arrays.equals(own, damaged), "a damaged byte is not corrected");
    }

    @Override
    List<byte[]> seeds() {
      List<byte[]> seeds = new ArrayList<>();
      for (int length : new int[] {1, 64, 65, 300}) {
        byte[] stored = new byte[Hamming.encodedLength(length)];
        byte[] content = Streams.bytes(length);
        content[0] = (byte) (length >> 8);
        if (length > 1) {
          content[1] = (byte) length;
        }
        new Hamming().encode(content, 0, length, stored, 0);
        seeds.add(stored);
      }
      return seeds;
    }
  },

  WRAPPED_KEY {
    @Override
    void run(byte[] input) throws IOException {
      WrappedKey key;
      try {
        key = WrappedKey.parse(input);
      } catch (IOException e) {
        return; // refused
      }
      require(Arrays.equals(key.toBytes(), input), "it is written otherwise than it was read");
      require(WrappedKey.parseText(key.toText()).equals(key), "its text is that of another");
    }

    @Override
    List<byte[]> seeds() {
      return List.of(
          Streams.KEY.toBytes(),
          new WrappedKey("k", "ключ@1", new byte[0], new byte[128]).toBytes());
    }
  },

  KEY_PART {
    @Override
    void run(byte[] input) throws IOException {
      try {
        KeyPart part = KeyPart.parse(input, 0, input.length);
        part.cipher(HEADER, new byte[32]);
        require(Arrays.equals(part.toBytes(HEADER, new byte[32]), input), "it is another");
      } catch (IOException e) {
        // refused
      }
    }

    @Override
    List<byte[]> seeds() {
      return List.of(KeyPart.create(Streams.KEY, new SecureRandom()).toBytes(HEADER, new byte[32]));
    }
  },

  SEGMENT {
    @Override
    void run(byte[] input) throws IOException {
      KeyPart written = KeyPart.create(Streams.KEY, new SecureRandom());
      byte[] bytes = written.toBytes(HEADER, new byte[32]);
      SegmentCipher decrypting = KeyPart.parse(bytes, 0, bytes.length).cipher(HEADER, new byte[32]);
      long number = input.length;
      boolean last = input.length > 0 && input[0] < 0;
      try {
        decrypting.decrypt(number, last, input, 0, input.length, new byte[input.length], 0);
        require(false, "what nobody encrypted is authentic");
      } catch (IOException e) {
        // refused
      }
      byte[] encrypted = new byte[input.length + SegmentCipher.OVERHEAD];
      written
          .cipher(HEADER, new byte[32])
          .encrypt(number, last, input, 0, input.length, encrypted, 0);
      byte[] back = new byte[input.length];
      decrypting.decrypt(number, last, encrypted, 0, encrypted.length, back, 0);
      require(Arrays.equals(back, input), "other bytes come back");
    }

    @Override
    List<byte[]> seeds() {
      return List.of(new byte[0], new byte[16], Streams.bytes(100));
    }
  },

  /** The first byte says whether checksums are set right. */
  FILE {
    @Override
    void run(byte[] input) {
      readAll(
          () -> FileBlockReader.whole(Streams.in(stream(input, 1)), Streams.KEYS, new Coders()));
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return streams(new byte[] {1});
    }
  },

  /** Likewise, and the next two say from where to read. */
  FILE_FROM {
    @Override
    void run(byte[] input) {
      byte[] stream = stream(input, 3);
      if (input.length < 3) {
        return;
      }
      int from = Math.min(stream.length, (input[1] & 0xff) << 8 | (input[2] & 0xff));
      readAll(
          () -> {
            StreamHeader header = StreamHeader.read(Streams.in(stream));
            int seek = (int) FileBlockReader.seekTo(from, header);
            byte[] rest = Arrays.copyOfRange(stream, seek, stream.length);
            return FileBlockReader.from(Streams.in(rest), from, header, Streams.KEYS, new Coders());
          });
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return streams(new byte[] {1, 1, 40});
    }
  },

  /** The first byte says whether checksums are set right. */
  REPAIR {
    @Override
    void run(byte[] input) throws IOException {
      byte[] repaired;
      try {
        repaired = repair(stream(input, 1), new Repair());
      } catch (IOException e) {
        return; // refused
      }
      Repair again = new Repair();
      require(Arrays.equals(repair(repaired, again), repaired), "it is not yet as it should be");
      require(again.changedBytes() == 0, "it counts what it does not change");
    }

    private static byte[] repair(byte[] stream, Repair repair) throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      repair.repair(
          from -> new ByteArrayInputStream(stream, (int) from, stream.length - (int) from),
          stream.length,
          out);
      return out.toByteArray();
    }

    @Override
    List<byte[]> seeds() throws IOException {
      return streams(new byte[] {1});
    }
  },

  /** The first byte says which chain, and whether checksums are set right. */
  LEAN {
    @Override
    void run(byte[] input) {
      if (input.length == 0) {
        return;
      }
      List<Chain> chains = Streams.chains();
      Chain chain = chains.get((input[0] & 0x7f) % chains.size());
      byte[] rest = Arrays.copyOfRange(input, 1, input.length);
      byte[] stream = input[0] < 0 && !chain.encrypts() ? Checks.mendLean(rest, chain) : rest;
      readAll(() -> new LeanBlockReader(Streams.in(stream), chain, Streams.KEYS, new Coders()));
    }

    @Override
    List<byte[]> seeds() throws IOException {
      List<byte[]> seeds = new ArrayList<>();
      List<Chain> chains = Streams.chains();
      for (int i = 0; i < chains.size(); i++) {
        byte[] lean = Streams.lean(chains.get(i), 100, Streams.bytes(250));
        seeds.add(join(new byte[] {(byte) (0x80 | i)}, lean));
      }
      return seeds;
    }
  },

  SNAPPY {
    @Override
    void run(byte[] input) throws IOException {
      decode(new RawCoders.Snappy(), input);
    }

    @Override
    List<byte[]> seeds() {
      return encoded(new RawCoders.Snappy());
    }
  },

  LZ4 {
    @Override
    void run(byte[] input) throws IOException {
      decode(new RawCoders.Lz4(), input);
    }

    @Override
    List<byte[]> seeds() {
      return encoded(new RawCoders.Lz4());
    }
  },

  ZSTD {
    @Override
    void run(byte[] input) throws IOException {
      decode(new RawCoders.Zstd(), input);
    }

    @Override
    List<byte[]> seeds() {
      return encoded(new RawCoders.Zstd());
    }
  },

  DEFLATE {
    @Override
    void run(byte[] input) throws IOException {
      decode(new RawCoders.Deflate(), input);
    }

    @Override
    List<byte[]> seeds() {
      return encoded(new RawCoders.Deflate());
    }
  };

  /** How much a block may become; what decompresses to more is refused. */
  private static final int MOST = 1 << 16;

  /** How much of a stream is read: what a few bytes become can be more than there is time for. */
  private static final long MOST_READ = 16 << 20;

  private static final byte CANARY = 0x5a;
  private static final byte[] HEADER = {1, 2, 3};

  /** Does to these bytes what is to be tried. */
  abstract void run(byte[] input) throws IOException;

  /** Bytes to begin with: some that are right, and a bomb. */
  abstract List<byte[]> seeds() throws IOException;

  private interface Opening {
    BlockReader open() throws IOException;
  }

  private static void readAll(Opening opening) {
    try {
      BlockReader reader = opening.open();
      long read = 0;
      while (read < MOST_READ && reader.next()) {
        require(reader.length() <= StreamHeader.MOST_BLOCK_LENGTH, "the block is too long");
        read += reader.length() + 1;
      }
    } catch (IOException e) {
      // refused
    }
  }

  private static byte[] stream(byte[] input, int from) {
    byte[] rest = Arrays.copyOfRange(input, Math.min(from, input.length), input.length);
    return input.length > 0 && (input[0] & 1) == 1 ? Checks.mend(rest) : rest;
  }

  private static List<byte[]> streams(byte[] before) throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (Chain chain : Streams.chains()) {
      seeds.add(join(before, Streams.encode(chain, 100, Streams.bytes(250))));
    }
    Chain bomb = Chain.parse("huffman");
    seeds.add(
        join(before, Streams.encode(bomb, StreamHeader.MOST_BLOCK_LENGTH, new byte[9 << 20])));
    return seeds;
  }

  private static void decode(BlockCoder coder, byte[] input) throws IOException {
    try {
      int n = coder.decode(input, 0, input.length, new byte[MOST], MOST);
      require(n >= 0 && n <= MOST, "more than there is room for");
    } catch (IOException e) {
      // refused
    }
    comesBack(coder, input);
  }

  private static void comesBack(BlockCoder coder, byte[] input) throws IOException {
    byte[] encoded = new byte[coder.maxEncodedLength(input.length)];
    int n = coder.encode(input, 0, input.length, encoded, 0);
    byte[] back = new byte[input.length];
    int length = coder.decode(encoded, 0, n, back, back.length);
    require(length == input.length && Arrays.equals(back, input), "other bytes come back");
  }

  private static List<byte[]> encoded(BlockCoder coder) {
    List<byte[]> seeds = new ArrayList<>();
    for (byte[] plain :
        List.of(Streams.bytes(1), Streams.bytes(300), Streams.bytes(9000), new byte[1 << 20])) {
      byte[] encoded = new byte[coder.maxEncodedLength(plain.length)];
      int n = coder.encode(plain, 0, plain.length, encoded, 0);
      seeds.add(Arrays.copyOf(encoded, n));
    }
    return seeds;
  }

  private static byte[] join(byte[] first, byte[] second) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    out.write(second);
    return out.toByteArray();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
