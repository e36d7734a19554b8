package quern.records.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import quern.records.Column;
import quern.records.Schema;
import quern.records.csv.RowBatch;
import quern.records.keys.MisfitCounter;

/**
 * Counts the values that did not fit their type and were taken for SQL null: fields of a column
 * whose text is not of its type, and casts, arithmetic and calls without a result that their type
 * can hold. Each column and each expression counts once a row, however often it is used; only what
 * was evaluated is counted. Division by zero is null by definition and not a misfit.
 *
 * <p>Rows are told apart by batch, file and offset, so a row's evaluations must not be interleaved
 * with another's. Not for several threads.
 */
public final class Misfits implements MisfitCounter {
  private final int columns;
  private final List<String> labels = new ArrayList<>();
  private long[] counts;
  private @Nullable RowBatch[] lastBatches;
  private @Nullable String[] lastSources;
  private long[] lastOffsets;

  Misfits(Schema schema) {
    columns = schema.size();
    counts = new long[columns];
    lastBatches = new RowBatch[columns];
    lastSources = new String[columns];
    lastOffsets = new long[columns];
    for (Column column : schema.columns()) {
      labels.add(column.name());
    }
  }

  /** Where to count the expression with this text; equal texts count together. */
  int site(String expression) {
    int known = labels.subList(columns, labels.size()).indexOf(expression);
    if (known >= 0) {
      return columns + known;
    }
    int site = labels.size();
    labels.add(expression);
    counts = Arrays.copyOf(counts, site + 1);
    lastBatches = Arrays.copyOf(lastBatches, site + 1);
    lastSources = Arrays.copyOf(lastSources, site + 1);
    lastOffsets = Arrays.copyOf(lastOffsets, site + 1);
    return site;
  }

  /**
   * Counts a misfit of a column or a {@link #site}, unless the row already has.
   *
   * @param batch null while a constant is computed
   * @throws ArithmeticException when the batch is null: a constant must fit
   */
  void add(int site, @Nullable RowBatch batch, int row) {
    if (batch == null) {
      throw new ArithmeticException(labels.get(site) + " does not fit its type");
    }
    long offset = batch.offset(row);
    if (lastBatches[site] == batch
        && lastOffsets[site] == offset
        && batch.source().equals(lastSources[site])) {
      return;
    }
    lastBatches[site] = batch;
    lastSources[site] = batch.source();
    lastOffsets[site] = offset;
    counts[site]++;
  }

  @Override
  public void misfit(int column, RowBatch batch, int row) {
    add(column, batch, row);
  }

  /** How many rows had a misfit in the column, from 0. */
  public long count(int column) {
    return counts[column];
  }

  /** All that is above zero: column names in schema order, then the texts of expressions. */
  public Map<String, Long> counts() {
    Map<String, Long> out = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        out.merge(labels.get(i), counts[i], Long::sum);
      }
    }
    return out;
  }
}
