package quern.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaCheckTest {
  @TempDir Path scratch;

  @Test
  void theJavaOfThisTestIsNewEnough() throws Exception {
    assertThat(run(Path.of(System.getProperty("java.home")))).isZero();
    assertThat(scratch.resolve("stderr")).isEmptyFile();
  }

  @Test
  void anOldJavaIsToldWithItsVersion() throws Exception {
    int exit = run(javaThatSays("openjdk version \"1.8.0_392\"", 0));

    assertThat(exit).isEqualTo(JavaCheck.OLD_JAVA);
    assertThat(JavaCheck.failure("node:1", exit, "Last 4096 bytes of stderr :\n" + said()).found())
        .isEqualTo(
            "the Java on the node node:1 is too old; found "
                + scratch.resolve("java/bin/java")
                + ": Java 1.8.0_392");
  }

  @Test
  void aVersionIsFoundBehindOtherLines() throws Exception {
    assertThat(run(javaThatSays("Picked up JAVA_TOOL_OPTIONS: -Dx\nopenjdk version \"25\"", 0)))
        .isZero();
  }

  @Test
  void aJavaThatIsNotThereIsTold() throws Exception {
    int exit = run(scratch.resolve("nowhere"));

    assertThat(exit).isEqualTo(JavaCheck.NO_JAVA);
    assertThat(JavaCheck.failure("node:1", exit, said()).found())
        .isEqualTo(
            "no Java runs on the node node:1; there is no " + scratch.resolve("nowhere/bin/java"));
  }

  @Test
  void aJavaThatFailsIsToldWithItsWords() throws Exception {
    int exit = run(javaThatSays("no memory left", 1));

    assertThat(exit).isEqualTo(JavaCheck.NO_JAVA);
    assertThat(JavaCheck.failure("node:1", exit, said()).found())
        .endsWith("which fails: no memory left");
  }

  @Test
  void anyOtherExitIsToldWithYarnsWords() {
    assertThat(JavaCheck.failure("node:1", 137, "Killed\n by signal.\n"))
        .hasMessage(
            "a container on the node node:1 has ended with 137: Killed by signal.;"
                + " see the log of that NodeManager");
  }

  private Path javaThatSays(String text, int exit) throws Exception {
    Path home = scratch.resolve("java");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\ncat >&2 <<'END'\n" + text + "\nEND\nexit " + exit + "\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    return home;
  }

  /** As YARN's launch script does it. */
  private int run(Path javaHome) throws Exception {
    Path script = scratch.resolve("launch.sh");
    Files.writeString(
        script,
        "exec /bin/bash -c \""
            + JavaCheck.command().replace("<LOG_DIR>", scratch.toString())
            + "\"");
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString()).inheritIO();
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private String said() throws Exception {
    return Files.readString(scratch.resolve("stderr"), UTF_8);
  }
}
