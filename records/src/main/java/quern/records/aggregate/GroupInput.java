package quern.records.aggregate;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import quern.records.ByteBuilder;
import quern.records.Exit;
import quern.records.Field;
import quern.records.FieldFormatter;
import quern.records.Formats;
import quern.records.QuernException;
import quern.records.Schema;
import quern.records.commit.RowBlock;
import quern.records.csv.CsvWriter;
import quern.records.csv.Dialect;
import quern.records.csv.RowBatch;
import quern.records.csv.RowText;
import quern.records.keys.KeyDecoder;
import quern.records.keys.SortColumn;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawInput;
import quern.records.sql.Grouping;

/**
 * The reduce side: takes the records of one group after the other, sorted by their keys, and writes
 * what becomes of each group. Holds the state of one group at a time.
 */
public final class GroupInput {
  private final Aggregation aggregation;
  private final Accumulator[] accumulators;
  private final boolean hasDetails;
  private final boolean isWhole;
  private final State state = new State();
  private final ByteSource source = new ByteSource();
  private final ByteBuilder group = new ByteBuilder(64);
  private final ByteBuilder detail = new ByteBuilder(64);

  private final CsvWriter writer;
  private final FieldFormatter formatter;
  private final FieldFormatter isoFormatter = new FieldFormatter(Formats.ISO);
  private final CsvWriter isoWriter = new CsvWriter(Dialect.RFC_4180);
  private final Schema by;
  private final KeyDecoder keys;
  private final RowText text;
  private final Field field = new Field();
  private final ByteBuilder cell = new ByteBuilder(64);
  private final ByteBuilder line = new ByteBuilder(256);
  private boolean isOpen;

  /**
   * @param out how rows are written
   */
  public GroupInput(Aggregation aggregation, Dialect out) {
    this.aggregation = aggregation;
    this.accumulators = aggregation.accumulators.toArray(Accumulator[]::new);
    this.hasDetails = aggregation.hasDetails();
    this.isWhole = aggregation.result().isWhole();
    this.writer = new CsvWriter(out);
    this.formatter = new FieldFormatter(out.formats());
    this.by = aggregation.by();
    this.keys =
        new KeyDecoder(
            by,
            IntStream.range(0, by.size()).mapToObj(SortColumn::ascending).toList(),
            Formats.ISO);
    this.text = new RowText(aggregation.groups.size());
    state.words = new long[aggregation.words];
    state.objects = new Object[aggregation.objects];
  }

  /** Whether a group has been begun and not been written. */
  public boolean isOpen() {
    return isOpen;
  }

  /** Whether the record with this key belongs to the group that is open. */
  public boolean isOfGroup(byte[] key, int from, int length) {
    int ours = hasDetails ? GroupKey.groupLength(key, from, length) : length;
    return Arrays.equals(key, from, from + ours, group.array(), 0, group.length());
  }

  /** Begins the group of the record with this key. */
  public void begin(byte[] key, int from, int length) {
    group.clear();
    group.append(key, from, hasDetails ? GroupKey.groupLength(key, from, length) : length);
    detail.clear();
    isOpen = true;
    Arrays.fill(state.words, 0);
    Arrays.fill(state.objects, null);
  }

  /** Begins the group of all rows, before it is known whether there are any. */
  public void beginOfAllRows() {
    begin(new byte[Integer.BYTES], 0, hasDetails ? Integer.BYTES : 0);
  }

  /**
   * Takes a record of the group.
   *
   * @throws QuernException when a result grows beyond what it may be
   */
  public void take(RawInput record) throws IOException {
    source.set(record.valueBytes(), record.valueFrom(), record.valueLength());
    int at = record.keyFrom() + group.length();
    int tag = hasDetails ? record.keyBytes()[at] & 0xff : Aggregation.STATE;
    if (tag == Aggregation.STATE) {
      for (Accumulator accumulator : accumulators) {
        accumulator.merge(state, source);
      }
      return;
    }
    int to = record.keyFrom() + record.keyLength();
    boolean isNew = !Arrays.equals(record.keyBytes(), at, to, detail.array(), 0, detail.length());
    if (isNew) {
      detail.clear();
      detail.append(record.keyBytes(), at, to - at);
    }
    try {
      ((DetailAccumulator) accumulators[tag - 1]).detail(state, isNew, source);
    } catch (ArithmeticException e) {
      throw tooMuch(tag - 1, e);
    }
  }

  /** Ends the group, and appends the row that becomes of it, if it stays. */
  public void end(RowBlock out) throws IOException {
    isOpen = false;
    int start = out.bytes().length();
    if (isWhole) {
      row(writer, formatter, out.bytes());
    } else {
      line.clear();
      row(isoWriter, isoFormatter, line);
      RowBatch batch = text.read(line);
      Grouping.Groups result = aggregation.result();
      if (!result.keeps(batch, 0)) {
        return;
      }
      for (int i = 0; i < result.select().columns().size(); i++) {
        cell.clear();
        boolean present = result.select().appendTyped(i, batch, 0, formatter, cell);
        value(i, present, writer, out.bytes());
      }
      writer.endRow(out.bytes());
    }
    out.endRow(start, writer.lineEndLength());
  }

  /** Appends the group as it is: what it is grouped by, then each aggregate. */
  private void row(CsvWriter to, FieldFormatter format, ByteBuilder out) throws IOException {
    int columns = by.size();
    keys.start(group.array(), 0, group.length());
    for (int i = 0; i < columns; i++) {
      cell.clear();
      value(i, keys.next(format, cell), to, out);
    }
    for (int i = 0; i < accumulators.length; i++) {
      cell.clear();
      boolean present;
      try {
        present = accumulators[i].result(state, format, cell);
      } catch (ArithmeticException e) {
        throw tooMuch(i, e);
      }
      value(columns + i, present, to, out);
    }
    to.endRow(out);
  }

  private void value(int column, boolean present, CsvWriter to, ByteBuilder out)
      throws IOException {
    if (present) {
      field.set(cell.array(), 0, cell.length());
    } else {
      field.setNull();
    }
    to.separate(column, out);
    to.value(field, out);
  }

  private QuernException tooMuch(int accumulator, ArithmeticException e) {
    String name = aggregation.groups.column(by.size() + accumulator).name();
    StringBuilder where = new StringBuilder();
    keys.start(group.array(), 0, group.length());
    for (int i = 0; i < by.size(); i++) {
      cell.clear();
      where
          .append(i == 0 ? " of the group " : ", ")
          .append(by.column(i).name())
          .append('=')
          .append(keys.next(isoFormatter, cell) ? cell.toString() : "null");
    }
    String advice = name.startsWith("sum(") ? "; sum it as a decimal: cast(… as decimal)" : "";
    return new QuernException(
        Exit.FAILED, "%s%s: %s%s".formatted(name, where, e.getMessage(), advice), e);
  }
}
