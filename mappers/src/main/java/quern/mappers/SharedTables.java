package quern.mappers;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.hadoop.mapreduce.JobID;

/**
 * The tables of joins whose map tasks run in one process, as those of the local runner do: made by
 * the first task of a job that asks, read by all. A table is kept no longer than the memory is not
 * wanted for something else, and no longer than until another job's is made.
 *
 * <p>Safe for several threads, as tables are that nobody adds to.
 */
final class SharedTables {
  private static final Map<JobID, SoftReference<FutureTask<JoinTable>>> TABLES =
      new ConcurrentHashMap<>();

  private SharedTables() {}

  /** Makes a table. */
  interface Maker {
    JoinTable make() throws IOException, InterruptedException;
  }

  /** The job's table, which {@code maker} makes if none is there. */
  static JoinTable of(JobID job, Maker maker) throws IOException, InterruptedException {
    FutureTask<JoinTable> mine = new FutureTask<>(maker::make);
    FutureTask<JoinTable> table = mine;
    synchronized (TABLES) {
      SoftReference<FutureTask<JoinTable>> known = TABLES.get(job);
      FutureTask<JoinTable> found = known == null ? null : known.get();
      if (found == null) {
        forgetEnded();
        TABLES.put(job, new SoftReference<>(mine));
      } else {
        table = found;
      }
    }
    if (table == mine) {
      mine.run();
    }
    try {
      return table.get();
    } catch (ExecutionException e) {
      synchronized (TABLES) {
        TABLES.remove(job); // the next try makes it anew
      }
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
  }

  /** Lets go of tables that are made: the jobs that still read them have them. */
  private static void forgetEnded() {
    Iterator<SoftReference<FutureTask<JoinTable>>> tables = TABLES.values().iterator();
    while (tables.hasNext()) {
      FutureTask<JoinTable> table = tables.next().get();
      if (table == null || table.isDone()) {
        tables.remove();
      }
    }
  }
}
