package quern.codecs.hamming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MajorityTest {
  @Property
  void whatAllCopiesSayIsUndisputed(@ForAll @Size(max = 40) byte[] record) {
    byte[] out = new byte[record.length];

    int disputed = Majority.vote(copies(record), 0, record.length, out);

    assertThat(out).isEqualTo(record);
    assertThat(disputed).isZero();
  }

  @Property
  void oneCopyMaySayAnything(
      @ForAll @Size(20) byte[] record,
      @ForAll @Size(20) byte[] garbage,
      @ForAll @IntRange(max = 2) int copy) {
    byte[] copies = copies(record);
    System.arraycopy(garbage, 0, copies, 20 * copy, 20);
    byte[] out = new byte[20];

    int disputed = Majority.vote(copies, 0, 20, out);

    assertThat(out).isEqualTo(record);
    int differing = 0;
    for (int i = 0; i < 20; i++) {
      differing += record[i] == garbage[i] ? 0 : 1;
    }
    assertThat(disputed).isEqualTo(differing);
  }

  @Property
  void eachBitMayBeDamagedInAnotherCopy(
      @ForAll @Size(20) byte[] record,
      @ForAll @Size(20) byte[] first,
      @ForAll @Size(20) byte[] second) {
    byte[] copies = copies(record);
    for (int i = 0; i < 20; i++) {
      copies[i] ^= first[i];
      copies[20 + i] ^= (byte) (~first[i] & second[i]);
      copies[40 + i] ^= (byte) (~first[i] & ~second[i]);
    }
    byte[] out = new byte[20];

    int disputed = Majority.vote(copies, 0, 20, out);

    assertThat(out).isEqualTo(record);
    assertThat(disputed).isEqualTo(20);
  }

  @Test
  void copiesMayStandAnywhereInTheirArray() {
    byte[] out = new byte[4];

    Majority.vote(new byte[] {9, 1, 2, 1, 2, 5, 2, 9}, 1, 2, out);

    assertThat(out).containsExactly(1, 2, 0, 0);
  }

  @Test
  void arraysThatAreTooShortAreRefused() {
    assertThatThrownBy(() -> Majority.vote(new byte[5], 0, 2, new byte[2]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Majority.vote(new byte[6], 1, 2, new byte[2]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Majority.vote(new byte[6], 0, 2, new byte[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static byte[] copies(byte[] record) {
    byte[] copies = Arrays.copyOf(record, 3 * record.length);
    System.arraycopy(record, 0, copies, record.length, record.length);
    System.arraycopy(record, 0, copies, 2 * record.length, record.length);
    return copies;
  }
}
