package quern.records.sql;

import org.jspecify.annotations.Nullable;
import quern.records.csv.RowBatch;

/** {@code a like pattern}; a pattern that is not constant is read anew for each row. */
final class Like extends Condition {
  private final Node operand;
  private final Node pattern;
  private final int escape;
  private final boolean ignoreCase;
  private final int site;
  private final Misfits misfits;
  private @Nullable LikePattern compiled;

  /**
   * @param escape a code point, or a negative number for none
   * @param site where to count patterns that are none
   */
  Like(Node operand, Node pattern, int escape, boolean ignoreCase, Misfits misfits, int site) {
    super(operand.constant && pattern.constant);
    this.operand = operand;
    this.pattern = pattern;
    this.escape = escape;
    this.ignoreCase = ignoreCase;
    this.misfits = misfits;
    this.site = site;
    if (pattern.constant) {
      this.compiled = compile();
    }
  }

  /**
   * @throws IllegalArgumentException when the pattern is none
   */
  private LikePattern compile() {
    return new LikePattern(
        pattern.text.bytes, pattern.text.offset, pattern.text.length, escape, ignoreCase);
  }

  @Override
  int truth(RowBatch batch, int row) {
    if (!operand.eval(batch, row) || !pattern.eval(batch, row)) {
      return UNKNOWN;
    }
    LikePattern by = compiled;
    if (by == null) {
      try {
        by = compile();
      } catch (IllegalArgumentException e) {
        misfits.add(site, batch, row);
        return UNKNOWN;
      }
    }
    return of(by.matches(operand.text.bytes, operand.text.offset, operand.text.length));
  }
}
