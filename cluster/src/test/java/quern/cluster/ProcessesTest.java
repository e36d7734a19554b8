package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir private Path scratch;

  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessThatNobodyHasAskedAboutSinceItsEndIsNotAlive() throws Exception {
    // A shell whose child ends while it has become a program that asks about no child.
    Process parent =
        new ProcessBuilder("sh", "-c", "sh -c 'echo $$; exec sleep 1' & exec sleep 60").start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      ProcessHandle child = ProcessHandle.of(Long.parseLong(out.readLine())).orElseThrow();
      assertThat(Processes.isAlive(child)).isTrue();

      child.destroyForcibly();
      for (int i = 0; i < 500 && Processes.isAlive(child); i++) {
        Thread.sleep(10);
      }

      assertThat(Processes.isAlive(child)).isFalse();
      assertThat(Files.exists(Path.of("/proc/" + child.pid()))).as("still in the list").isTrue();
    } finally {
      parent.destroyForcibly();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whoListensAndWhoWorksWhereIsFound() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Processes.listening(socket.getLocalPort()))
          .hasValueSatisfying(
              who -> assertThat(who).startsWith("process " + ProcessHandle.current().pid()));
    }
    Path below = Files.createDirectory(scratch.toRealPath().resolve("below"));
    Process process = new ProcessBuilder("sleep", "60").directory(below.toFile()).start();
    try {
      assertThat(Processes.workingBelow(scratch.toRealPath())).containsExactly(process.toHandle());
      assertThat(Processes.workingBelow(below)).isEmpty();
    } finally {
      process.destroyForcibly();
    }
  }
}
