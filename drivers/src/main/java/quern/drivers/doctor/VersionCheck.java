package quern.drivers.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.util.VersionInfo;
import quern.cluster.ProbeException;

/** Hadoop's version, here and on the cluster. */
final class VersionCheck {
  /** The versions that Quern is tested with; one that ends with a point stands for all below it. */
  static final List<String> TESTED = List.of("3.3.6", "3.4.", "3.5.0");

  private static final int LIMIT_MS = 3000;
  private static final int MOST_BYTES = 1 << 20;

  private VersionCheck() {}

  static Finding client() {
    return of("Hadoop here", VersionInfo.getVersion());
  }

  /** The ResourceManager's version, as its web page tells it. */
  static Finding resourceManager(Configuration conf, String host) {
    boolean secure = isSecure(conf, "yarn.http.policy");
    String address =
        conf.getTrimmed(
            secure
                ? "yarn.resourcemanager.webapp.https.address"
                : "yarn.resourcemanager.webapp.address",
            host + ":" + (secure ? 8090 : 8088));
    return ofPage(
        "Hadoop on YARN",
        url(secure, address, host, "/ws/v1/cluster/info"),
        "resourceManagerVersion");
  }

  /** The NameNode's version, as its web page tells it. */
  static Finding nameNode(Configuration conf, String host) {
    boolean secure = isSecure(conf, "dfs.http.policy");
    String address =
        conf.getTrimmed(
            secure ? "dfs.namenode.https-address" : "dfs.namenode.http-address",
            host + ":" + (secure ? 9871 : 9870));
    return ofPage(
        "Hadoop on HDFS",
        url(secure, address, host, "/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo"),
        "SoftwareVersion");
  }

  private static boolean isSecure(Configuration conf, String policy) {
    return "HTTPS_ONLY".equals(conf.getTrimmed(policy, ""));
  }

  /** A server's own address may be the one of all networks; {@code host} is where it was met. */
  private static String url(boolean secure, String address, String host, String path) {
    return (secure ? "https://" : "http://")
        + address.replaceFirst("^0\\.0\\.0\\.0:", host + ":")
        + path;
  }

  private static Finding ofPage(String what, String url, String field) {
    try {
      Optional<String> version = field(read(url), field);
      return version
          .map(found -> of(what, found))
          .orElseGet(() -> Finding.notChecked(what, url + " does not tell " + field));
    } catch (IOException | IllegalArgumentException e) {
      // Pages may be closed to those without a ticket or a certificate; jobs do not need them.
      return Finding.notChecked(what, url + ": " + ProbeException.reason(e));
    }
  }

  private static String read(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    connection.setConnectTimeout(LIMIT_MS);
    connection.setReadTimeout(LIMIT_MS);
    connection.setRequestProperty("Accept", "application/json");
    try (InputStream in = connection.getInputStream()) {
      return new String(in.readNBytes(MOST_BYTES), UTF_8);
    } finally {
      connection.disconnect();
    }
  }

  /** The text of a field of some JSON, wherever it stands in it. */
  static Optional<String> field(String json, String name) {
    Matcher matcher =
        Pattern.compile("\"" + Pattern.quote(name) + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  static Finding of(String what, String version) {
    boolean tested =
        TESTED.stream()
            .anyMatch(
                known -> known.endsWith(".") ? version.startsWith(known) : version.equals(known));
    return tested
        ? Finding.ok(what, version)
        : Finding.warning(
            what,
            version + ", with which Quern was not tested",
            "tested are "
                + String.join(", ", TESTED).replace("4.,", "4.x,")
                + "; try a small job first");
  }
}
