package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/quern} as a user meets it, on the packaged jar. */
class LauncherIT {
  private static final Path LAUNCHER = Path.of("..", "bin", "quern").toAbsolutePath().normalize();

  @TempDir private Path scratch;

  @Test
  void theVersionIsPrintedAndNothingElse() throws Exception {
    run(LAUNCHER, Map.of(), "--version"); // may prepare the class archive, and says so

    Result result = run(LAUNCHER, Map.of(), "--version");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).startsWith("quern 0.").hasLineCount(1);
    assertThat(result.exit()).isZero();
  }

  @Test
  void aChainOfLinksLeadsHome() throws Exception {
    Path first = Files.createSymbolicLink(scratch.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(scratch.resolve("second"), Path.of("first"));

    assertThat(run(first, Map.of(), "--version").out()).startsWith("quern ");
    assertThat(run(second, Map.of(), "--version").out()).startsWith("quern ");

    Files.delete(first); // JUnit warns of links that lead out of a temporary folder
    Files.delete(second);
  }

  @Test
  void anOldJavaIsRefusedByName() throws Exception {
    Files.writeString(scratch.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    fakeJava("exit 3");

    Result result = run(LAUNCHER, Map.of("JAVA_HOME", scratch.toString()), "--version");

    assertThat(result.err())
        .isEqualTo("quern: Java 17 or newer is needed; " + scratch + "/bin/java is 11.0.2\n");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void aJavaHomeWithoutAReleaseFileIsAsked() throws Exception {
    fakeJava("echo 'java version \"1.8.0_202\"' >&2");

    Result result = run(LAUNCHER, Map.of("JAVA_HOME", scratch.toString()), "--version");

    assertThat(result.err()).endsWith("/bin/java is 1.8.0_202\n");
    assertThat(result.exit()).isEqualTo(1);
  }

  @Test
  void anInstalledCopyRunsWithoutSourcesAndPassesArgumentsAndExitCodeThrough() throws Exception {
    Path home = scratch.resolve("a home");
    Files.createDirectories(home.resolve("bin"));
    Files.createDirectories(home.resolve("drivers/target/lib"));
    Path launcher = Files.copy(LAUNCHER, home.resolve("bin/quern"));
    Files.writeString(home.resolve("drivers/target/quern-1.jar"), "");
    Files.writeString(home.resolve("drivers/target/lib/hadoop.jar"), "");
    Files.writeString(scratch.resolve("release"), "JAVA_VERSION=\"21\"\n");
    fakeJava("for a; do echo \"[$a]\"; done; exit 42");

    Result result =
        run(
            launcher,
            Map.of("JAVA_HOME", scratch.toString(), "QUERN_HEAP", "3g", "QUERN_JAVA_OPTS", "-Da=b"),
            "one two",
            "");

    assertThat(result.out())
        .contains("[-Xmx3g]\n[-Dquern.home=" + home.toRealPath() + "]\n[-Dquern.cache=")
        .contains("/.cache/quern]\n[-Da=b]\n[-cp]\n")
        .contains("/drivers/target/quern-1.jar:")
        .contains("/drivers/target/lib/hadoop.jar]\n")
        .endsWith("[quern.drivers.Main]\n[one two]\n[]\n");
    assertThat(result.exit()).isEqualTo(42);
  }

  private void fakeJava(String script) throws IOException {
    Path java = Files.createDirectories(scratch.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Result(int exit, String out, String err) {}

  /** Runs a launcher on what this build packaged: it must not start a build inside the build. */
  private Result run(Path launcher, Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "out", "");
    Path err = Files.createTempFile(scratch, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of(launcher.toString()), Stream.of(args)).toList());
    Map<String, String> inherited = new HashMap<>(builder.environment());
    builder.environment().clear();
    for (String name : List.of("PATH", "HOME", "JAVA_HOME")) {
      if (inherited.containsKey(name)) {
        builder.environment().put(name, inherited.get(name));
      }
    }
    builder.environment().put("QUERN_NO_BUILD", "yes");
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends in time").isTrue();
    return new Result(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
