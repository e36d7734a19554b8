package quern.records.shuffle;

import java.io.IOException;

/**
 * A reduce task's records as bytes, sorted, past the objects and counters of the framework. Whoever
 * reads from it reads all and does not ask the task's context for records; counters of records and
 * groups are kept here.
 */
public interface RawInput {
  /**
   * Moves on to the next record; the first call moves to the first one, though the framework has
   * looked at it before.
   *
   * @return false when there is none
   */
  boolean next() throws IOException;

  /** Whether the record's key is another than that of the record before, byte by byte. */
  boolean startsGroup();

  /** The array with the serialized key; valid until the next move, as all else is. */
  byte[] keyBytes();

  /** Where the key begins. */
  int keyFrom();

  /** How long it is. */
  int keyLength();

  /** The array with the serialized value. */
  byte[] valueBytes();

  /** Where the value begins. */
  int valueFrom();

  /** How long it is. */
  int valueLength();
}
