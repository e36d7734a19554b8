package quern.records.sql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
 * <p>Batches are told apart by their first row's file and offset; a row's evaluations have to be
 * done with when the batch goes on to other rows. Not for several threads.
 */
public final class Misfits implements MisfitCounter {
  private final int columns;
  private final List<String> labels = new ArrayList<>();
  private long[] counts;
  private BitSet[] counted;

  // The batch whose rows are in counted.
  private @Nullable RowBatch batch;
  private @Nullable String source;
  private long first;

  Misfits(Schema schema) {
    columns = schema.size();
    counts = new long[columns];
    counted = new BitSet[columns];
    Arrays.setAll(counted, i -> new BitSet());
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
    counted = Arrays.copyOf(counted, site + 1);
    counted[site] = new BitSet();
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
    if (this.batch != batch || first != batch.offset(0) || !batch.source().equals(source)) {
      for (BitSet rows : counted) {
        rows.clear();
      }
      this.batch = batch;
      source = batch.source();
      first = batch.offset(0);
    }
    if (!counted[site].get(row)) {
      counted[site].set(row);
      counts[site]++;
    }
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
