package quern.records.shuffle;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.ReduceContext;
import org.jspecify.annotations.Nullable;

/**
 * Where a task's mapper finds its collector, and its reducer the shuffle's iterator, when they are
 * ours. Hadoop gives them nothing in common but the task's configuration, of which each attempt has
 * one instance; so that is what they are found by. A context with another instance, as a chain of
 * mappers has, finds none.
 *
 * <p>Keeps nothing alive. Safe for several threads.
 */
public final class RawShuffle {
  private static final Map<Configuration, WeakReference<RawOutput>> OUTPUTS =
      Collections.synchronizedMap(new WeakHashMap<>());
  private static final Map<Configuration, WeakReference<AggregateOutput>> AGGREGATES =
      Collections.synchronizedMap(new WeakHashMap<>());
  private static final Map<Configuration, WeakReference<RawInput>> INPUTS =
      Collections.synchronizedMap(new WeakHashMap<>());

  private RawShuffle() {}

  /** Makes {@code output} known as that of the task whose configuration is {@code task}. */
  public static void offer(Configuration task, RawOutput output) {
    OUTPUTS.put(task, new WeakReference<>(output));
  }

  /** Makes {@code output} known as that of the task whose configuration is {@code task}. */
  public static void offer(Configuration task, AggregateOutput output) {
    AGGREGATES.put(task, new WeakReference<>(output));
  }

  /** Makes {@code input} known as that of the task whose configuration is {@code task}. */
  public static void offer(Configuration task, RawInput input) {
    INPUTS.put(task, new WeakReference<>(input));
  }

  /** The output of this task's own collector, if it has one. */
  public static @Nullable RawOutput output(Configuration task) {
    return get(OUTPUTS, task);
  }

  /** The output of this task's own collector, if it has one that aggregates in place. */
  public static @Nullable AggregateOutput aggregates(Configuration task) {
    return get(AGGREGATES, task);
  }

  /** The input of this task's own shuffle, if it has one. */
  public static @Nullable RawInput input(Configuration task) {
    return get(INPUTS, task);
  }

  /** A reducer's records: from its task's own shuffle if it has one, else from the framework. */
  public static RawInput input(ReduceContext<RawKey, RawBytes, ?, ?> context) {
    RawInput own = input(context.getConfiguration());
    return own == null ? new ContextInput(context) : own;
  }

  private static <T> @Nullable T get(Map<Configuration, WeakReference<T>> map, Configuration task) {
    WeakReference<T> found = map.get(task);
    return found == null ? null : found.get();
  }
}
