package quern.flows;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A chain of jobs, as it was written down: {@link Graph} finds what depends on what.
 *
 * @param name part of the name of the directory that its state is in
 * @param steps in the order they were written
 */
public record Flow(String name, List<Step> steps) {
  public Flow {
    requireNonNull(name, "name is null");
    steps = List.copyOf(steps);
    if (!Step.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "flow '%s': expected a name of letters, digits, - and _".formatted(name));
    }
    Set<String> names = new LinkedHashSet<>();
    for (Step step : steps) {
      if (!names.add(step.name())) {
        throw new IllegalArgumentException("two steps are called '" + step.name() + "'");
      }
    }
  }

  /** Builds a flow in Java. */
  public static Builder builder(String name) {
    return new Builder(name);
  }

  /** Makes a flow. */
  public static final class Builder {
    private final String name;
    private final List<Step> steps = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Adds a step. */
    public Builder step(Step.Builder step) {
      steps.add(step.build());
      return this;
    }

    /** The flow. */
    public Flow build() {
      return new Flow(name, steps);
    }
  }
}
