package quern.records.sql;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import quern.records.ByteBuilder;
import quern.records.Field;
import quern.records.csv.RowBatch;

/**
 * A call of a function whose result is null when an argument is. The body finds the arguments'
 * values here, and leaves its own here.
 */
final class Call extends Node {
  /** The longest text that a function makes, so that no expression can exhaust the memory. */
  static final int MAX_TEXT = 1 << 24;

  private final Node[] arguments;
  private final SqlFunction.Body body;
  private final Misfits misfits;
  private final int site;
  private final ByteBuilder made = new ByteBuilder(0);
  private @Nullable RowBatch batch;
  private int row;

  Call(Invocation invocation, SqlFunction.Body body) {
    super(invocation.type(), invocation.arguments().stream().allMatch(a -> a.constant));
    this.arguments = invocation.arguments().toArray(Node[]::new);
    this.body = body;
    this.misfits = invocation.misfits();
    this.site = invocation.site();
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    for (Node argument : arguments) {
      if (!argument.eval(batch, row)) {
        return false;
      }
    }
    this.batch = batch;
    this.row = row;
    return body.eval(this);
  }

  // Arguments.

  /** How many arguments there are. */
  int count() {
    return arguments.length;
  }

  Node argument(int index) {
    return arguments[index];
  }

  Field text(int index) {
    return arguments[index].text;
  }

  /** The value of a long, a date or a timestamp. */
  long integer(int index) {
    return arguments[index].longValue;
  }

  /** The value of a long, or {@code otherwise} when the argument is left out. */
  long integer(int index, long otherwise) {
    return index < arguments.length ? arguments[index].longValue : otherwise;
  }

  double real(int index) {
    return arguments[index].doubleValue;
  }

  // Results.

  boolean give(long value) {
    longValue = value;
    return true;
  }

  boolean give(double value) {
    doubleValue = value;
    return true;
  }

  boolean give(BigDecimal value) {
    decimalValue = value;
    return true;
  }

  boolean give(boolean value) {
    booleanValue = value;
    return true;
  }

  /** Gives a text that is already somewhere: not copied. */
  boolean give(byte[] bytes, int from, int to) {
    text.set(bytes, from, to - from);
    return true;
  }

  /** An empty builder for a text to {@link #give(ByteBuilder) give}. */
  ByteBuilder builder() {
    made.clear();
    return made;
  }

  /** Gives what has been put in the {@link #builder()}; a misfit when it is too long. */
  boolean give(ByteBuilder built) {
    return built.length() > MAX_TEXT ? misfit() : give(built.array(), 0, built.length());
  }

  /** Null, and counted: the result is none that the type can hold. */
  boolean misfit() {
    misfits.add(site, batch, row);
    return false;
  }
}
