package quern.records.commit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Checks that each reduce task read what the map tasks sent it: as many records, as many bytes, the
 * same sum of hashes. Tasks are added up and not matched by attempt, so that a partitioner whose
 * choice depends on the attempt is found out.
 *
 * <p>Where the maps' collector or the reduces' shuffle is one that tells nothing, nothing can be
 * held against anything, and {@link #isChecked} says so.
 */
final class Ledger {
  private static final int MAPS_SHOWN = 5;

  private final SortedMap<Integer, Sum> sent = new TreeMap<>();
  private final SortedMap<Integer, Sum> read = new TreeMap<>();

  /** Reads the pages of all tasks once more. */
  interface Pages {
    void forEach(Consumer<TaskPage> action) throws IOException;
  }

  /** What a map task sent to one partition. */
  private record Sent(String task, Sum sum) {}

  void add(TaskPage page) {
    page.shuffled().forEach((partition, sum) -> sent.merge(partition, sum, Sum::plus));
    page.received().forEach((partition, sum) -> read.merge(partition, sum, Sum::plus));
  }

  /** Whether both sides have told what passed them. */
  boolean isChecked() {
    return !sent.isEmpty() && !read.isEmpty();
  }

  /** How many records were sent. */
  long records() {
    return sent.values().stream().mapToLong(Sum::records).sum();
  }

  /**
   * Compares the two sides.
   *
   * @param pages to look up who sent what, once something is wrong
   * @throws QuernException when they differ
   */
  void check(Pages pages) throws IOException {
    if (!isChecked()) {
      return;
    }
    for (int partition : sent.keySet()) {
      read.putIfAbsent(partition, Sum.ZERO);
    }
    for (Map.Entry<Integer, Sum> entry : read.entrySet()) {
      Sum expected = sent.getOrDefault(entry.getKey(), Sum.ZERO);
      if (!expected.equals(entry.getValue())) {
        throw new QuernException(
            Exit.PROOF,
            ("shuffle: the maps sent %s to partition %d, but the reduce read %s; records were lost,"
                    + " doubled or changed on the way, or the partitioner does not send a record to"
                    + " the same partition when a task is run again.%s")
                .formatted(
                    expected, entry.getKey(), entry.getValue(), senders(entry.getKey(), pages)));
      }
    }
  }

  private static String senders(int partition, Pages pages) throws IOException {
    List<Sent> senders = new ArrayList<>();
    pages.forEach(
        page -> {
          Sum sum = page.shuffled().getOrDefault(partition, Sum.ZERO);
          if (sum.records() > 0) {
            senders.add(new Sent(page.attempt(), sum));
          }
        });
    senders.sort(Comparator.comparing((Sent one) -> one.sum.records()).reversed());
    int more = senders.size() - MAPS_SHOWN;
    return senders.stream()
        .limit(MAPS_SHOWN)
        .map(one -> "\n  %s sent %s".formatted(one.task, one.sum))
        .collect(
            Collectors.joining(
                "", "", more > 0 ? "\n  and %d more map tasks".formatted(more) : ""));
  }
}
