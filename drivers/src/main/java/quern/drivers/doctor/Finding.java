package quern.drivers.doctor;

import static java.util.Objects.requireNonNull;

import quern.cluster.ProbeException;

/**
 * What a check came upon.
 *
 * @param level how bad it is
 * @param what the thing that was checked, in a word or two
 * @param found how it is
 * @param advice what to do; empty when nothing is to be done
 */
public record Finding(Level level, String what, String found, String advice) {
  public Finding {
    requireNonNull(level, "level is null");
    found = oneLine(found);
    advice = oneLine(advice);
  }

  static Finding ok(String what, String found) {
    return new Finding(Level.OK, what, found, "");
  }

  static Finding warning(String what, String found, String advice) {
    return new Finding(Level.WARNING, what, found, advice);
  }

  static Finding fault(String what, String found, String advice) {
    return new Finding(Level.FAULT, what, found, advice);
  }

  static Finding notChecked(String what, String why) {
    return new Finding(Level.NOT_CHECKED, what, why, "");
  }

  /** A fault, in the words of the exception; {@code advice} is for one that has none of its own. */
  static Finding fault(String what, Throwable failure, String advice) {
    return failure instanceof ProbeException probe
        ? fault(what, probe.found(), probe.advice())
        : fault(what, ProbeException.reason(failure), advice);
  }

  /** Messages of servers may have lines, and what a terminal would obey. */
  private static String oneLine(String text) {
    return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }
}
