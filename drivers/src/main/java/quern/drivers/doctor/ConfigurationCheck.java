package quern.drivers.doctor;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapreduce.MRConfig;
import org.jspecify.annotations.Nullable;

/** Which configuration is in force. */
final class ConfigurationCheck {
  private ConfigurationCheck() {}

  /**
   * Says it.
   *
   * @param origin what named the configuration
   */
  static Finding of(Configuration conf, String origin) {
    URI fs = FileSystem.getDefaultUri(conf);
    String framework = framework(conf);
    Set<String> files = siteFiles(conf);
    String found =
        origin
            + (files.isEmpty() ? "; no site file" : "; " + String.join(", ", files))
            + "; fs.defaultFS "
            + fs
            + ", framework "
            + framework;
    boolean localFiles = "file".equals(fs.getScheme());
    boolean yarn = framework.equals(MRConfig.YARN_FRAMEWORK_NAME);
    if (yarn && localFiles) {
      return Finding.warning(
          "configuration",
          found,
          "set fs.defaultFS in core-site.xml, unless all nodes see the same files");
    }
    if (!yarn && !localFiles) {
      return Finding.warning(
          "configuration",
          found + ": jobs run in this process, and not on the cluster",
          "set mapreduce.framework.name to yarn in mapred-site.xml, unless that is what you want");
    }
    return Finding.ok("configuration", found);
  }

  static String framework(Configuration conf) {
    return conf.getTrimmed(MRConfig.FRAMEWORK_NAME, MRConfig.LOCAL_FRAMEWORK_NAME);
  }

  /** The files that values come from, but for Hadoop's own defaults. */
  private static Set<String> siteFiles(Configuration conf) {
    Set<String> files = new TreeSet<>();
    for (Map.Entry<String, String> property : conf) {
      @Nullable String source = Source.of(conf, property.getKey());
      if (source != null && source.endsWith(".xml") && !source.endsWith("-default.xml")) {
        files.add(Source.located(conf, source));
      }
    }
    return files;
  }
}
