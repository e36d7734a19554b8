package quern.records.sql;

import java.util.List;
import quern.records.Type;

/**
 * What a call is made of: the type of its result, and its arguments, made what the signature asks
 * for.
 *
 * @param site where to count what does not fit
 */
record Invocation(Type type, List<Node> arguments, Misfits misfits, int site) {

  /** The text of a quoted argument, or {@code otherwise} when it is left out. */
  String text(int index, String otherwise) {
    return index < arguments.size() ? arguments.get(index).text.toString() : otherwise;
  }

  /** The node that computes the call by {@code body}; null when an argument is. */
  Node call(SqlFunction.Body body) {
    return new Call(this, body);
  }
}
