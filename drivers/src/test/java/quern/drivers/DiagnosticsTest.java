package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DiagnosticsTest {
  @Test
  void whatYarnSaysIsToldWithoutWhatSaysNothing() {
    String text =
        """
        Application application_1_2 failed 2 times due to AM Container exited with  exitCode: 1
        Failing this attempt.Diagnostics: Exception from container-launch.

        SLF4J: Class path contains multiple SLF4J bindings.
        java.lang.IllegalStateException: no
        \tat a.B.c(B.java:1)
        \t... 3 more
        For more detailed output, check the application tracking page
        java.lang.IllegalStateException: no
        """;

    assertThat(Diagnostics.lines(text))
        .containsExactly(
            "Application application_1_2 failed 2 times due to AM Container exited with  exitCode:"
                + " 1",
            "Failing this attempt.Diagnostics: Exception from container-launch.",
            "java.lang.IllegalStateException: no");
    assertThat(Diagnostics.lines(null)).isEmpty();
  }

  @Test
  void whatBecameOfATaskIsToldRatherThanThatTheJobFailedForIt() {
    List<String> job = List.of("Task failed task_1_2_m_000000");

    assertThat(
            Diagnostics.reason(
                new Diagnostics.Attempt("attempt_1_2_m_000000_3", List.of("Error: disk full")),
                job))
        .isEqualTo(
            "the job failed: a task did, and could not say why itself; of attempt_1_2_m_000000_3"
                + " YARN says:\nError: disk full");
    assertThat(Diagnostics.reason(null, job)).endsWith("YARN says:\nTask failed task_1_2_m_000000");
    assertThat(Diagnostics.reason(null, List.of())).endsWith("YARN says nothing of it");
  }
}
