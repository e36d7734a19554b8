package quern.records.commit;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Checks that each reduce task read what the map tasks sent it: as many records, as many bytes, the
 * same sum of hashes. Tasks are added up and not matched by attempt, so that a partitioner whose
 * choice depends on the attempt is found out.
 */
final class Ledger implements CommitCheck {
  private final SortedMap<Integer, Sum> sent = new TreeMap<>();
  private final SortedMap<Integer, Sum> read = new TreeMap<>();

  @Override
  public void add(TaskPage page) {
    page.shuffled().forEach((partition, sum) -> sent.merge(partition, sum, Sum::plus));
    page.received().forEach((partition, sum) -> read.merge(partition, sum, Sum::plus));
  }

  @Override
  public void check() throws QuernException {
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
                    + " the same partition when a task is run again")
                .formatted(expected, entry.getKey(), entry.getValue()));
      }
    }
  }
}
