package quern.drivers;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.TaskCompletionEvent;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a job that failed without a reason of its own: its application master did not
 * come up, or was killed; or a task was, or met an error outside of Quern, as when the local disk
 * is full.
 */
final class Diagnostics {
  private static final int MOST_LINES = 8;
  private static final int EVENTS_AT_A_TIME = 1000;

  /** An attempt that was killed was one too many, but for the last of a task. */
  private static final Set<TaskCompletionEvent.Status> FAILED =
      Set.of(TaskCompletionEvent.Status.FAILED, TaskCompletionEvent.Status.TIPFAILED);

  private Diagnostics() {}

  /** A message that says what YARN says, and where there is more. */
  static String of(Job job) throws IOException, InterruptedException {
    if (MRConfig.LOCAL_FRAMEWORK_NAME.equals(job.getConfiguration().get(MRConfig.FRAMEWORK_NAME))) {
      return "the job failed and left no reason; run it again with --verbose";
    }
    String application = String.valueOf(job.getJobID()).replaceFirst("^job_", "application_");
    return reason(failedAttempt(job), lines(job.getStatus().getFailureInfo()))
        + "\nits logs: yarn logs -applicationId "
        + application;
  }

  /** An attempt of a task, and what YARN says of its end. */
  record Attempt(String id, List<String> said) {}

  static String reason(@Nullable Attempt attempt, List<String> ofJob) {
    if (attempt != null) {
      return "the job failed: a task did, and could not say why itself; of "
          + attempt.id()
          + " YARN says:\n"
          + String.join("\n", attempt.said());
    }
    return "the job failed before it could say why; "
        + (ofJob.isEmpty() ? "YARN says nothing of it" : "YARN says:\n" + String.join("\n", ofJob));
  }

  /** The last attempt that failed and of which there is something to say. */
  private static @Nullable Attempt failedAttempt(Job job) throws InterruptedException {
    @Nullable Attempt last = null;
    try {
      TaskCompletionEvent[] events = job.getTaskCompletionEvents(0, EVENTS_AT_A_TIME);
      for (int from = 0; events.length > 0; ) {
        for (TaskCompletionEvent event : events) {
          if (FAILED.contains(event.getStatus())) {
            List<String> said = linesOf(job.getTaskDiagnostics(event.getTaskAttemptId()));
            if (!said.isEmpty()) {
              last = new Attempt(event.getTaskAttemptId().toString(), said);
            }
          }
        }
        from += events.length;
        events = job.getTaskCompletionEvents(from, EVENTS_AT_A_TIME);
      }
    } catch (IOException e) {
      // The history cannot be had: then what is known of the whole job has to do.
    }
    return last;
  }

  private static List<String> linesOf(String @Nullable [] texts) {
    return texts == null ? List.of() : lines(String.join("\n", texts));
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
