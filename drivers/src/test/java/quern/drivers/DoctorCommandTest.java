package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path scratch;

  @Test
  void aLocalRunNeedsNoServer() {
    Cli.Result result = doctor("-D", "hadoop.tmp.dir=" + scratch);

    assertThat(result.out())
        // In front of the name is the directory of classes, where it has not been made a jar yet.
        .containsPattern(
            "\nok           configuration     local, as nothing else is named; (/\\S+/)?quern-local.xml")
        .contains("ok           codecs            snappy, ")
        .contains("ok           files             wrote, read, renamed and deleted one in file:")
        .doesNotContain("\nfault", "not checked", "NameNode", "ResourceManager");
    assertThat(result.exit()).isZero();
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aConfigurationThatIsNotThereIsAFaultAndTheMachineIsLookedAtAllTheSame() {
    Cli.Result result = Cli.run(false, Map.of("HADOOP_CONF_DIR", "/none"), "doctor");

    assertThat(result.out())
        .contains("ok           Java ")
        .contains(
            "fault        configuration     HADOOP_CONF_DIR /none/: expected a directory with"
                + " Hadoop's site files, and there is no such directory\n")
        .contains("→ name a directory with Hadoop's site files")
        .contains("not checked  YARN              there is no configuration");
    assertThat(result.err()).isEqualTo("1 fault: jobs will fail until the faults are mended\n");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void aDirectoryWithoutSiteFilesIsAFault() {
    Cli.Result result = doctor("--on", scratch.toString());

    assertThat(result.out()).contains("--on " + scratch + ": there is none of core-site.xml, ");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void quietPrintsFaultsOnly() throws Exception {
    assertThat(doctor("--quiet", "-D", "hadoop.tmp.dir=" + scratch))
        .isEqualTo(new Cli.Result(0, "", ""));
    Path file = Files.createFile(scratch.resolve("file"));

    Cli.Result result = doctor("--quiet", "-D", "hadoop.tmp.dir=" + file);

    assertThat(result.out()).startsWith("fault        disk              " + file);
    assertThat(result.out().lines()).allMatch(line -> line.matches("(fault| {31}→) .*"));
    assertThat(result.err()).isEmpty();
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void jsonIsAllThatIsPrinted() {
    Cli.Result result = doctor("--json", "-D", "hadoop.tmp.dir=" + scratch);

    assertThat(result.out()).startsWith("{\n  \"faults\" : 0,").endsWith("}\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void aWaitThatIsNoneIsRefused() {
    Cli.Result result = doctor("--wait", "0");

    assertThat(result.err()).isEqualTo("quern: --wait 0: expected 1 or more\n");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void aServerThatAcceptsConnectionsAndSaysNothingIsNotWaitedForLong() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName("localhost"))) {
      String address = "localhost:" + silent.getLocalPort();

      Cli.Result result =
          doctor(
              "-D", "fs.defaultFS=hdfs://" + address,
              "-D", "dfs.namenode.http-address=localhost:1",
              "-D", "hadoop.tmp.dir=" + scratch);

      assertThat(result.out())
          .contains("ok           NameNode          " + address + " accepts connections")
          .contains("fault        HDFS              no answer in time\n")
          .contains("→ see the log of the NameNode")
          .contains("not checked  files             see above what is in its way")
          .contains("not checked  clock ");
      assertThat(result.exit()).isEqualTo(1);
    }
  }

  private static Cli.Result doctor(String... options) {
    String[] args = new String[options.length + 1];
    args[0] = "doctor";
    System.arraycopy(options, 0, args, 1, options.length);
    return Cli.run(args);
  }
}
