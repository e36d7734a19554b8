package quern.drivers;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.apache.hadoop.ipc.RemoteException;
import org.jspecify.annotations.Nullable;
import quern.cluster.ClusterException;
import quern.cluster.ProbeException;
import quern.codecs.keys.KeyException;
import quern.records.Exit;
import quern.records.QuernException;

/** What becomes of an exception: one message and one exit code, for all commands. */
final class Failures {
  private Failures() {}

  /** Prints what went wrong; with {@code verbose} also where in the code. */
  static Exit report(Throwable thrown, boolean verbose, PrintStream err) {
    Throwable cause = unwrap(thrown);
    Exit exit = codeOf(cause);
    err.println("quern: " + message(cause).strip().replace("\n", "\n  "));
    if (verbose) {
      thrown.printStackTrace(err);
    } else if (exit == Exit.FAILED && !saysWhatToDo(cause)) {
      err.println("  --verbose shows the stack trace");
    }
    return exit;
  }

  private static boolean saysWhatToDo(Throwable cause) {
    return cause instanceof QuernException
        || cause instanceof KeyException
        || cause instanceof ClusterException
        || cause instanceof ProbeException;
  }

  /** The exit code for an exception. */
  static Exit codeOf(Throwable cause) {
    if (cause instanceof QuernException quern) {
      return quern.exit();
    }
    if (cause instanceof KeyException key) {
      return key.isUsage() ? Exit.USAGE : Exit.FAILED;
    }
    if (cause instanceof UsageException
        || cause instanceof IllegalArgumentException
        || cause instanceof FileNotFoundException
        || cause instanceof org.apache.hadoop.fs.FileAlreadyExistsException
        || cause instanceof org.apache.hadoop.mapred.FileAlreadyExistsException
        || cause instanceof org.apache.hadoop.mapred.InvalidInputException
        || cause instanceof org.apache.hadoop.mapreduce.lib.input.InvalidInputException) {
      return Exit.USAGE;
    }
    if (cause instanceof InterruptedException || cause instanceof InterruptedIOException) {
      return Exit.INTERRUPTED;
    }
    return Exit.FAILED;
  }

  /** The exception that says something: not the ones that only carry it between threads. */
  private static Throwable unwrap(Throwable thrown) {
    Throwable at = thrown;
    while (at.getCause() != null
        && (at instanceof ExecutionException || at instanceof UncheckedIOException)) {
      at = at.getCause();
    }
    return at;
  }

  private static String wordsOf(FileSystemException failure) {
    return failure instanceof NoSuchFileException
        ? "there is no such file or directory"
        : failure instanceof AccessDeniedException
            ? "permission denied"
            : failure.getClass().getSimpleName();
  }

  private static String message(Throwable cause) {
    @Nullable String message = cause.getMessage();
    if (cause instanceof OutOfMemoryError) {
      return "out of memory: give it more with QUERN_HEAP=2g (or QUERN_HEAP=4g …)";
    }
    if (message == null || message.isBlank()) {
      return "internal error: " + cause;
    }
    if (cause instanceof RemoteException || cause.getCause() instanceof RemoteException) {
      message = message.split("\n\tat ", 2)[0]; // what a server says goes on with its stack trace
    }
    if (cause instanceof FileSystemException file && file.getReason() == null) {
      return message + ": " + wordsOf(file); // the message is the path alone
    }
    boolean speaksForItself =
        cause instanceof IOException
            || cause instanceof IllegalArgumentException
            || cause instanceof UsageException;
    return speaksForItself ? message : cause.getClass().getSimpleName() + ": " + message;
  }
}
