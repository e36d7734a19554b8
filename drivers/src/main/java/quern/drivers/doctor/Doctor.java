package quern.drivers.doctor;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapreduce.MRConfig;
import quern.cluster.Addresses;

/** Makes all checks, the cheap ones first; hands on each finding as it comes. */
public final class Doctor {
  /** What a check that waits itself may take longer, to end what it has begun. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  /** What a server may take to tell its state. */
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private static final List<String> OF_HDFS = List.of("HDFS", "files", "clock");
  private static final List<String> OF_YARN = List.of("YARN", "queue", "task memory", "container");

  private final Examination examination;
  private final Duration limit;

  /**
   * A doctor.
   *
   * @param sink takes the findings
   * @param limit how long to wait for HDFS to take a file, and for YARN to run a container
   */
  public Doctor(Consumer<Finding> sink, Duration limit) {
    this.examination = new Examination(requireNonNull(sink, "sink is null"));
    this.limit = requireNonNull(limit, "limit is null");
  }

  /**
   * Looks at this machine, and at the cluster of {@code conf} if it is of one.
   *
   * @param origin what named the configuration
   */
  public void examine(Configuration conf, String origin) throws InterruptedException {
    boolean yarn = ConfigurationCheck.framework(conf).equals(MRConfig.YARN_FRAMEWORK_NAME);
    machine(conf, !yarn);
    here("configuration", () -> List.of(ConfigurationCheck.of(conf, origin)));
    here("settings", () -> SettingsCheck.of(conf));
    here("codecs", () -> CodecCheck.run(conf, !yarn));
    URI fs = FileSystem.getDefaultUri(conf);
    if ("hdfs".equals(fs.getScheme()) && fs.getAuthority() != null) {
      hdfs(conf, fs.getAuthority());
    } else {
      examination.run("files", limit.plus(GRACE), () -> FileSystemCheck.run(conf));
      here("clock", () -> List.of(Finding.ok("clock", now())));
    }
    if (yarn) {
      yarn(conf);
    }
  }

  /** Looks at this machine alone, because there is no configuration, and says why. */
  public void examineWithout(Configuration defaults, String why) throws InterruptedException {
    machine(defaults, true);
    here(
        "configuration",
        () ->
            List.of(
                Finding.fault(
                    "configuration",
                    why,
                    "name a directory with Hadoop's site files, with --on DIR or HADOOP_CONF_DIR")));
    here("codecs", () -> CodecCheck.run(defaults, true));
    examination.skip("there is no configuration", List.of("HDFS", "YARN"));
  }

  private void here(String what, Examination.Check check) throws InterruptedException {
    examination.run(what, Examination.HERE, check);
  }

  private void machine(Configuration conf, boolean local) throws InterruptedException {
    here("Java", JdkCheck::run);
    here("memory", () -> List.of(MemoryCheck.run(local)));
    here("disk", () -> DiskCheck.run(conf, local));
    here("loopback", () -> List.of(ServerCheck.loopback()));
    here("Hadoop here", () -> List.of(VersionCheck.client()));
  }

  private void hdfs(Configuration conf, String authority) throws InterruptedException {
    List<String> addresses = Addresses.nameNodes(conf, authority);
    boolean reached =
        examination.run(
            "NameNode",
            GRACE,
            () -> List.of(ServerCheck.of("NameNode", addresses, "fs.defaultFS")));
    if (!reached) {
      examination.skip("the NameNode cannot be reached", OF_HDFS);
      return;
    }
    here("Hadoop on HDFS", () -> List.of(VersionCheck.nameNode(conf, hostOf(addresses))));
    if (examination.run("HDFS", ANSWER.multipliedBy(4), () -> HdfsCheck.state(conf, ANSWER))) {
      examination.run("files", limit.plus(GRACE), () -> HdfsCheck.file(conf, limit));
    }
    examination.skip("see above what is in its way", OF_HDFS);
  }

  private void yarn(Configuration conf) throws InterruptedException {
    List<String> addresses = Addresses.resourceManagers(conf);
    boolean reached =
        examination.run(
            "ResourceManager",
            GRACE,
            () ->
                List.of(
                    ServerCheck.of("ResourceManager", addresses, "yarn.resourcemanager.address")));
    here("JobHistoryServer", () -> List.of(HistoryCheck.run(conf)));
    if (!reached) {
      examination.skip("the ResourceManager cannot be reached", OF_YARN);
      return;
    }
    here("Hadoop on YARN", () -> List.of(VersionCheck.resourceManager(conf, hostOf(addresses))));
    if (examination.run("YARN", ANSWER.multipliedBy(2), () -> YarnCheck.state(conf, ANSWER))) {
      examination.run("container", limit.plus(GRACE), () -> YarnCheck.container(conf, limit));
    }
    examination.skip("see above what is in its way", OF_YARN);
  }

  private static String hostOf(List<String> addresses) {
    return addresses.get(0).substring(0, addresses.get(0).lastIndexOf(':'));
  }

  private static String now() {
    ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
    return now.toLocalDateTime().truncatedTo(ChronoUnit.SECONDS) + ", time zone " + now.getZone();
  }
}
