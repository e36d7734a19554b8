package quern.records.sql;

import quern.records.ByteBuilder;
import quern.records.csv.RowBatch;

/** Two strings joined; null when one is. */
final class Concat extends Node {
  private final Node left;
  private final Node right;
  private final ByteBuilder joined = new ByteBuilder(64);

  Concat(Node left, Node right) {
    super(left.type, left.constant && right.constant);
    this.left = left;
    this.right = right;
  }

  @Override
  public boolean eval(RowBatch batch, int row) {
    if (!left.eval(batch, row) || !right.eval(batch, row)) {
      return false;
    }
    joined.clear();
    joined.append(left.text.bytes, left.text.offset, left.text.length);
    joined.append(right.text.bytes, right.text.offset, right.text.length);
    text.set(joined.array(), 0, joined.length());
    return true;
  }
}
