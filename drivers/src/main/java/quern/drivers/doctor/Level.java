package quern.drivers.doctor;

/** How bad a finding is. */
public enum Level {
  /** As it should be. */
  OK("ok"),
  /** Jobs run, but slower, or not as somebody may expect. */
  WARNING("warning"),
  /** Jobs fail. */
  FAULT("fault"),
  /** Not known, since something that it depends on is not as it should be. */
  NOT_CHECKED("not checked");

  private final String label;

  Level(String label) {
    this.label = label;
  }

  /** As it is printed. */
  public String label() {
    return label;
  }
}
