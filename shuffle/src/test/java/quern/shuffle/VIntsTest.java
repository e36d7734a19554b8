package quern.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.WritableUtils;

class VIntsTest {
  @Property
  void areHadoops(@ForAll @IntRange(min = -1) int value) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    WritableUtils.writeVInt(out, value);
    byte[] bytes = new byte[VInts.MOST];

    assertThat(VInts.put(value, bytes, 0)).isEqualTo(out.getLength()).isEqualTo(VInts.size(value));
    assertThat(Arrays.copyOf(bytes, out.getLength()))
        .isEqualTo(Arrays.copyOf(out.getData(), out.getLength()));
    assertThat(VInts.get(bytes, 0)).isEqualTo(value);
    assertThat(VInts.sizeFrom(bytes[0])).isEqualTo(out.getLength());
  }
}
