package quern.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes a file of random data in blocks that several threads fill.
 *
 * <p>Each block draws from a generator of its own, split off the seed's in the order of the blocks:
 * the bytes depend on the seed alone, not on the number of threads.
 */
final class BlockFile {
  /** What a block holds. */
  interface Filler {
    /** Appends block number {@code block}, counted from 0; called by several threads at once. */
    void fill(long block, SplittableRandom random, ByteSink sink);
  }

  private BlockFile() {}

  /**
   * Writes {@code blocks} blocks to {@code file}, which appears only when it is whole.
   *
   * @throws FileAlreadyExistsException if the file is there already; it is left alone
   */
  static void write(Path file, long blocks, long seed, int threads, Filler filler)
      throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    ExecutorService workers = Executors.newFixedThreadPool(threads);
    try (FileChannel channel =
        FileChannel.open(
            unfinished,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      write(channel, blocks, seed, threads, filler, workers);
    } finally {
      workers.shutdownNow();
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void write(
      FileChannel channel,
      long blocks,
      long seed,
      int threads,
      Filler filler,
      ExecutorService workers)
      throws IOException {
    SplittableRandom seeds = new SplittableRandom(seed);
    Deque<Future<ByteSink>> ahead = new ArrayDeque<>();
    Deque<ByteSink> free = new ArrayDeque<>();
    for (int i = 0; i <= threads; i++) {
      free.add(new ByteSink(1 << 20));
    }
    for (long block = 0; block < blocks || !ahead.isEmpty(); ) {
      if (block < blocks && !free.isEmpty()) {
        long number = block++;
        SplittableRandom random = seeds.split();
        ByteSink sink = free.remove();
        ahead.add(
            workers.submit(
                () -> {
                  sink.clear();
                  filler.fill(number, random, sink);
                  return sink;
                }));
      } else {
        ByteSink filled = join(ahead.remove());
        filled.writeTo(channel);
        free.add(filled);
      }
    }
  }

  private static ByteSink join(Future<ByteSink> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while generating data");
    } catch (ExecutionException e) {
      throw new IOException("a block could not be generated", e.getCause());
    }
  }
}
