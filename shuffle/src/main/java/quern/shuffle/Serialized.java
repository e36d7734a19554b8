package quern.shuffle;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.IntWritable;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.NullWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.serializer.SerializationFactory;
import org.apache.hadoop.io.serializer.Serializer;
import org.apache.hadoop.io.serializer.WritableSerialization;
import org.jspecify.annotations.Nullable;
import quern.records.shuffle.RawBytes;

/**
 * Serializes keys or values of one class in two steps: measure, then put where there is room. What
 * a class of Hadoop's own is known to write is written without its streams; the bytes are the same.
 * Not for several threads.
 *
 * @param <T> the class
 */
abstract class Serialized<T> {
  /**
   * Serializes instances of {@code type} as the job does.
   *
   * @throws IOException when the job knows no way to
   */
  @SuppressWarnings("unchecked")
  static <T> Serialized<T> of(Class<T> type, Configuration conf) throws IOException {
    SerializationFactory factory = new SerializationFactory(conf);
    Serializer<T> serializer = factory.getSerializer(type);
    if (serializer == null) {
      throw new IOException(
          "no serializer of %s among io.serializations: %s"
              .formatted(type.getName(), conf.get("io.serializations")));
    }
    Serialized<?> known =
        factory.getSerialization(type) instanceof WritableSerialization ? known(type) : null;
    return known == null ? new Streamed<>(serializer) : (Serialized<T>) known;
  }

  private static @Nullable Serialized<?> known(Class<?> type) {
    if (RawBytes.class.isAssignableFrom(type)) {
      return new OfRawBytes();
    }
    if (type == Text.class) {
      return new OfText();
    }
    if (type == BytesWritable.class) {
      return new OfBytes();
    }
    if (type == LongWritable.class) {
      return new OfLong();
    }
    if (type == IntWritable.class) {
      return new OfInt();
    }
    return type == NullWritable.class ? new OfNothing() : null;
  }

  /** How many bytes {@code instance} is, serialized. */
  abstract int measure(T instance) throws IOException;

  /** Puts the instance that was measured last into {@code bytes} from {@code at} on. */
  abstract void put(T instance, byte[] bytes, int at);

  private static final class OfRawBytes extends Serialized<RawBytes> {
    @Override
    int measure(RawBytes instance) {
      return instance.getLength();
    }

    @Override
    void put(RawBytes instance, byte[] bytes, int at) {
      System.arraycopy(instance.array(), instance.from(), bytes, at, instance.getLength());
    }
  }

  private static final class OfText extends Serialized<Text> {
    @Override
    int measure(Text instance) {
      return Math.addExact(VInts.size(instance.getLength()), instance.getLength());
    }

    @Override
    void put(Text instance, byte[] bytes, int at) {
      int length = instance.getLength();
      System.arraycopy(instance.getBytes(), 0, bytes, VInts.put(length, bytes, at), length);
    }
  }

  private static final class OfBytes extends Serialized<BytesWritable> {
    @Override
    int measure(BytesWritable instance) {
      return Math.addExact(Integer.BYTES, instance.getLength());
    }

    @Override
    void put(BytesWritable instance, byte[] bytes, int at) {
      int length = instance.getLength();
      BigEndian.putInt(length, bytes, at);
      System.arraycopy(instance.getBytes(), 0, bytes, at + Integer.BYTES, length);
    }
  }

  private static final class OfLong extends Serialized<LongWritable> {
    @Override
    int measure(LongWritable instance) {
      return Long.BYTES;
    }

    @Override
    void put(LongWritable instance, byte[] bytes, int at) {
      BigEndian.putLong(instance.get(), bytes, at);
    }
  }

  private static final class OfInt extends Serialized<IntWritable> {
    @Override
    int measure(IntWritable instance) {
      return Integer.BYTES;
    }

    @Override
    void put(IntWritable instance, byte[] bytes, int at) {
      BigEndian.putInt(instance.get(), bytes, at);
    }
  }

  private static final class OfNothing extends Serialized<NullWritable> {
    @Override
    int measure(NullWritable instance) {
      return 0;
    }

    @Override
    void put(NullWritable instance, byte[] bytes, int at) {
      // It has no bytes.
    }
  }

  /** By the job's serializer, through a buffer. */
  private static final class Streamed<T> extends Serialized<T> {

    private final Serializer<T> serializer;
    private final DataOutputBuffer buffer = new DataOutputBuffer();

    Streamed(Serializer<T> serializer) throws IOException {
      this.serializer = serializer;
      serializer.open(buffer);
    }

    @Override
    int measure(T instance) throws IOException {
      buffer.reset();
      serializer.serialize(instance);
      return buffer.getLength();
    }

    @Override
    void put(T instance, byte[] bytes, int at) {
      System.arraycopy(buffer.getData(), 0, bytes, at, buffer.getLength());
    }
  }
}
