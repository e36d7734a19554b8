package quern.partitioners;

import org.apache.hadoop.mapreduce.Partitioner;
import quern.records.shuffle.ByKey;
import quern.records.shuffle.GroupKey;
import quern.records.shuffle.RawBytes;
import quern.records.shuffle.RawKey;

/** Partitions by a hash of the group that a {@link GroupKey} begins with. */
public final class GroupPartitioner extends Partitioner<RawKey, RawBytes> implements ByKey {
  @Override
  public int getPartition(RawKey key, RawBytes value, int partitions) {
    int group = GroupKey.groupLength(key.array(), key.from(), key.getLength());
    return Partitions.hash(key.array(), key.from(), group, partitions);
  }
}
