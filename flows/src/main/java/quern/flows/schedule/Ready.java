package quern.flows.schedule;

import static java.util.Objects.requireNonNull;

import quern.flows.Priority;

/**
 * A step that could start.
 *
 * @param number its place in the flow file, from 0
 * @param predicted how long it will take, in milliseconds
 * @param tail how long it and the longest chain of steps behind it will take, in milliseconds
 * @param megabytes the memory that it needs to make headway; 0 where that is not to be minded
 * @param arrival the how-manieth step it was to become ready
 * @param overtaken how many steps that became ready later were started before it
 */
public record Ready(
    String name,
    int number,
    Priority priority,
    long predicted,
    long tail,
    long megabytes,
    long arrival,
    int overtaken) {
  public Ready {
    requireNonNull(name, "name is null");
    requireNonNull(priority, "priority is null");
  }
}
