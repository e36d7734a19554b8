package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RowBlockTest {
  private static RowBlock of(List<String> rows) {
    RowBlock block = new RowBlock();
    for (String row : rows) {
      int start = block.bytes().length();
      block.bytes().append(row).append('\n');
      block.endRow(start, 1);
    }
    return block;
  }

  private static byte[] bytes(RowBlock block) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    block.write(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  @Property(tries = 100)
  void whatWasWrittenIsReadBackIntoAUsedBlock(@ForAll List<String> rows) throws IOException {
    RowBlock block = of(rows);
    RowBlock read = of(List.of("left", "over"));

    read.readFields(in(bytes(block)));

    assertThat(read.rows()).isEqualTo(rows.size());
    assertThat(read.hash()).hasToString(block.hash().toString());
    assertThat(read.bytes().toByteArray()).isEqualTo(block.bytes().toByteArray());
  }

  @Test
  void theDirectoryGoesAlong() throws IOException {
    RowBlock block = new RowBlock("city=Oslo/");
    RowBlock read = of(List.of("left", "over"));

    read.readFields(in(bytes(block)));

    assertThat(read.directory()).isEqualTo("city=Oslo/");
    read.readFields(in(bytes(of(List.of("row")))));
    assertThat(read.directory()).isEmpty();
  }

  @Test
  void theLineEndIsNotHashed() {
    RowBlock unix = of(List.of("a,b"));
    RowBlock dos = new RowBlock();
    dos.bytes().append("a,b\r\n");
    dos.endRow(0, 2);

    assertThat(dos.hash()).hasToString(unix.hash().toString());
  }

  @Test
  void aLengthThatTheStreamDoesNotHaveIsNotAllocated() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeLong(1);
    out.writeLong(2);
    out.writeLong(3);
    out.writeInt(Integer.MAX_VALUE);
    out.writeBytes("short");
    RowBlock block = new RowBlock();

    assertThatThrownBy(() -> block.readFields(in(bytes.toByteArray())))
        .isInstanceOf(EOFException.class);
    assertThat(block.bytes().array().length).isLessThan(1 << 20);
  }

  @Test
  void negativeCountsAreRefused() throws IOException {
    byte[] bytes = bytes(of(List.of("a")));
    bytes[0] = -1;

    assertThatThrownBy(() -> new RowBlock().readFields(in(bytes)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected counts from 0");
  }
}
