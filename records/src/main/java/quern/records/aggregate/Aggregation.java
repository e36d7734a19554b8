package quern.records.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRJobConfig;
import quern.conf.Settings;
import quern.records.Column;
import quern.records.Schema;
import quern.records.csv.Dialect;
import quern.records.shuffle.GroupKey;
import quern.records.sql.AggregateCall;
import quern.records.sql.Expressions;
import quern.records.sql.Grouping;
import quern.records.sql.SqlException;

/**
 * What a job aggregates: by what, which aggregates, and what is made of them. Each task has its
 * own, made of the job's settings; not for several threads.
 */
public final class Aggregation {
  /** Says that rows are one group when all their fields are the same, as they are written. */
  public static final String WHOLE_ROW = "*";

  /**
   * What begins the order of a state within its group; a detail of the aggregate <i>i</i> begins
   * with <i>i</i> + 1.
   */
  static final int STATE = 0;

  final List<Accumulator> accumulators = new ArrayList<>();
  final int words;
  final int objects;
  final Schema groups;

  private final Grouping grouping;
  private final Grouping.Groups result;
  private final Expressions expressions;

  /**
   * @param schema the columns of the rows
   * @param by as {@link Expressions#group} has it, and so are {@code list} and {@code having}
   * @throws SqlException when it cannot be, for these columns
   */
  public Aggregation(Schema schema, Dialect dialect, String by, String list, String having) {
    expressions = new Expressions(schema, dialect);
    Expressions grouped = by.equals(WHOLE_ROW) ? expressions.asWritten() : expressions;
    grouping = grouped.group(by, list, having, AggregateFunctions.NAMES);
    int word = 0;
    int object = 0;
    for (AggregateCall call : grouping.calls()) {
      Accumulator made = AggregateFunctions.of(call);
      made.firstWord = word;
      made.firstObject = object;
      word += made.words;
      object += made.objects;
      accumulators.add(made);
    }
    words = word;
    objects = object;
    groups = grouping.groups(accumulators.stream().map(a -> a.type).toList());
    result = grouping.over(groups);
  }

  /** That of the job whose settings {@code conf} has. */
  public static Aggregation of(Configuration conf) {
    return new Aggregation(
        Schema.parse(Settings.CSV_SCHEMA.get(conf)),
        Dialect.read(conf, Dialect.IN),
        Settings.GROUP_BY.get(conf),
        Settings.AGGREGATES.get(conf),
        Settings.HAVING.get(conf));
  }

  /** How many bytes a map task's table of groups may take, as {@code conf} says. */
  public static long tableBytes(Configuration conf) {
    int set = Settings.GROUP_TABLE_MB.get(conf);
    return set > 0
        ? (long) set << 20
        : conf.getLong(MRJobConfig.IO_SORT_MB, MRJobConfig.DEFAULT_IO_SORT_MB) << 19;
  }

  /** The columns of what is written. */
  public Schema output() {
    return result.select().schema();
  }

  /** Whether all rows are one group, which is there even when there are no rows. */
  public boolean isOfAllRows() {
    return grouping.by().columns().isEmpty();
  }

  /** Whether shuffle keys are those of {@link GroupKey} and not just the groups' own. */
  public boolean hasDetails() {
    return accumulators.stream().anyMatch(a -> a.isOrdered() || a instanceof DetailAccumulator);
  }

  /** Where conditions on the rows are compiled, so that misfits are counted together. */
  public Expressions expressions() {
    return expressions;
  }

  Grouping.Groups result() {
    return result;
  }

  /** The columns that groups are made by. */
  Schema by() {
    List<Column> columns = groups.columns();
    return new Schema(columns.subList(0, grouping.by().columns().size()));
  }

  /** Makes the keys of groups. */
  ValueKeys keys() {
    return ValueKeys.toGroup(grouping.by());
  }
}
