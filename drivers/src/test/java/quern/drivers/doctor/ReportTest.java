package quern.drivers.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How findings are gathered and shown. */
class ReportTest {
  private static final Finding OK = Finding.ok("Java", "17");
  private static final Finding WARNING = Finding.warning("clock", "5 s off", "set it");
  private static final Finding FAULT = Finding.fault("disk", "full", "make room");

  @Test
  void aFindingIsALineAndWhatToDoIsAnother() {
    assertThat(Report.text(OK, Integer.MAX_VALUE)).isEqualTo("ok           Java              17\n");
    assertThat(Report.text(FAULT, Integer.MAX_VALUE))
        .isEqualTo(
            """
            fault        disk              full
                                           → make room
            """);
  }

  @Test
  void longLinesAreBrokenOnATerminal() {
    assertThat(Report.text(Finding.ok("x", "one two three"), 41))
        .isEqualTo(
            """
            ok           x                 one two
                                           three
            """);
  }

  @Test
  void whatATerminalWouldObeyIsNotPrinted() {
    assertThat(Finding.ok("x", "a\u001b[2J\n\tb").found()).isEqualTo("a [2J b");
  }

  @Test
  void theVerdictCounts() {
    assertThat(Report.verdict(List.of(OK))).isEqualTo("all is in place");
    assertThat(Report.verdict(List.of(OK, WARNING)))
        .isEqualTo("no faults, 1 warning: jobs can run");
    assertThat(Report.verdict(List.of(FAULT, WARNING, FAULT)))
        .isEqualTo("2 faults, 1 warning: jobs will fail until the faults are mended");
    assertThat(Report.isSound(List.of(OK, WARNING))).isTrue();
    assertThat(Report.isSound(List.of(OK, FAULT))).isFalse();
  }

  @Test
  void findingsAreJson() throws Exception {
    StringWriter out = new StringWriter();
    Report.json(List.of(FAULT), out);

    assertThat(out.toString().replaceAll("\\s+", ""))
        .isEqualTo(
            "{\"faults\":1,\"warnings\":0,\"findings\":[{\"level\":\"fault\",\"what\":\"disk\","
                + "\"found\":\"full\",\"advice\":\"makeroom\"}]}");
  }

  @Test
  void aCheckThatHangsIsAFaultWhenItsTimeIsOver() throws Exception {
    List<Finding> findings = new ArrayList<>();
    CountDownLatch interrupted = new CountDownLatch(1);

    boolean sound =
        new Examination(findings::add)
            .run(
                "HDFS",
                Duration.ofMillis(10),
                () -> {
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    interrupted.countDown();
                  }
                  return List.of();
                });

    assertThat(sound).isFalse();
    assertThat(findings).extracting(Finding::found).containsExactly("no answer within 0.0 s");
    interrupted.await();
  }

  @Test
  void aCheckThatThrowsIsAFaultInTheWordsOfTheException() throws Exception {
    List<Finding> findings = new ArrayList<>();

    new Examination(findings::add)
        .run(
            "HDFS",
            Duration.ofSeconds(10),
            () -> {
              throw new IOException("the disk has gone");
            });

    assertThat(findings)
        .containsExactly(Finding.fault("HDFS", "the disk has gone", "--verbose shows the log"));
  }

  @Test
  void whatIsKnownIsNotSaidToBeSkipped() throws Exception {
    List<Finding> findings = new ArrayList<>();
    Examination examination = new Examination(findings::add);
    examination.run("disk", Duration.ofSeconds(10), () -> List.of(FAULT));

    examination.skip("a fault", List.of("disk", "clock"));

    assertThat(findings).containsExactly(FAULT, Finding.notChecked("clock", "a fault"));
  }

  @Test
  void whatIsSkippedIsSaid() {
    List<Finding> findings = new ArrayList<>();
    new Examination(findings::add).skip("no NameNode", List.of("files", "clock"));

    assertThat(findings)
        .containsExactly(
            Finding.notChecked("files", "no NameNode"), Finding.notChecked("clock", "no NameNode"));
    assertThat(Report.text(findings.get(0), 200))
        .isEqualTo("not checked  files             no NameNode\n");
  }
}
