package quern.flows.run;

import java.util.Map;

/**
 * What is to become of a step.
 *
 * @param runs whether it has to run; else what it left is still right
 * @param why in words
 * @param fingerprint what the step is made of now
 * @param inputs a digest of each input, by path
 * @param replace whether outputs that stand there are the step's own
 * @param adopts whether the outputs are whole, and only their record is missing
 */
public record Verdict(
    boolean runs,
    String why,
    String fingerprint,
    Map<String, String> inputs,
    boolean replace,
    boolean adopts) {
  public Verdict {
    inputs = Map.copyOf(inputs);
  }
}
