package quern.flows;

import java.util.Locale;

/** What goes first where several steps could: Hadoop's own names. */
public enum Priority {
  VERY_HIGH,
  HIGH,
  NORMAL,
  LOW,
  VERY_LOW;

  /** As in a flow file: {@code very-high}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
