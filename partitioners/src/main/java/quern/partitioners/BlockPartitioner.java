package quern.partitioners;

import org.apache.hadoop.mapreduce.Partitioner;
import quern.records.commit.BlockKey;
import quern.records.commit.RowBlock;

/** Sends a block of rows to the partition that its key names. */
public final class BlockPartitioner extends Partitioner<BlockKey, RowBlock> {
  @Override
  public int getPartition(BlockKey key, RowBlock block, int partitions) {
    return key.partition();
  }
}
