package quern.drivers;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job that failed without a reason of its own: its application master did not
 * come up, or was killed.
 */
final class Diagnostics {
  private static final int MOST_LINES = 8;

  private Diagnostics() {}

  /** A message that says what YARN says, and where there is more. */
  static String of(Job job) throws IOException, InterruptedException {
    if (MRConfig.LOCAL_FRAMEWORK_NAME.equals(job.getConfiguration().get(MRConfig.FRAMEWORK_NAME))) {
      return "the job failed and left no reason; run it again with --verbose";
    }
    List<String> said = lines(job.getStatus().getFailureInfo());
    String application = String.valueOf(job.getJobID()).replaceFirst("^job_", "application_");
    return "the job failed before it could say why; "
        + (said.isEmpty() ? "YARN says nothing of it" : "YARN says:\n" + String.join("\n", said))
        + "\nits logs: yarn logs -applicationId "
        + application;
  }

  /** The lines that say something: no depths of stack traces, no prompts to look at web pages. */
  static List<String> lines(@Nullable String text) {
    return text == null
        ? List.of()
        : text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .filter(line -> !line.matches("(at |SLF4J: |\\.\\.\\. \\d+ more|For more detailed).*"))
            .distinct()
            .limit(MOST_LINES)
            .toList();
  }
}
