package quern.records.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.junit.jupiter.api.Test;

class RawBytesTest {
  private final RawKey.Comparator comparator = new RawKey.Comparator();

  private static byte[] serialized(RawBytes bytes) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    bytes.write(out);
    return Arrays.copyOf(out.getData(), out.getLength());
  }

  private static RawKey key(byte[] bytes) {
    RawKey key = new RawKey();
    key.set(bytes, 0, bytes.length);
    return key;
  }

  @Property
  void areSerializedAsTheyAreAndReadBack(@ForAll byte[] before, @ForAll byte[] bytes)
      throws IOException {
    byte[] all = Arrays.copyOf(before, before.length + bytes.length);
    System.arraycopy(bytes, 0, all, before.length, bytes.length);
    RawBytes slice = new RawBytes();
    slice.set(all, before.length, bytes.length);
    assertThat(serialized(slice)).isEqualTo(bytes);

    DataInputBuffer in = new DataInputBuffer();
    in.reset(all, before.length, bytes.length);
    RawBytes read = new RawBytes();
    read.readFields(in);
    assertThat(read).isEqualTo(slice).hasSameHashCodeAs(slice);
    assertThat(Arrays.copyOf(read.getBytes(), read.getLength())).isEqualTo(bytes);
  }

  @Test
  void readingDoesNotWriteIntoAnArrayThatWasOnlyPointedAt() throws IOException {
    byte[] others = {1, 2, 3, 4};
    RawBytes bytes = new RawBytes();
    bytes.set(others, 0, 4);
    DataInputBuffer in = new DataInputBuffer();
    in.reset(new byte[] {9, 9}, 2);

    bytes.readFields(in);

    assertThat(others).containsExactly(1, 2, 3, 4);
    assertThat(serialized(bytes)).containsExactly(9, 9);
  }

  @Property
  void keysHaveTheOrderOfTheirBytesAndPrefixesNeverContradictIt(
      @ForAll byte[] a, @ForAll byte[] b) {
    int order = Integer.signum(Arrays.compareUnsigned(a, b));
    assertThat(Integer.signum(comparator.compare(a, 0, a.length, b, 0, b.length))).isEqualTo(order);
    assertThat(Integer.signum(key(a).compareTo(key(b)))).isEqualTo(order);
    int prefixes =
        Long.compareUnsigned(comparator.prefix(a, 0, a.length), comparator.prefix(b, 0, b.length));
    assertThat(prefixes == 0 || Integer.signum(prefixes) == order).isTrue();
  }
}
