package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

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
}
