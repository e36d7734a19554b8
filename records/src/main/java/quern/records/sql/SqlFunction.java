package quern.records.sql;

import java.util.List;

/**
 * A function of the language: how it is called, its other names, and what computes it. What it does
 * in words is in docs/expressions.md.
 */
record SqlFunction(Signature signature, List<String> aliases, Maker maker) {

  /** Makes the node of a call. */
  interface Maker {
    /**
     * Makes a node of the invocation's type.
     *
     * @throws BadArgument when a constant argument is not one that the function can do with
     */
    Node make(Invocation invocation);
  }

  /** Computes a call's result from its arguments, none of which is null. */
  interface Body {
    /** Leaves the value in {@code call}; false when it is null. */
    boolean eval(Call call);
  }

  /** An argument that a function cannot do with, whatever the rows are. */
  static final class BadArgument extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    final int index;

    /**
     * @param index which argument, from 0
     */
    BadArgument(int index, String message) {
      super(message);
      this.index = index;
    }
  }

  /** A function that needs nothing but its arguments' values; null when one of them is. */
  static SqlFunction of(String signature, Body body, String... aliases) {
    return made(signature, invocation -> invocation.call(body), aliases);
  }

  /** A function whose calls hold something of their own, or have null rules of their own. */
  static SqlFunction made(String signature, Maker maker, String... aliases) {
    return new SqlFunction(Signature.of(signature), List.of(aliases), maker);
  }
}
