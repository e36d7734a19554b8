package quern.records.csv;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import quern.records.Field;

/** Reads bytes with the reader under test, for tests of this package. */
final class Reading {
  static final int MAX_ROW = 1 << 20;

  private Reading() {}

  /** A row as a test wants to see it: its fields (null for SQL null), and what is wrong with it. */
  record TestRow(long offset, List<@Nullable String> fields, @Nullable Malformed malformed) {
    @Override
    public String toString() {
      return offset + ":" + fields + (malformed == null ? "" : " " + malformed);
    }
  }

  /** What reading one stretch gave. */
  record Stretch(List<TestRow> rows, long first, long next, long lines) {}

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static List<TestRow> whole(byte[] file, Dialect dialect, int width) {
    return start(file, dialect, width, Long.MAX_VALUE).rows();
  }

  static Stretch start(byte[] file, Dialect dialect, int width, long end) {
    return stretch(file, dialect, width, end, -1, -1, MAX_ROW);
  }

  static Stretch guess(byte[] file, Dialect dialect, int width, long start, long end) {
    return stretch(file, dialect, width, end, start, -1, MAX_ROW);
  }

  static Stretch known(byte[] file, Dialect dialect, int width, long first, long end) {
    return stretch(file, dialect, width, end, -1, first, MAX_ROW);
  }

  static Stretch stretch(
      byte[] file, Dialect dialect, int width, long end, long guess, long known, int maxRow) {
    try (RowReader reader = new RowReader(dialect, maxRow)) {
      reader.countLines();
      if (guess >= 0) {
        long base = Math.max(0, guess - 1000);
        reader.openGuess(from(file, base), "test.csv", base, guess, end, width);
      } else if (known >= 0) {
        reader.openKnown(from(file, known), "test.csv", known, end);
      } else {
        reader.openStart(from(file, 0), "test.csv", end);
      }
      RowBatch batch = reader.newBatch(width);
      List<TestRow> rows = new ArrayList<>();
      while (reader.read(batch)) {
        rows.addAll(rows(batch));
      }
      return new Stretch(rows, reader.first(), reader.next(), reader.lines());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<TestRow> rows(RowBatch batch) {
    List<TestRow> rows = new ArrayList<>();
    Field field = new Field();
    for (int row = 0; row < batch.rows(); row++) {
      List<@Nullable String> fields = new ArrayList<>();
      for (int column = 0; column < batch.width; column++) {
        batch.field(row, column, field);
        fields.add(field.isNull ? null : field.toString());
      }
      rows.add(new TestRow(batch.offset(row), fields, batch.malformed(row)));
    }
    return rows;
  }

  private static ByteArrayInputStream from(byte[] file, long offset) {
    return new ByteArrayInputStream(
        Arrays.copyOfRange(file, (int) Math.min(offset, file.length), file.length));
  }
}
