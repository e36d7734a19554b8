package quern.flows.run;

import java.util.List;
import java.util.Optional;
import quern.flows.state.StepRecord;

/**
 * How long a step will take: as its last runs did, by the length of its inputs; else by that alone.
 */
public final class Predictor {
  /** What a job takes before it reads, in milliseconds. */
  static final long START = 1_000;

  /** Bytes a millisecond, where nothing is known. */
  static final long SPEED = 50_000;

  private Predictor() {}

  /**
   * The time of the next run, in milliseconds.
   *
   * @param record what is known of the step
   * @param bytes the length of its inputs now
   */
  public static long millis(Optional<StepRecord> record, long bytes) {
    List<StepRecord.Past> past = record.map(StepRecord::past).orElse(List.of());
    if (past.isEmpty()) {
      return START + bytes / SPEED;
    }
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < past.size(); i++) {
      StepRecord.Past run = past.get(i);
      double growth = (START * (double) SPEED + bytes) / (START * (double) SPEED + run.bytes());
      double weight = 1 << i; // the newest tells most
      sum += weight * run.millis() * growth;
      weights += weight;
    }
    return Math.max(1, Math.round(sum / weights));
  }
}
