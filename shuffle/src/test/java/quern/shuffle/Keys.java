package quern.shuffle;

import java.util.Random;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DoubleWritable;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.MD5Hash;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableComparable;
import org.apache.hadoop.io.WritableComparator;
import quern.records.shuffle.KeyPrefix;
import quern.records.shuffle.Prefix;
import quern.records.shuffle.RawKey;

/** Kinds of keys, and how they are ordered. */
enum Keys {
  TEXT(Text.class, Text.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new Text(
          new String(letters(random, most), java.nio.charset.StandardCharsets.US_ASCII));
    }
  },
  BYTES(BytesWritable.class, BytesWritable.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new BytesWritable(bytes(random, most));
    }
  },
  RAW(RawKey.class, RawKey.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return raw(bytes(random, most));
    }
  },
  PREFIXED(RawKey.class, Prefixed.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return raw(letters(random, most));
    }
  },
  LONG(LongWritable.class, LongWritable.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new LongWritable(random.nextLong() >> random.nextInt(64));
    }
  },
  LONG_DECREASING(LongWritable.class, LongWritable.DecreasingComparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new LongWritable(random.nextLong() >> random.nextInt(64));
    }
  },
  INT(IntWritable.class, IntWritable.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new IntWritable(random.nextInt() >> random.nextInt(32));
    }
  },
  HASH(MD5Hash.class, MD5Hash.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return MD5Hash.digest(bytes(random, 2));
    }
  },
  NOTHING(NullWritable.class, NullWritable.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return NullWritable.get();
    }
  },
  /** Whose comparator nothing is known of. */
  DOUBLE(DoubleWritable.class, DoubleWritable.Comparator.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return new DoubleWritable(random.nextInt(100) / 8.0 - 5);
    }
  },
  BACKWARDS(Text.class, Backwards.class) {
    @Override
    WritableComparable<?> any(Random random, int most) {
      return TEXT.any(random, most);
    }
  };

  final Class<? extends WritableComparable<?>> type;
  final Class<? extends RawComparator<?>> order;

  @SuppressWarnings("unchecked")
  Keys(Class<?> type, Class<?> order) {
    this.type = (Class<? extends WritableComparable<?>>) type;
    this.order = (Class<? extends RawComparator<?>>) order;
  }

  /** A key of about {@code most} bytes at most; with a good chance of equal and similar ones. */
  abstract WritableComparable<?> any(Random random, int most);

  static byte[] letters(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ('a' + (random.nextInt(8) == 0 ? random.nextInt(26) : 0));
    }
    return bytes;
  }

  static byte[] bytes(Random random, int most) {
    byte[] bytes = new byte[random.nextInt(most + 1)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : 0);
    }
    return bytes;
  }

  private static RawKey raw(byte[] bytes) {
    RawKey key = new RawKey();
    key.set(bytes, 0, bytes.length);
    return key;
  }

  /** The order of bytes, of which only a weak prefix is known. */
  static final class Prefixed extends WritableComparator implements KeyPrefix {
    Prefixed() {
      super(RawKey.class);
    }

    @Override
    public int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
      return java.util.Arrays.compareUnsigned(a, aFrom, aFrom + aLength, b, bFrom, bFrom + bLength);
    }

    @Override
    public long prefix(byte[] bytes, int from, int length) {
      return Prefix.of(bytes, from, length) >>> 44;
    }
  }

  /** The order of texts, backwards. */
  static final class Backwards extends Text.Comparator {
    @Override
    public int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
      return super.compare(b, bFrom, bLength, a, aFrom, aLength);
    }
  }
}
