package quern.records.shuffle;

/** What a partitioner declares whose choice depends on the key alone. */
public interface ByKey {}
