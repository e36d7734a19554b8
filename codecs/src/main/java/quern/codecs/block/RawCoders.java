package quern.codecs.block;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Compressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import quern.codecs.huffman.Huffman;

/** The compressions as coders of blocks. */
final class RawCoders {
  private RawCoders() {}

  /** aircompressor's coders, which all have the same form. */
  private abstract static class Air implements BlockCoder {
    private final Compressor compressor;
    private final Decompressor decompressor;

    Air(Compressor compressor, Decompressor decompressor) {
      this.compressor = compressor;
      this.decompressor = decompressor;
    }

    @Override
    public int maxEncodedLength(int length) {
      return compressor.maxCompressedLength(length);
    }

    @Override
    public int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
      return compressor.compress(in, inOffset, length, out, outOffset, out.length - outOffset);
    }

    @Override
    public int decode(byte[] in, int inOffset, int length, byte[] out, int most)
        throws IOException {
      try {
        return decompressor.decompress(in, inOffset, length, out, 0, most);
      } catch (RuntimeException e) {
        // MalformedInputException, and what the checks of bounds throw.
        throw new IOException("not decompressible: " + e.getMessage(), e);
      }
    }
  }

  static final class Snappy extends Air {
    Snappy() {
      super(new SnappyCompressor(), new SnappyDecompressor());
    }
  }

  static final class Lz4 extends Air {
    Lz4() {
      super(new Lz4Compressor(), new Lz4Decompressor());
    }
  }

  static final class Zstd extends Air {
    Zstd() {
      super(new ZstdCompressor(), new ZstdDecompressor());
    }
  }

  static final class Deflate implements BlockCoder {
    // Each holds memory that is not Java's, and a stream is either written or read.
    private @Nullable Deflater deflater;
    private @Nullable Inflater inflater;

    @Override
    public int maxEncodedLength(int length) {
      // Stored blocks of 16 KiB at least, 5 bytes each, and a little for the end.
      return length + 5 * (length / 16_383 + 1) + 16;
    }

    @Override
    public int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
      Deflater own = deflater;
      if (own == null) {
        own = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater = own;
      }
      own.reset();
      own.setInput(in, inOffset, length);
      own.finish();
      int n = 0;
      while (!own.finished()) {
        n += own.deflate(out, outOffset + n, out.length - outOffset - n);
      }
      return n;
    }

    @Override
    public int decode(byte[] in, int inOffset, int length, byte[] out, int most)
        throws IOException {
      Inflater own = inflater;
      if (own == null) {
        own = new Inflater(true);
        inflater = own;
      }
      own.reset();
      own.setInput(in, inOffset, length);
      int n = 0;
      try {
        while (!own.finished()) {
          int more = own.inflate(out, n, most - n);
          n += more;
          if (more == 0 && !own.finished()) {
            throw new IOException(
                own.needsInput()
                    ? "the deflate stream has no end"
                    : "the deflate stream becomes more than " + most + " bytes");
          }
        }
      } catch (DataFormatException e) {
        throw new IOException("not decompressible: " + e.getMessage(), e);
      }
      if (own.getRemaining() > 0) {
        throw new IOException(own.getRemaining() + " bytes follow the deflate stream");
      }
      return n;
    }
  }

  static final class HuffmanCodes implements BlockCoder {
    private final Huffman huffman = new Huffman();

    @Override
    public int maxEncodedLength(int length) {
      return Huffman.maxEncodedLength(length);
    }

    @Override
    public int encode(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
      return huffman.encode(in, inOffset, length, out, outOffset);
    }

    @Override
    public int decode(byte[] in, int inOffset, int length, byte[] out, int most)
        throws IOException {
      return huffman.decode(in, inOffset, length, out, 0, most);
    }
  }
}
