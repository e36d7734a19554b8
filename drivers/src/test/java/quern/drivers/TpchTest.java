package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.trino.tpch.TpchColumn;
import io.trino.tpch.TpchEntity;
import io.trino.tpch.TpchTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight queries of TPC-H at scale 0.01, as the chains of commands in {@code examples/tpch.yaml}.
 * The expected answers are those that DuckDB 1.5.6 gave to the queries in {@code
 * bench/src/main/tpch} over the same files.
 */
class TpchTest {
  private static final double SCALE = 0.01;
  private static final double TOLERANCE = 1e-9;
  private static final Path FLOW = Path.of("..", "examples", "tpch.yaml");

  @TempDir private Path scratch;

  @Test
  void theAnswersAreTheRightOnes() throws IOException {
    write(TpchTable.CUSTOMER);
    write(TpchTable.ORDERS);
    write(TpchTable.LINE_ITEM);
    write(TpchTable.PART);

    Jobs.run(
            "flow",
            "run",
            FLOW,
            "--set",
            "data=" + scratch,
            "--set",
            "out=" + scratch.resolve("out"),
            "--state",
            scratch.resolve("state"))
        .ok();

    for (int query : new int[] {1, 3, 4, 6, 12, 13, 14, 18}) {
      String name = "q" + query;
      List<List<@Nullable String>> expected = expected(name);
      String header = expected.get(0).stream().map(h -> "" + h).collect(Collectors.joining(","));
      List<List<@Nullable String>> found = Jobs.allRows(scratch.resolve("out/" + name), header);
      assertThat(found).as(name).hasSize(expected.size() - 1);
      for (int row = 0; row < found.size(); row++) {
        for (int column = 0; column < expected.get(0).size(); column++) {
          assertSame(
              found.get(row).get(column),
              expected.get(row + 1).get(column),
              "%s, row %d, column %d".formatted(name, row, column));
        }
      }
    }
  }

  private <E extends TpchEntity> void write(TpchTable<E> table) throws IOException {
    List<TpchColumn<E>> columns = table.getColumns();
    try (BufferedWriter out =
        Files.newBufferedWriter(scratch.resolve(table.getTableName() + ".csv"))) {
      out.write(columns.stream().map(TpchColumn::getColumnName).collect(Collectors.joining(",")));
      out.write('\n');
      for (E entity : table.createGenerator(SCALE, 1, 1)) {
        String[] fields = entity.toLine().split("\\|", -1);
        List<String> written = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
          written.add(fields[i].indexOf(',') >= 0 ? '"' + fields[i] + '"' : fields[i]);
        }
        out.write(String.join(",", written));
        out.write('\n');
      }
    }
  }

  private static List<List<@Nullable String>> expected(String query) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(TpchTest.class.getResourceAsStream("tpch/" + query + ".csv"))) {
      return Jobs.parse(new String(in.readAllBytes(), UTF_8), Jobs.RFC_4180);
    }
  }

  private static void assertSame(@Nullable String found, @Nullable String expected, String where) {
    if (found != null && expected != null && expected.matches("-?\\d+\\.\\d+")) {
      double wanted = Double.parseDouble(expected);
      assertThat(Double.parseDouble(found))
          .as(where)
          .isCloseTo(wanted, org.assertj.core.data.Offset.offset(Math.abs(wanted) * TOLERANCE));
    } else {
      assertThat(found).as(where).isEqualTo(expected);
    }
  }
}
