package quern.drivers.doctor;

import java.net.URL;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** Where a setting's value comes from. */
final class Source {
  private Source() {}

  /** The file or the like that gave the value in force; null when it is not known. */
  static @Nullable String of(Configuration conf, String key) {
    String @Nullable [] sources = conf.getPropertySources(key);
    return sources == null || sources.length == 0 ? null : sources[sources.length - 1];
  }

  /** Whether somebody has set it: it has a value that is not Hadoop's default. */
  static boolean isSet(Configuration conf, String key) {
    @Nullable String source = of(conf, key);
    return source != null
        && !source.endsWith("-default.xml")
        && !conf.getTrimmed(key, "").isEmpty();
  }

  /** The setting with its value and where that comes from, for a message. */
  static String told(Configuration conf, String key) {
    @Nullable String source = of(conf, key);
    String value = key + " is " + conf.getTrimmed(key, "not set");
    return source == null ? value : value + " (" + located(conf, source) + ")";
  }

  /** A source as a path, where it is a file; those on the class path go by their names alone. */
  static String located(Configuration conf, String source) {
    if (!source.endsWith(".xml")) {
      return source;
    }
    if (source.contains("/")) {
      return new Path(source).toUri().getPath();
    }
    @Nullable URL url = conf.getResource(source);
    return url == null || !url.getProtocol().equals("file") ? source : url.getPath();
  }
}
