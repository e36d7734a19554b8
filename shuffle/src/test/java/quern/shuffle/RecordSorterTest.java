package quern.shuffle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.RawComparator;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableComparator;
import org.junit.jupiter.api.Test;
import quern.records.shuffle.RawKey;

class RecordSorterTest {
  /** A comparator of which nothing is known: by the last byte, then by length. */
  private static final class Odd implements RawComparator<byte[]> {
    @Override
    public int compare(byte[] a, int aFrom, int aLength, byte[] b, int bFrom, int bLength) {
      int last = aLength == 0 ? -1 : a[aFrom + aLength - 1];
      int other = bLength == 0 ? -1 : b[bFrom + bLength - 1];
      return last != other ? Integer.compare(last, other) : Integer.compare(aLength, bLength);
    }

    @Override
    public int compare(byte[] a, byte[] b) {
      return compare(a, 0, a.length, b, 0, b.length);
    }
  }

  /** A record, which knows when it was collected. */
  private record Entry(int partition, List<Byte> key, int number) {
    static Entry of(int partition, byte[] key, int number) {
      List<Byte> bytes = new ArrayList<>();
      for (byte b : key) {
        bytes.add(b);
      }
      return new Entry(partition, bytes, number);
    }

    byte[] bytes() {
      byte[] bytes = new byte[key.size()];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = key.get(i);
      }
      return bytes;
    }
  }

  @Provide
  Arbitrary<List<byte[]>> keys() {
    Arbitrary<byte[]> wild = Arbitraries.bytes().array(byte[].class).ofMaxSize(20);
    Arbitrary<byte[]> alike =
        Arbitraries.of((byte) 0, (byte) 1, (byte) -1).array(byte[].class).ofMaxSize(30);
    Arbitrary<byte[]> prefixed =
        Arbitraries.of("http://www.example.org/", "http://www.example.org/\u0000", "http://www.")
            .flatMap(
                head ->
                    Arbitraries.strings()
                        .ofMaxLength(3)
                        .map(tail -> (head + tail).getBytes(UTF_8)));
    return Arbitraries.oneOf(wild, alike, prefixed).list().ofMaxSize(300);
  }

  @Property(tries = 300)
  void recordsAreSortedByPartitionAndKeyAndKeepTheirOrder(
      @ForAll("keys") List<byte[]> keys,
      @ForAll @IntRange(min = 1, max = 4) int partitions,
      @ForAll long seed) {
    check(new RawKey.Comparator(), keys, partitions, seed);
    check(new Odd(), keys, partitions, seed);
  }

  @Property(tries = 100)
  void textIsSortedBehindItsLength(
      @ForAll List<String> words, @ForAll @IntRange(min = 1, max = 3) int partitions) {
    List<byte[]> keys = new ArrayList<>();
    for (String word : words) {
      Text text = new Text(word.replace("\uFFFD", "?").repeat(1 + word.length() % 40));
      org.apache.hadoop.io.DataOutputBuffer out = new org.apache.hadoop.io.DataOutputBuffer();
      try {
        text.write(out);
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      keys.add(Arrays.copyOf(out.getData(), out.getLength()));
    }
    check(WritableComparator.get(Text.class), keys, partitions, 7);
  }

  @Test
  void manyRecordsOfFewLongKeysAreSorted() {
    Random random = new Random(3);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      keys.add(("common prefix of all keys, " + random.nextInt(100)).getBytes(UTF_8));
    }
    check(new RawKey.Comparator(), keys, 3, 5);
  }

  @Test
  void numbersAreSortedBySign() {
    Random random = new Random(4);
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      keys.add(java.nio.ByteBuffer.allocate(8).putLong(random.nextLong() >> (i % 64)).array());
    }
    check(WritableComparator.get(LongWritable.class), keys, 2, 5);
    check(new LongWritable.DecreasingComparator(), keys, 2, 5);
  }

  private static void check(
      RawComparator<?> comparator, List<byte[]> keys, int partitions, long seed) {
    Random random = new Random(seed);
    KeyOrder order = KeyOrder.of(comparator);
    RecordBuffer buffer = new RecordBuffer(new RecordBuffer.Pool(64 << 10));
    List<Entry> expected = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      int partition = random.nextInt(partitions);
      expected.add(Entry.of(partition, key, i));
      buffer.reserve(key.length + 14);
      int at = VInts.put(4, buffer.chunk(), VInts.put(key.length, buffer.chunk(), buffer.room()));
      System.arraycopy(key, 0, buffer.chunk(), at, key.length);
      java.nio.ByteBuffer.wrap(buffer.chunk()).putInt(at + key.length, i);
      buffer.add(
          partition,
          order.prefix(buffer.chunk(), at, key.length),
          at - buffer.room() + key.length + 4);
    }
    expected.sort(
        Comparator.comparingInt(Entry::partition)
            .thenComparing(
                Entry::bytes, (a, b) -> comparator.compare(a, 0, a.length, b, 0, b.length))
            .thenComparingInt(Entry::number));

    RecordSorter sorter = new RecordSorter(order);
    sorter.sort(buffer, partitions);

    List<Entry> sorted = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      for (int i = sorter.start(partition); i < sorter.end(partition); i++) {
        byte[] bytes = buffer.array(sorter.position(i));
        int at = buffer.offset(sorter.position(i));
        int length = VInts.get(bytes, at);
        int key = at + VInts.sizeFrom(bytes[at]) + 1;
        sorted.add(
            Entry.of(
                partition,
                Arrays.copyOfRange(bytes, key, key + length),
                java.nio.ByteBuffer.wrap(bytes).getInt(key + length)));
      }
    }
    assertThat(sorted).isEqualTo(expected);
  }
}
