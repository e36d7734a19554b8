package quern.drivers.doctor;

import java.time.Duration;
import java.time.ZoneId;
import quern.drivers.Numbers;

/** This machine's clock, against the cluster's. */
final class ClockCheck {
  private static final Duration MOST = Duration.ofSeconds(5);

  private ClockCheck() {}

  /**
   * What is to be said.
   *
   * @param ahead how far the NameNode's clock is ahead of this machine's
   */
  static Finding of(Duration ahead, ZoneId zone) {
    String off = Numbers.duration(ahead.abs().toMillis());
    String here = "; time zone here " + zone;
    if (ahead.abs().compareTo(MOST) <= 0) {
      return Finding.ok("clock", off + " off the NameNode's" + here);
    }
    return Finding.warning(
        "clock",
        "the NameNode's is "
            + off
            + (ahead.isNegative() ? " behind" : " ahead of")
            + " this one"
            + here,
        "set both by NTP: files seem to come from another time, and Kerberos refuses beyond 5 minutes");
  }
}
