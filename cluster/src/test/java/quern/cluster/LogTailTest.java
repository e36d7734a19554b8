package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir private Path scratch;

  @Test
  void theLastLinesAreGivenHoweverLongTheLog() throws Exception {
    Path log = Files.writeString(scratch.resolve("log"), "line\n".repeat(100_000) + "a\nb\n");

    assertThat(LogTail.of(log, 3)).containsExactly("line", "a", "b");
    assertThat(LogTail.of(scratch.resolve("none"), 3)).isEmpty();
  }

  @Test
  void aDeadDaemonIsToldWithoutBannersAndDepths() throws Exception {
    ClusterDirectory directory = new ClusterDirectory(scratch);
    Files.createDirectories(directory.logs());
    Files.writeString(
        directory.log("namenode"),
        """
        INFO starting
        ERROR java.io.IOException: bad
        \tat a.B.c(B.java:1)
        /*****
        SHUTDOWN_MSG: Shutting down
        *****/
        """);
    Files.writeString(directory.out("namenode"), "JVM says no\n");

    assertThat(LogTail.ofDead(directory, "namenode", 2))
        .containsExactly("INFO starting", "ERROR java.io.IOException: bad", "JVM says no");
  }
}
