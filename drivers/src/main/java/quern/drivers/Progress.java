package quern.drivers;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.mapreduce.TaskCounter;
import org.jspecify.annotations.Nullable;

/**
 * Tells how far a job is, from {@link #of} to {@link #close}: on a terminal in one line that is
 * drawn again and again and wiped at the end, elsewhere in a line every few seconds.
 *
 * <p>Made by hand rather than with a library: those there are bring a terminal library whose start
 * takes longer than a small job. A thread of its own asks the job; whatever that throws ends the
 * telling and never the job.
 */
final class Progress implements AutoCloseable {
  private static final long REDRAW_MILLIS = 100;
  private static final long LINE_MILLIS = 5000;
  private static final long FIRST_LINE_MILLIS = 3000;

  /** A remote job is asked less often: each time is a call to its application master. */
  private static final long REMOTE_MILLIS = 1000;

  /** Before this, the speed so far says nothing of the time left. */
  private static final long TRUSTED_MILLIS = 2000;

  private static final int BAR = 24;
  private static final String WIPE = "\r\u001b[K";

  private final PrintStream err;
  private final boolean redraw;
  private final int columns;
  private final long startNanos = System.nanoTime();
  private final @Nullable Thread thread;
  private boolean drawn;

  private Progress(Session session, @Nullable Source source, long askMillis) {
    this.err = session.err();
    this.redraw = session.errIsTerminal() && !"dumb".equals(session.environment().get("TERM"));
    this.columns = session.columns();
    if (source == null) {
      this.thread = null;
    } else {
      this.thread = new Thread(() -> tell(source, askMillis), "progress");
      this.thread.setDaemon(true);
      this.thread.start();
    }
  }

  /**
   * Tells of a job that has been submitted.
   *
   * @param bytes the length of its input, for the speed; 0 when not known
   * @param quiet whether to tell nothing
   */
  static Progress of(Job job, long bytes, boolean quiet, Session session) {
    Configuration conf = job.getConfiguration();
    boolean local =
        MRConfig.LOCAL_FRAMEWORK_NAME.equals(
            conf.get(MRConfig.FRAMEWORK_NAME, MRConfig.LOCAL_FRAMEWORK_NAME));
    Settled map = new Settled(local);
    Settled reduce = new Settled(local);
    return of(
        () -> state(job, bytes, map, reduce),
        local ? REDRAW_MILLIS : REMOTE_MILLIS,
        quiet,
        session);
  }

  /** Tells of what {@code source} says, asking every {@code askMillis}. */
  static Progress of(Source source, long askMillis, boolean quiet, Session session) {
    return new Progress(session, quiet ? null : source, askMillis);
  }

  /** How far a job is. */
  @FunctionalInterface
  interface Source {
    /** Asks; null when there is nothing to tell yet. */
    @Nullable State ask() throws IOException, InterruptedException;
  }

  /**
   * How far a job is.
   *
   * @param phase what it is at
   * @param done the share that is done, from 0 to 1
   * @param rows rows read so far
   * @param bytes bytes read so far; 0 when not known
   */
  record State(String phase, double done, long rows, long bytes) {}

  /**
   * The progress of one phase, put right: the local runner says that all is done when one task is,
   * until another task reports, which each does every 200 ms (see quern-local.xml).
   */
  static final class Settled {
    private static final long DOUBTED_NANOS = 600_000_000;

    private final boolean doubting;
    private double last;
    private long since;

    Settled(boolean doubting) {
      this.doubting = doubting;
    }

    double of(double told, long nanos) {
      if (told < 1) {
        last = Math.max(last, told);
        since = 0;
        return last;
      }
      since = since == 0 ? nanos : since;
      return !doubting || nanos - since >= DOUBTED_NANOS ? 1 : last;
    }
  }

  private static @Nullable State state(Job job, long bytes, Settled maps, Settled reduces)
      throws IOException, InterruptedException {
    JobStatus status = job.getStatus();
    if (status.getState() != JobStatus.State.RUNNING) {
      return null;
    }
    double map = maps.of(status.getMapProgress(), System.nanoTime());
    double reduce = map < 1 ? 0 : reduces.of(status.getReduceProgress(), System.nanoTime());
    boolean hasReduces = job.getNumReduceTasks() > 0;
    Counters counters = job.getCounters();
    Counter rows = counters == null ? null : counters.findCounter(TaskCounter.MAP_INPUT_RECORDS);
    return new State(
        map < 1 || !hasReduces ? "map" : "reduce",
        hasReduces ? (map + reduce) / 2 : map,
        rows == null ? 0 : rows.getValue(),
        (long) (map * bytes));
  }

  private void tell(Source source, long askMillis) {
    try {
      long next = redraw ? 0 : FIRST_LINE_MILLIS;
      while (true) {
        Thread.sleep(redraw ? askMillis : Math.max(50, next - millis()));
        State state = source.ask();
        long now = millis();
        if (state != null && now >= next) {
          print(state, now);
          next = redraw ? 0 : now + LINE_MILLIS;
        }
      }
    } catch (InterruptedException e) {
      // close() wants the end of it
    } catch (IOException | RuntimeException e) {
      // The job ends its own way, and tells then.
    }
  }

  private long millis() {
    return (System.nanoTime() - startNanos) / 1_000_000;
  }

  private synchronized void print(State state, long now) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    if (!redraw) {
      err.println(line(state, now, false));
    } else {
      err.print(WIPE + TextWidth.cut(line(state, now, true), columns - 1));
      err.flush();
      drawn = true;
    }
  }

  /** One line: {@code map ███░░ 43% 1,234,567 rows 210 MB/s 0:12 left}. */
  static String line(State state, long millis, boolean bar) {
    double done = Math.min(1, Math.max(0, state.done()));
    StringBuilder line = new StringBuilder();
    line.append(String.format(Locale.ROOT, "%-6s ", state.phase()));
    if (bar) {
      int full = (int) (done * BAR);
      line.append("█".repeat(full)).append("░".repeat(BAR - full)).append(' ');
    }
    line.append(String.format(Locale.ROOT, "%3d%%", (int) (done * 100)));
    if (state.rows() > 0) {
      line.append("  ").append(Numbers.count(state.rows(), "row"));
    }
    if (state.bytes() > 0 && millis > 0 && state.phase().equals("map")) {
      line.append("  ").append(Numbers.bytes(state.bytes() * 1000 / millis)).append("/s");
    }
    if (millis >= TRUSTED_MILLIS && done >= 0.02 && done < 1) {
      long left = (long) (millis * (1 - done) / done);
      line.append("  ").append(Numbers.clock((left + 999) / 1000)).append(" left");
    }
    return line.toString();
  }

  /** Ends the telling and wipes the line. */
  @Override
  public void close() {
    if (thread != null) {
      synchronized (this) {
        thread.interrupt();
        if (drawn) {
          err.print(WIPE);
          err.flush();
          drawn = false;
        }
      }
    }
  }
}
