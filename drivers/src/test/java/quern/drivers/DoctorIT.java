package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.SafeModeAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.v2.MiniMRYarnCluster;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.service.Service;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import quern.cluster.ContainerProbe;
import quern.cluster.FileSystemProbe;
import quern.cluster.HdfsProbe;

/** {@code quern doctor} on a cluster of this process. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoctorIT {
  @TempDir static java.nio.file.Path scratch;
  private static MiniDFSCluster hdfs;
  private static MiniMRYarnCluster yarn;

  @BeforeAll
  static void startCluster() throws Exception {
    Configuration conf = new JobConf();
    conf.set("hadoop.tmp.dir", scratch.resolve("hadoop").toString());
    hdfs =
        new MiniDFSCluster.Builder(conf, scratch.resolve("hdfs").toFile()).numDataNodes(1).build();
    conf.set("yarn.app.mapreduce.am.staging-dir", "/staging");
    conf.setInt("yarn.resourcemanager.nodemanagers.heartbeat-interval-ms", 100);
    conf.setInt("yarn.scheduler.minimum-allocation-mb", 256);
    conf.setInt("yarn.nodemanager.resource.memory-mb", 4096);
    conf.setFloat(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", 100);
    yarn = new MiniMRYarnCluster("doctor", 1);
    yarn.init(conf);
    yarn.start();
    Files.createDirectories(scratch.resolve("site"));
    try (OutputStream out = Files.newOutputStream(scratch.resolve("site/core-site.xml"))) {
      yarn.getConfig().writeXml(out);
    }
    hdfs.getFileSystem().mkdirs(hdfs.getFileSystem().getHomeDirectory());
  }

  @AfterAll
  static void stopCluster() {
    if (yarn != null) {
      yarn.stop();
    }
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  @Test
  @Order(1)
  void onASoundClusterAllIsInPlaceAndNothingIsLeftBehind() throws Exception {
    Cli.Result result = doctor();

    assertThat(result.err()).as(result.out()).isEqualTo("all is in place\n");
    assertThat(result.exit()).isZero();
    assertThat(names(result))
        .containsExactly(
            "Java",
            "JDK flag",
            "memory",
            "disk",
            "disk",
            "loopback",
            "Hadoop here",
            "configuration",
            "settings",
            "codecs",
            "NameNode",
            "Hadoop on HDFS",
            "HDFS",
            "files",
            "clock",
            "ResourceManager",
            "JobHistoryServer",
            "Hadoop on YARN",
            "YARN",
            "queue",
            "task memory",
            "container");
    assertThat(result.out()).contains(scratch.resolve("site/core-site.xml").toString());
    FileSystem fs = hdfs.getFileSystem();
    assertThat(fs.listStatus(fs.getHomeDirectory())).isEmpty();
    assertThat(applications())
        .singleElement()
        .satisfies(
            application -> {
              assertThat(application.getName()).isEqualTo("quern doctor");
              assertThat(application.getFinalApplicationStatus())
                  .isEqualTo(FinalApplicationStatus.SUCCEEDED);
            });
  }

  @Test
  @Order(2)
  void aNameNodeInSafeModeIsAFaultAndNoFileIsTried() throws Exception {
    DistributedFileSystem fs = hdfs.getFileSystem();
    fs.setSafeMode(SafeModeAction.ENTER);
    Cli.Result result;
    try {
      result = doctor();
      assertThatThrownBy(() -> HdfsProbe.check(conf(), Duration.ofMillis(200)))
          .hasMessageStartingWith(fs.getUri() + " is in safe mode and takes no files; ");
    } finally {
      fs.setSafeMode(SafeModeAction.LEAVE);
    }

    assertThat(result.out())
        .contains(
            "fault        HDFS              "
                + fs.getUri()
                + " is in safe mode, and takes no files",
            "not checked  files             see above what is in its way",
            "not checked  clock ",
            "ok           container ");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  @Order(3)
  void safeModeThatEndsIsWaitedFor() throws Exception {
    DistributedFileSystem fs = hdfs.getFileSystem();
    Configuration conf = conf();
    conf.setClass("fs.hdfs.impl", AskedFileSystem.class, FileSystem.class);
    fs.setSafeMode(SafeModeAction.ENTER);
    CompletableFuture<FileSystemProbe.Trace> probe =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return HdfsProbe.check(conf, Duration.ofMinutes(1));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThat(AskedFileSystem.ASKED.await(1, TimeUnit.MINUTES)).isTrue();
    fs.setSafeMode(SafeModeAction.LEAVE);

    assertThat(probe.get(1, TimeUnit.MINUTES).directory()).isEqualTo(fs.getHomeDirectory());
  }

  /** Tells when it has been asked for safe mode and has answered. */
  public static final class AskedFileSystem extends DistributedFileSystem {
    private static final CountDownLatch ASKED = new CountDownLatch(1);

    @Override
    public boolean isInSafeMode() throws IOException {
      boolean answer = super.isInSafeMode();
      ASKED.countDown();
      return answer;
    }
  }

  @Test
  @Order(4)
  void aDirectoryThatMustNotBeWrittenToIsToldAtOnce() throws Exception {
    Path home = new Path("/user/guest"); // which is not the guest's
    hdfs.getFileSystem().mkdirs(home);
    hdfs.getFileSystem().setPermission(home, new FsPermission("755"));
    UserGroupInformation guest = UserGroupInformation.createRemoteUser("guest");
    PrivilegedExceptionAction<?> probe = () -> HdfsProbe.check(conf(), Duration.ofMinutes(5));

    assertThatThrownBy(() -> guest.doAs(probe))
        .hasMessageStartingWith("cannot make a directory in " + hdfs.getURI() + "/user/guest: ")
        .hasMessageContaining("Permission denied: user=guest");
  }

  @Test
  @Order(5)
  void anOldJavaOnANodeIsAFault() throws Exception {
    java.nio.file.Path java = Files.createDirectories(scratch.resolve("old/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    Cli.Result result = doctor("-D", "mapreduce.map.env=JAVA_HOME=" + scratch.resolve("old"));

    assertThat(result.out())
        .contains("fault        container         the Java on the node ")
        .contains("is too old; found " + java + ": Java 11.0.2\n")
        .contains("→ install Java 17 or newer on all nodes");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  @Order(6)
  void aQueueThatIsNotThereIsAFaultAndNoContainerIsTried() {
    Cli.Result result = doctor("-D", "mapreduce.job.queuename=nosuch");

    assertThat(result.out())
        .contains("fault        queue             there is no queue 'nosuch'")
        .contains("not checked  container         see above");
  }

  @Test
  @Order(7)
  void aProbeThatRunsOutOfTimeEndsItsApplication() throws Exception {
    // Which of its waits it is in by then is the machine's affair.
    assertThatThrownBy(() -> ContainerProbe.check(conf(), Duration.ofMillis(1)))
        .hasMessageFindingMatch("in time|is still ACCEPTED after");

    assertThat(applications()).allMatch(application -> application.getFinishTime() > 0, "ended");
  }

  @Test
  @Order(8)
  void aResourceManagerThatHasStoppedIsAFaultAndHdfsIsLookedAtAllTheSame() {
    List<Service> managers =
        yarn.getServices().stream()
            .filter(service -> service.getName().contains("ResourceManager"))
            .toList();
    assertThat(managers).hasSize(1).allSatisfy(Service::stop);

    Cli.Result result = doctor();

    assertThat(result.out())
        .contains("ok           files ")
        .containsPattern("fault        ResourceManager   \\S+:\\d+: Connection refused\n")
        .contains("not checked  YARN              the ResourceManager cannot be reached")
        .contains("not checked  container         the ResourceManager cannot be reached");
    assertThat(result.exit()).isEqualTo(1);
  }

  private static Cli.Result doctor(String... more) {
    List<String> args = new ArrayList<>(List.of("doctor", "--on", scratch.resolve("site") + ""));
    args.addAll(List.of("-D", "mapreduce.jvm.add-opens-as-default=true"));
    // The site file names all of Hadoop's defaults, and this is one that nobody should set.
    args.addAll(List.of("-D", "mapreduce.fileoutputcommitter.algorithm.version=1"));
    args.addAll(List.of("-D", "mapreduce.map.env=JAVA_HOME=" + System.getProperty("java.home")));
    args.addAll(List.of(more));
    return Cli.run(args.toArray(String[]::new));
  }

  private static Configuration conf() {
    Configuration conf = new Configuration(yarn.getConfig());
    conf.set("mapreduce.map.env", "JAVA_HOME=" + System.getProperty("java.home"));
    return conf;
  }

  /** What was looked at, in order. */
  private static List<String> names(Cli.Result result) {
    return result.out().lines().map(line -> line.substring(13, 31).strip()).toList();
  }

  private static List<ApplicationReport> applications() throws Exception {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(conf());
      client.start();
      return client.getApplications();
    }
  }
}
