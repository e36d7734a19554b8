package quern.drivers;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which versions are at work. */
final class Version {
  private Version() {}

  /** Quern's, Hadoop's and Java's version in one line. */
  static String line() {
    return "quern %s (Hadoop %s, Java %s)"
        .formatted(quern(), hadoop(), Runtime.version().feature());
  }

  /** Quern's version. */
  static String quern() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  /** As Hadoop's own VersionInfo reads it, which would start the logging first. */
  private static String hadoop() {
    try (InputStream in =
        Version.class.getClassLoader().getResourceAsStream("common-version-info.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", "not found");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
