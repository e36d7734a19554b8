package quern.records;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class ByteTableTest {
  @Property(tries = 200)
  void equalBytesHaveOneNumberAndOthersAnother(@ForAll @Size(max = 500) List<Short> values) {
    ByteTable table = new ByteTable();
    Map<String, Integer> model = new HashMap<>();
    for (short value : values) {
      String text = Integer.toString(value % 300);
      byte[] bytes = ("<" + text + ">").getBytes(UTF_8);
      assertThat(table.find(bytes, 1, text.length())).isEqualTo(model.getOrDefault(text, -1));
      int number = model.computeIfAbsent(text, key -> model.size());
      assertThat(table.add(bytes, 1, text.length())).isEqualTo(number);
      assertThat(new String(table.get(number), UTF_8)).isEqualTo(text);
    }
    assertThat(table.size()).isEqualTo(model.size());
  }
}
