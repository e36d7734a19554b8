package quern.partitioners;

import org.apache.hadoop.mapreduce.Partitioner;
import quern.records.aggregate.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/**
 * Partitions the keys of {@link GroupKey} by a hash of their group, so that a group is together.
 */
public final class GroupPartitioner extends Partitioner<RawKey, RawBytes> {
  @Override
  public int getPartition(RawKey key, RawBytes value, int partitions) {
    int group = GroupKey.groupLength(key.array(), key.from(), key.getLength());
    return Partitions.hash(key.array(), key.from(), group, partitions);
  }
}
