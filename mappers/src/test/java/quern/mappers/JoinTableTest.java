package quern.mappers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The table of a join against a map of lists. */
class JoinTableTest {
  private static List<String> rows(JoinTable table, String key) {
    List<String> rows = new ArrayList<>();
    JoinTable.Search search = new JoinTable.Search(table);
    search.keys().append(key.getBytes(UTF_8));
    search.end(true);
    search.run();
    for (long entry = search.entry(0); entry != JoinTable.NONE; entry = table.next(entry)) {
      rows.add(new String(table.bytes(entry), table.from(entry), table.length(entry), UTF_8));
    }
    return rows;
  }

  private static void add(JoinTable table, String key, String row) {
    byte[] bytes = row.getBytes(UTF_8);
    table.add(key.getBytes(UTF_8), key.length(), bytes, bytes.length);
  }

  @Property(tries = 200)
  void aKeyHasItsRowsInTheOrderInWhichTheyWereAdded(
      @ForAll @Size(max = 3000) List<@IntRange(max = 2000) Integer> keys) {
    JoinTable table = new JoinTable();
    Map<String, List<String>> model = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = "k" + keys.get(i);
      add(table, key, "row " + i);
      model.computeIfAbsent(key, any -> new ArrayList<>()).add("row " + i);
    }

    model.forEach((key, rows) -> assertThat(rows(table, key)).isEqualTo(rows));
    assertThat(rows(table, "k-1")).isEmpty();
    assertThat(rows(table, "")).isEmpty();
  }

  @Test
  void rowsOfManyChunksAndLongerThanAChunkAreKept() {
    JoinTable table = new JoinTable();
    String half = "h".repeat(600_000);
    String big = "b".repeat(3_000_000);
    for (int i = 0; i < 40; i++) {
      add(table, "key", i % 10 == 9 ? big + i : half + i);
    }
    add(table, "other", "last");

    List<String> rows = rows(table, "key");
    assertThat(rows).hasSize(40);
    for (int i = 0; i < 40; i++) {
      assertThat(rows.get(i).equals((i % 10 == 9 ? big : half) + i)).as("row %d", i).isTrue();
    }
    assertThat(rows(table, "other")).containsExactly("last");
  }

  @Test
  void aKeyAloneIsKeptOnce() {
    JoinTable table = new JoinTable();
    for (int i = 0; i < 5000; i++) {
      byte[] key = ("k" + i % 2000).getBytes(UTF_8);
      table.addKey(key, key.length);
    }

    assertThat(rows(table, "k1999")).containsExactly("");
    assertThat(rows(table, "k2000")).isEmpty();
  }
}
