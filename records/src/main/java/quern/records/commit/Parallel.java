package quern.records.commit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes many small calls to a file system at once: each of them does little but wait. */
public final class Parallel {
  private static final int THREADS = 16;

  /** Calls that are made ahead of the one whose result is wanted next; bounds the memory. */
  private static final int WINDOW = 4 * THREADS;

  private Parallel() {}

  /** A call for one item. */
  public interface Call<T, R> {
    /** Makes it. */
    R make(T item) throws IOException;
  }

  /** Takes a result. */
  public interface Sink<R> {
    /** Takes it. */
    void take(R result) throws IOException;
  }

  /** Makes {@code call} for each item, and hands the results to {@code sink} in their order. */
  public static <T, R> void forEach(List<T> items, Call<T, R> call, Sink<R> sink)
      throws IOException {
    if (items.size() < THREADS) {
      for (T item : items) {
        sink.take(call.make(item));
      }
      return;
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      Queue<Future<R>> window = new ArrayDeque<>();
      for (T item : items) {
        if (window.size() == WINDOW) {
          sink.take(result(window.remove()));
        }
        window.add(pool.submit(() -> call.make(item)));
      }
      while (!window.isEmpty()) {
        sink.take(result(window.remove()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static <R> R result(Future<R> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException io) {
        throw io;
      }
      if (cause instanceof RuntimeException runtime) {
        throw runtime;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw new IOException(cause);
    }
  }
}
