package quern.cluster;

/**
 * The shell script that a container runs: is there a Java where MapReduce looks for it, and is it
 * new enough?
 */
final class JavaCheck {
  /** Of no other program: a shell has 1, 2 and from 126 on, and a JVM 1, 134 and from 137 on. */
  static final int NO_JAVA = 43;

  static final int OLD_JAVA = 44;

  private static final int OLDEST = 17;

  /** MapReduce starts {@code $JAVA_HOME/bin/java}, whatever the PATH says. */
  private static final String SCRIPT =
      """
      exec 2><LOG_DIR>/stderr
      java="$JAVA_HOME/bin/java"
      [ -x "$java" ] || {
        echo "there is no $java" >&2
        exit %d
      }
      said=$("$java" -Xmx16m -XX:+UseSerialGC -version 2>&1) || {
        echo "found $java, which fails: $said" >&2
        exit %d
      }
      version=${said#*version \\"}
      version=${version%%%%\\"*}
      major=${version%%%%[!0-9]*}
      [ "${major:-0}" -ge %d ] || {
        echo "found $java: Java $version" >&2
        exit %d
      }
      """
          .formatted(NO_JAVA, NO_JAVA, OLDEST, OLD_JAVA);

  private static final String ADVICE =
      "install Java 17 or newer on all nodes, and set JAVA_HOME to it for the NodeManagers, or else"
          + " for the job, in mapreduce.map.env, mapreduce.reduce.env and"
          + " yarn.app.mapreduce.am.env";

  private JavaCheck() {}

  /** The script as YARN takes it: it puts double quotes around, and hands that to a shell. */
  static String command() {
    return SCRIPT
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("$", "\\$")
        .replace("`", "\\`");
  }

  /** What a container that has not ended well has to say. */
  static ProbeException failure(String node, int exit, String diagnostics) {
    return switch (exit) {
      case NO_JAVA ->
          new ProbeException("no Java runs on the node " + node + found(diagnostics), ADVICE);
      case OLD_JAVA ->
          new ProbeException(
              "the Java on the node " + node + " is too old" + found(diagnostics), ADVICE);
      default ->
          new ProbeException(
              "a container on the node "
                  + node
                  + " has ended with "
                  + exit
                  + ": "
                  + diagnostics.strip().replaceAll("\\s*\\n\\s*", " "),
              "see the log of that NodeManager");
    };
  }

  /** The line that the script wrote, if YARN has handed it on. */
  private static String found(String diagnostics) {
    return diagnostics
        .lines()
        .filter(line -> line.startsWith("found ") || line.startsWith("there is no "))
        .findFirst()
        .map(line -> "; " + line.strip())
        .orElse("");
  }
}
