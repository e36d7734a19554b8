package quern.records.commit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import quern.records.ByteBuilder;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;

/**
 * Turns a task's file of rejected rows into one for users: with a header, and with lines counted
 * from the file's begin, which is known when all splits are.
 */
final class RejectFile {
  static final Schema SCHEMA = Schema.parse("file string, offset long, line long, reason, row");

  private static final byte[] HEADER = (String.join(",", SCHEMA.names()) + "\n").getBytes(US_ASCII);

  private final InputStream in;
  private final Tiling tiling;
  private final ByteBuilder name = new ByteBuilder(256);
  private final ByteBuilder row = new ByteBuilder(1024);

  private RejectFile(InputStream in, Tiling tiling) {
    this.in = in;
    this.tiling = tiling;
  }

  /** The name of a task's file among the rejects. */
  static String name(TaskID task) {
    char kind = task.getTaskType() == TaskType.MAP ? 'm' : 'r';
    return "rejects-%c-%05d.csv".formatted(kind, task.getId());
  }

  /**
   * Writes what {@code from} holds, which must be what {@code expected} says, to {@code to}, to be
   * kept there as {@code storage} says.
   */
  static Part rewrite(
      FileSystem fs,
      Path from,
      Part expected,
      FileSystem toFs,
      Path to,
      Storage storage,
      Tiling tiling)
      throws IOException {
    RowHash read = new RowHash();
    RowHash written = new RowHash();
    long rows = 0;
    try (InputStream in = new BufferedInputStream(fs.open(from), 64 << 10);
        OutputStream out = storage.create(toFs, to, true)) {
      RejectFile file = new RejectFile(in, tiling);
      out.write(HEADER);
      while (file.next(read)) {
        written.add(file.row.array(), 0, file.row.length());
        out.write(file.row.array(), 0, file.row.length());
        out.write('\n');
        rows++;
      }
    } catch (DamageException e) {
      throw damaged(from, expected, e.getMessage() + " behind " + rows + " rows");
    }
    if (rows != expected.rows() || !read.toString().equals(expected.hash())) {
      throw damaged(from, expected, rows + " rows with hash " + read);
    }
    return new Part(to.getName(), rows, Tree.length(toFs, to), written.toString());
  }

  /** What was found in place of a row as a task writes it. */
  private static final class DamageException extends IOException {
    private static final long serialVersionUID = 1;

    DamageException(String found) {
      super(found);
    }
  }

  private static QuernException damaged(Path file, Part expected, String found) {
    return new QuernException(
        Exit.PROOF,
        "%s: expected %d rejected rows with hash %s, found %s"
            .formatted(file, expected.rows(), expected.hash(), found));
  }

  /** Reads the next row into {@link #row}, its line made absolute; false at the end. */
  private boolean next(RowHash read) throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    // As the task wrote it, to be hashed, and as the user shall see it.
    ByteBuilder raw = name;
    raw.clear();
    row.clear();
    raw.append(first);
    int nameEnd = quoted(raw);
    long offset = number(raw);
    long line = number(raw);
    int tail = raw.length() - 1;
    require(in.read(), '"', raw);
    quoted(raw);
    require(in.read(), '"', raw);
    quotedToLineEnd(raw);
    read.add(raw.array(), 0, raw.length());
    String file = new String(raw.array(), 1, nameEnd - 2, UTF_8).replace("\"\"", "\"");
    row.append(raw.array(), 0, nameEnd + 1);
    row.append((offset + "," + (tiling.linesBefore(file, offset) + line)).getBytes(US_ASCII));
    row.append(raw.array(), tail, raw.length() - tail);
    return true;
  }

  /** Reads to the comma behind a quoted text, whose first quote is read; returns its end. */
  private int quoted(ByteBuilder raw) throws IOException {
    while (true) {
      int b = read();
      raw.append(b);
      if (b == '"') {
        int next = read();
        raw.append(next);
        if (next == ',') {
          return raw.length() - 1;
        }
        if (next != '"') {
          throw new DamageException("a quoted text without a comma");
        }
      }
    }
  }

  private void quotedToLineEnd(ByteBuilder raw) throws IOException {
    while (true) {
      int b = read();
      raw.append(b);
      if (b == '"') {
        int next = read();
        if (next == '\n') {
          return;
        }
        raw.append(next);
        if (next != '"') {
          throw new DamageException("a row without a line end");
        }
      }
    }
  }

  private long number(ByteBuilder raw) throws IOException {
    long value = 0;
    while (true) {
      int b = read();
      raw.append(b);
      if (b == ',') {
        return value;
      }
      if (b < '0' || b > '9') {
        throw new DamageException("a number with byte " + b);
      }
      value = value * 10 + (b - '0');
    }
  }

  private static void require(int b, char expected, ByteBuilder raw) throws IOException {
    if (b != expected) {
      throw new DamageException("a text without quotes");
    }
    raw.append(b);
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new DamageException("half a row");
    }
    return b;
  }
}
