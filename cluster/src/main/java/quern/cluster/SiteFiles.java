package quern.cluster;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import quern.conf.Settings;

/** What {@code cluster start} writes for Hadoop and for people: site files and tools. */
final class SiteFiles {
  private static final List<String> NAMES =
      List.of(
          "core-site.xml",
          "hdfs-site.xml",
          "yarn-site.xml",
          "mapred-site.xml",
          "capacity-scheduler.xml",
          "log4j.properties");

  private static final List<String> TOOLS = List.of("hadoop", "hdfs", "yarn", "mapred");
  private static final String END = "</configuration>";

  private final ClusterDirectory directory;
  private final HadoopJars jars;

  SiteFiles(ClusterDirectory directory, HadoopJars jars) {
    this.directory = directory;
    this.jars = jars;
  }

  /**
   * Writes the site files, with what was chosen at the end of {@code core-site.xml}, and the tools.
   */
  void write(ClusterShape shape) throws IOException {
    Files.createDirectories(directory.conf());
    for (String name : NAMES) {
      String text = resource(Settings.class, "/quern/conf/pseudo/" + name);
      if (name.equals("core-site.xml")) {
        int end = text.lastIndexOf(END);
        text = text.substring(0, end) + chosen(shape) + text.substring(end);
      }
      replace(directory.conf().resolve(name), text);
    }
    writeTools();
  }

  private String chosen(ClusterShape shape) {
    StringBuilder xml = new StringBuilder("  <!-- Chosen by `quern cluster start`. -->\n");
    for (Map.Entry<String, String> entry : shape.properties(directory, jars).entrySet()) {
      xml.append("  <property><name>")
          .append(entry.getKey())
          .append("</name><value>")
          .append(escape(entry.getValue()))
          .append("</value></property>\n");
    }
    return xml.toString();
  }

  private static String escape(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;");
  }

  private void writeTools() throws IOException {
    Files.createDirectories(directory.bin());
    String script =
        resource(SiteFiles.class, "/quern/cluster/hadoop.sh")
            .replace("@HOME@", quote(directory.root()))
            .replace("@LIB@", quote(jars.lib()))
            .replace("@FLAGS@", String.join(" ", Requirements.javaFlags()))
            .replace("@JAVA@", quote(Path.of(System.getProperty("java.home"), "bin/java")));
    for (String tool : TOOLS) {
      Path file = directory.bin().resolve(tool);
      replace(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** For between single quotes in a shell script. */
  private static String quote(Path path) {
    return path.toString().replace("'", "'\\''");
  }

  /** In one step, so that a tool that starts just now reads either the old one or the new one. */
  private static void replace(Path file, String text) throws IOException {
    Path scratch = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(scratch, text);
    Files.move(scratch, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String resource(Class<?> near, String name) throws IOException {
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(name + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
