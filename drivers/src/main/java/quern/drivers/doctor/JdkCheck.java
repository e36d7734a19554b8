package quern.drivers.doctor;

import java.util.List;

/** The Java that this process runs on. */
final class JdkCheck {
  private static final int OLDEST = 17;

  /** The newest that Quern was run on. */
  private static final int NEWEST_TESTED = 25;

  private JdkCheck() {}

  static List<Finding> run() {
    return List.of(
        version(
            Runtime.version().feature(),
            System.getProperty("java.version")
                + " of "
                + System.getProperty("java.vendor")
                + ", in "
                + System.getProperty("java.home")),
        opens(Object.class.getModule().isOpen("java.lang", JdkCheck.class.getModule())));
  }

  static Finding version(int feature, String found) {
    if (feature < OLDEST) {
      return Finding.fault("Java", found, "set JAVA_HOME to Java " + OLDEST + " or newer");
    }
    if (feature > NEWEST_TESTED) {
      return Finding.warning(
          "Java",
          found + "; Quern was not tested with one newer than " + NEWEST_TESTED,
          "where something fails for no other reason, try Java " + NEWEST_TESTED);
    }
    return Finding.ok("Java", found);
  }

  static Finding opens(boolean open) {
    String flag = "--add-opens=java.base/java.lang=ALL-UNNAMED";
    return open
        ? Finding.ok("JDK flag", flag)
        : Finding.warning(
            "JDK flag",
            flag + " is missing, which parts of Hadoop need",
            "with the hadoop command: export HADOOP_OPTS=\"$HADOOP_OPTS " + flag + "\"");
  }
}
