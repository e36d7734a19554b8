package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import quern.codecs.keys.Secrets;

/**
 * All that a job on a cluster left where somebody could read it.
 *
 * @param local the folder of the daemons: configurations, logs, and directories of containers
 * @param hdfs a copy of all files in HDFS, the history and the logs of containers among them
 * @param pages what the history server shows of the job
 */
record JobLeftovers(Path local, Path hdfs, List<String> pages) {

  /** Those of a job that is over, and of all jobs before it. */
  static JobLeftovers of(RealCluster cluster, String job, Path scratch) throws Exception {
    Path hdfs = scratch.resolve("hdfs");
    cluster.tool("hdfs", "dfs", "-get", "/", hdfs.toString());
    String base = "http://" + cluster.conf().get("mapreduce.jobhistory.webapp.address");
    List<String> pages = new ArrayList<>();
    for (String page :
        List.of(
            "/ws/v1/history/mapreduce/jobs/%s/conf", "/jobhistory/conf/%s", "/jobhistory/job/%s")) {
      pages.add(get(base + page.formatted(job)));
    }
    return new JobLeftovers(cluster.cluster().directory(), hdfs, pages);
  }

  private static String get(String url) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** The files of daemons and containers that have it in them. */
  List<Path> localFiles(byte[] secret) throws Exception {
    return Secrets.files(local, secret);
  }

  /** The files in HDFS that have it in them. */
  List<Path> hdfsFiles(byte[] secret) throws Exception {
    return Secrets.files(hdfs, secret);
  }

  /** The pages that show it. */
  List<String> pages(byte[] secret) {
    return pages.stream().filter(page -> Secrets.in(page.getBytes(UTF_8), secret)).toList();
  }
}
