package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that the pages tell people to type do what the pages say: each line that begins with
 * {@code bin/quern} in a block of shell, in order, in the project's folder, and those that come
 * behind an {@code eval}. {@code /tmp} and the cache are other folders here, and a comment {@code #
 * exit code 3} says what is expected if not 0.
 */
class ReadmeIT {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern EXIT = Pattern.compile("# exit code (\\d+)$");

  /** Shared with the other tests of clusters, so that Hadoop's jars are fetched once in a run. */
  private static final Path CACHE = Path.of("target", "cache").toAbsolutePath();

  @TempDir private Path scratch;

  @AfterEach
  void forgetTheCluster() throws Exception {
    if (Files.exists(CACHE.resolve("quern/cluster"))) {
      run("bin/quern cluster destroy --yes", 0);
    }
  }

  @Test
  void theCommandsOfTheReadmeWork() throws Exception {
    runAll("README.md");
  }

  @Test
  void theCommandsOfTheExamplesWork() throws Exception {
    runAll("examples/README.md");
  }

  @Test
  void everyPageThatAPageLinksToIsThere() throws IOException {
    for (String page : List.of("README.md", "examples/README.md", "CONTRIBUTING.md")) {
      Matcher link = Pattern.compile("\\]\\(([^)#:]+)[)#]").matcher(read(page));
      while (link.find()) {
        assertThat(ROOT.resolve(page).resolveSibling(link.group(1))).as("in " + page).exists();
      }
    }
  }

  private void runAll(String page) throws IOException, InterruptedException {
    List<String> commands = commands(read(page));
    assertThat(commands).as("commands of " + page).isNotEmpty();
    for (String command : commands) {
      Matcher exit = EXIT.matcher(command);
      int expected = exit.find() ? Integer.parseInt(exit.group(1)) : 0;
      run(command, expected);
    }
  }

  private static List<String> commands(String page) {
    List<String> commands = new ArrayList<>();
    boolean shell = false;
    String before = ""; // what the lines of this block need to have been run in their shell
    for (String line : page.lines().toList()) {
      if (line.startsWith("```")) {
        shell = line.equals("```sh");
        before = "";
      } else if (shell && line.startsWith("eval ")) {
        before = line + "\n";
      } else if (shell && (line.matches("(bin/quern|install) .*") || !before.isEmpty())) {
        commands.add(before + line);
      }
    }
    return commands;
  }

  private static String read(String page) throws IOException {
    return Files.readString(ROOT.resolve(page));
  }

  /** Runs a line on what this build packaged: it must not start a build inside the build. */
  private void run(String command, int expected) throws IOException, InterruptedException {
    Path log = scratch.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command.replace("/tmp/", scratch + "/"));
    builder.environment().put("QUERN_NO_BUILD", "yes");
    builder.environment().put("XDG_CACHE_HOME", CACHE.toString());
    builder.environment().remove("HADOOP_CONF_DIR");
    Process process =
        builder
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends in time: " + command).isTrue();
    assertThat(process.exitValue())
        .as("%s%n%s", command, new String(Files.readAllBytes(log), UTF_8))
        .isEqualTo(expected);
  }
}
