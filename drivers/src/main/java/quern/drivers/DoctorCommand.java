package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStreamWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quern.drivers.doctor.Doctor;
import quern.drivers.doctor.Finding;
import quern.drivers.doctor.Level;
import quern.drivers.doctor.Report;
import quern.records.Exit;

/** Tells whether this machine and a cluster can run jobs. */
@Command(
    description = {
      "Looks at Java, memory, disks, configuration and codecs; on a cluster also writes a file",
      "and runs a container, and removes both. Exit code 1 when there is a fault.",
      "--quiet prints faults only."
    },
    footer = {
      "quern doctor",
      "quern doctor --on /etc/hadoop/conf",
      "quern doctor --json | jq .faults"
    })
final class DoctorCommand implements Subcommand {
  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for HDFS to take a file, and for a container to run. [30]")
  private int seconds = 30;

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  @Override
  public Exit run(Session session) throws Exception {
    if (seconds < 1) {
      throw new UsageException("--wait " + seconds + ": expected 1 or more");
    }
    List<Finding> findings = new ArrayList<>();
    Doctor doctor =
        new Doctor(
            finding -> {
              findings.add(finding);
              print(finding, session);
            },
            Duration.ofSeconds(seconds));
    examine(doctor, session);
    if (run.json()) {
      Report.json(findings, new OutputStreamWriter(session.out(), UTF_8));
    } else if (!run.quiet()) {
      session.err().println(Report.verdict(findings));
    }
    return Report.isSound(findings) ? Exit.DONE : Exit.FAILED;
  }

  private void examine(Doctor doctor, Session session) throws Exception {
    Configuration conf;
    try {
      conf = run.configuration(session);
    } catch (UsageException e) { // for any other command a reason to stop; here, a finding
      doctor.examineWithout(session.hadoopDefaults().get(), String.valueOf(e.getMessage()));
      return;
    }
    doctor.examine(conf, run.origin(session));
  }

  /** At once: the checks that follow may take their time. */
  private void print(Finding finding, Session session) {
    if (!run.json() && (!run.quiet() || finding.level() == Level.FAULT)) {
      int width = session.outIsTerminal() ? session.columns() : Integer.MAX_VALUE;
      session.out().print(Report.text(finding, width));
      session.out().flush();
    }
  }
}
