package quern.drivers.doctor;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.MRConfig;

/** The settings of Hadoop that Quern's jobs do not go well with. */
final class SettingsCheck {
  private static final String FACTORY = "mapreduce.outputcommitter.factory.class";
  private static final String ALGORITHM = "mapreduce.fileoutputcommitter.algorithm.version";
  private static final String ENCRYPTED = "mapreduce.job.encrypted-intermediate-data";
  private static final String ADD_OPENS = "mapreduce.jvm.add-opens-as-default";

  /** What JVMs of a job are started with: the application master's, the maps', the reduces'. */
  private static final List<List<String>> OPTIONS =
      List.of(
          List.of("yarn.app.mapreduce.am.command-opts", "yarn.app.mapreduce.am.admin-command-opts"),
          List.of("mapreduce.map.java.opts", "mapreduce.admin.map.child.java.opts"),
          List.of("mapreduce.reduce.java.opts", "mapreduce.admin.reduce.child.java.opts"));

  private SettingsCheck() {}

  static List<Finding> of(Configuration conf) {
    List<Finding> findings = new ArrayList<>();
    if (Source.isSet(conf, FACTORY)) {
      findings.add(
          warning(
              conf,
              FACTORY,
              "leave it unset: Quern's committer, which proves the output, does not go by it"));
    }
    if (Source.isSet(conf, ALGORITHM) && conf.getInt(ALGORITHM, 1) != 1) {
      findings.add(
          warning(
              conf,
              ALGORITHM,
              "leave it unset: Quern's committer uses 1, and others' output is not all or nothing"
                  + " with 2"));
    }
    boolean yarn = ConfigurationCheck.framework(conf).equals(MRConfig.YARN_FRAMEWORK_NAME);
    if (conf.getBoolean(ENCRYPTED, false)) {
      findings.add(
          warning(
              conf,
              ENCRYPTED,
              "leave it unset, unless you can do without restarts of the application master, which"
                  + " Hadoop then does not make"));
    }
    if (yarn
        && !conf.getBoolean(ADD_OPENS, false)
        && !OPTIONS.stream().allMatch(o -> opens(conf, o))) {
      findings.add(
          warning(
              conf,
              ADD_OPENS,
              "set it to true (from Hadoop 3.4 on), or add"
                  + " --add-opens=java.base/java.lang=ALL-UNNAMED to mapreduce.map.java.opts,"
                  + " mapreduce.reduce.java.opts and yarn.app.mapreduce.am.command-opts: from Java"
                  + " 17 on, parts of Hadoop need it in tasks"));
    }
    return findings.isEmpty()
        ? List.of(Finding.ok("settings", "none that Quern's jobs do not go well with"))
        : findings;
  }

  private static Finding warning(Configuration conf, String key, String advice) {
    return Finding.warning("settings", Source.told(conf, key), advice);
  }

  private static boolean opens(Configuration conf, List<String> keys) {
    return keys.stream()
        .map(key -> conf.get(key, ""))
        .anyMatch(opts -> opts.matches(".*--add-opens[= ]java\\.base/java\\.lang=.*"));
  }
}
