package quern.records.join;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import quern.conf.Settings;
import quern.records.Murmur3;

/**
 * The keys of a join whose rows are too many for one partition, each with the number of partitions
 * that share them. They are few. Immutable.
 */
public final class HotKeys {
  private static final int SEED = 0x6a6f_696e;

  /** The number of a key that is not among them. */
  public static final int NONE = -1;

  private final List<byte[]> keys = new ArrayList<>();
  private final List<Integer> slots = new ArrayList<>();

  /** By hash, the number of a key and one more; 0 where there is none. A power of two long. */
  private final int[] table;

  private HotKeys(List<String> entries) {
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      keys.add(Base64.getDecoder().decode(entry.substring(0, colon)));
      slots.add(Integer.valueOf(entry.substring(colon + 1)));
    }
    table = new int[Integer.highestOneBit(Math.max(1, 4 * keys.size())) * 2];
    for (int i = 0; i < keys.size(); i++) {
      byte[] key = keys.get(i);
      int at = hash(key, 0, key.length);
      while (table[at] != 0) {
        at = (at + 1) & (table.length - 1);
      }
      table[at] = i + 1;
    }
  }

  /** The keys that {@link #put} has left. */
  public static HotKeys get(Configuration conf) {
    return new HotKeys(Settings.JOIN_HOT.get(conf).lines().toList());
  }

  /** Hands keys, each by {@link #entry}, to a job's tasks. */
  public static void put(List<String> entries, Configuration conf) {
    Settings.JOIN_HOT.set(conf, String.join("\n", entries));
  }

  /**
   * A key in writing.
   *
   * @param key the encoded key columns
   * @param slots how many partitions share its rows, from 2 to {@link JoinKey#SLOTS}
   */
  public static String entry(byte[] key, int slots) {
    return Base64.getEncoder().encodeToString(key) + ":" + slots;
  }

  /** How many there are. */
  public int size() {
    return keys.size();
  }

  /** The number of the key {@code bytes[from, from + length)}, or {@link #NONE}. */
  public int find(byte[] bytes, int from, int length) {
    if (keys.isEmpty()) {
      return NONE;
    }
    int at = hash(bytes, from, length);
    while (table[at] != 0) {
      byte[] key = keys.get(table[at] - 1);
      if (Arrays.equals(key, 0, key.length, bytes, from, from + length)) {
        return table[at] - 1;
      }
      at = (at + 1) & (table.length - 1);
    }
    return NONE;
  }

  /** A key by its number. */
  public byte[] key(int number) {
    return keys.get(number);
  }

  /** How many partitions share the rows of the key of that number. */
  public int slots(int number) {
    return slots.get(number);
  }

  private int hash(byte[] bytes, int from, int length) {
    return (int) Murmur3.hash64(bytes, from, length, SEED) & (table.length - 1);
  }
}
