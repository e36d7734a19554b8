package quern.partitioners;

import org.apache.hadoop.mapreduce.Partitioner;
import quern.records.join.JoinKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/**
 * Partitions a join's records: by the hash of the key columns, and as many partitions on as the
 * key's slot says.
 */
public final class JoinPartitioner extends Partitioner<RawKey, RawBytes> {
  @Override
  public int getPartition(RawKey key, RawBytes value, int partitions) {
    int last = key.from() + key.getLength() - 1;
    int first = Partitions.hash(key.array(), key.from(), key.getLength() - 1, partitions);
    return (first + JoinKey.slot(key.array()[last])) % partitions;
  }
}
