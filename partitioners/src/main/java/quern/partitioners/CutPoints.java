package quern.partitioners;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.RawComparator;
import quern.conf.Settings;

/**
 * Where one range partition ends and the next begins: a key belongs to the partition whose number
 * is the count of cut points at or below it. So parts are in order, and rows of equal key are in
 * one part. There may be fewer cut points than partitions less one, when there are few keys; the
 * last partitions are then empty.
 *
 * <p>Keys are compared as unsigned bytes; or, when a key class is named, as that class's serialized
 * form by the job's raw comparator. Immutable. The byte format is in {@code docs/formats.md}, "Cut
 * points".
 */
public final class CutPoints {
  /** As many bytes go along in the job's configuration; more are put in a file. */
  static final int INLINE_LIMIT = 64 << 10;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int MAGIC = 0x5143_7574;
  private static final int VERSION = 1;

  /** Keys of more than one part in so many may go to two parts. */
  private static final int SPLIT_FROM = 10;

  /** More is no file of ours: a million partitions with keys of 256 bytes. */
  private static final long FILE_LIMIT = 256L << 20;

  private final int partitions;
  private final String keyClass;
  private final byte[][] points;

  /** The first 8 bytes of each point, in an order that signed comparison keeps. */
  private final long[] prefixes;

  private CutPoints(int partitions, String keyClass, byte[][] points) {
    if (partitions < 1 || points.length > partitions - 1) {
      throw new IllegalArgumentException(
          points.length + " cut points do not make " + partitions + " partitions");
    }
    this.partitions = partitions;
    this.keyClass = requireNonNull(keyClass, "keyClass is null");
    this.points = points;
    this.prefixes = new long[points.length];
    for (int i = 0; i < points.length; i++) {
      prefixes[i] = prefix(points[i], 0, points[i].length);
    }
  }

  /**
   * Cut points that make the partitions as even as the sample's keys allow: the greatest partition
   * as small as can be, and the others near the mean.
   *
   * @throws IllegalArgumentException when the sample is not in the unsigned order of bytes
   */
  public static CutPoints of(KeySample sample, int partitions) {
    if (!sample.inByteOrder()) {
      throw new IllegalArgumentException("the sample is not in byte order: name its key class");
    }
    int[] ranks = Balance.cuts(sample, partitions);
    byte[][] points = new byte[ranks.length][];
    for (int i = 0; i < ranks.length; i++) {
      points[i] = separator(sample.key(ranks[i] - 1), sample.key(ranks[i]));
    }
    return new CutPoints(partitions, "", points);
  }

  /**
   * Cut points that make the partitions even whatever the keys, for keys that 8 bytes follow, which
   * tell where among the rows of its key a row is, as a share of all 64 bits: a key that is more
   * than a tenth of a part is cut where that share says so. The parts are in order all the same.
   *
   * @throws IllegalArgumentException when the sample is not in the unsigned order of bytes
   */
  public static CutPoints splittingTies(KeySample sample, int partitions) {
    if (!sample.inByteOrder()) {
      throw new IllegalArgumentException("the sample is not in byte order: ties cannot be split");
    }
    double total = 0;
    for (int i = 0; i < sample.distinct(); i++) {
      total += sample.weight(i);
    }
    double part = total / partitions;
    List<byte[]> points = new ArrayList<>();
    int rank = 0;
    double before = 0;
    for (int p = 1; p < partitions && sample.distinct() > 0; p++) {
      while (rank < sample.distinct() - 1 && before + sample.weight(rank) <= p * part) {
        before += sample.weight(rank++);
      }
      double share = (p * part - before) / sample.weight(rank);
      byte[] point =
          sample.weight(rank) > part / SPLIT_FROM
              ? within(sample.key(rank), share)
              : sample.key(rank).clone();
      if (points.isEmpty() || Arrays.compareUnsigned(points.get(points.size() - 1), point) < 0) {
        points.add(point);
      }
    }
    return of(points, partitions);
  }

  /** The key, and behind it the share of all 64 bits. */
  private static byte[] within(byte[] key, double share) {
    byte[] point = Arrays.copyOf(key, key.length + Long.BYTES);
    // Of 63 bits, which a double can be made to a long of.
    LONG.set(point, key.length, (long) (Math.min(Math.max(share, 0), 1) * 0x1p63) << 1);
    return point;
  }

  /**
   * The same for keys of another class, drawn in their serialized form and in their raw
   * comparator's order.
   */
  public static CutPoints of(KeySample sample, int partitions, Class<?> keyClass) {
    int[] ranks = Balance.cuts(sample, partitions);
    byte[][] points = new byte[ranks.length][];
    for (int i = 0; i < ranks.length; i++) {
      points[i] = sample.key(ranks[i]);
    }
    return new CutPoints(partitions, keyClass.getName(), points);
  }

  /** Cut points that are known, ascending as unsigned bytes. */
  public static CutPoints of(List<byte[]> points, int partitions) {
    byte[][] copies = points.stream().map(byte[]::clone).toArray(byte[][]::new);
    for (int i = 1; i < copies.length; i++) {
      if (Arrays.compareUnsigned(copies[i - 1], copies[i]) >= 0) {
        throw new IllegalArgumentException(
            "cut points " + (i - 1) + " and " + i + " do not ascend");
      }
    }
    return new CutPoints(partitions, "", copies);
  }

  /**
   * The shortest bytes above {@code below} and not above {@code at}, as in prefix B-trees (Bayer
   * and Unterauer, 1977): they cut the same and take less room.
   */
  private static byte[] separator(byte[] below, byte[] at) {
    return Arrays.copyOf(at, Arrays.mismatch(below, at) + 1);
  }

  /** How many partitions they are made for. */
  public int partitions() {
    return partitions;
  }

  /** How many cut points there are: at most one less than partitions. */
  public int size() {
    return points.length;
  }

  /** The class whose serialized form is cut, or empty when the keys' own bytes are. */
  public String keyClass() {
    return keyClass;
  }

  /** The partition of a key in the unsigned order of bytes. */
  public int partition(byte[] key, int offset, int length) {
    long prefix = prefix(key, offset, length);
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      long other = prefixes[middle];
      if (other < prefix || (other == prefix && !isAbove(points[middle], key, offset, length))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static boolean isAbove(byte[] point, byte[] key, int offset, int length) {
    return Arrays.compareUnsigned(point, 0, point.length, key, offset, offset + length) > 0;
  }

  /** The partition of a serialized key in the order of {@code comparator}. */
  int partition(byte[] key, int offset, int length, RawComparator<?> comparator) {
    int low = 0;
    int high = points.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      byte[] point = points[middle];
      if (comparator.compare(point, 0, point.length, key, offset, length) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Eight bytes, zeros behind the end, so that signed order is the order of the bytes. */
  private static long prefix(byte[] key, int offset, int length) {
    if (length >= Long.BYTES) {
      return (long) LONG.get(key, offset) ^ Long.MIN_VALUE;
    }
    long prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix |= (key[offset + i] & 0xffL) << (56 - 8 * i);
    }
    return prefix ^ Long.MIN_VALUE;
  }

  /**
   * Hands the cut points to a job's tasks: within {@code conf} when they are few bytes, else in a
   * file, which is replaced if it is there.
   */
  public void put(Configuration conf, Path fileWhenLarge) throws IOException {
    byte[] bytes = toBytes();
    conf.unset(Settings.CUT_POINTS.key());
    conf.unset(Settings.CUT_POINTS_FILE.key());
    if (bytes.length <= INLINE_LIMIT) {
      Settings.CUT_POINTS.set(conf, Base64.getEncoder().encodeToString(bytes));
      return;
    }
    FileSystem fs = fileWhenLarge.getFileSystem(conf);
    try (FSDataOutputStream out = fs.create(fileWhenLarge, true)) {
      out.write(bytes);
    }
    Settings.CUT_POINTS_FILE.set(conf, fs.makeQualified(fileWhenLarge).toString());
  }

  /**
   * The cut points that {@link #put} left.
   *
   * @throws IOException when there are none, or they are not as they were written
   */
  public static CutPoints get(Configuration conf) throws IOException {
    String inline = Settings.CUT_POINTS.get(conf);
    if (!inline.isEmpty()) {
      try {
        return fromBytes(Base64.getDecoder().decode(inline), Settings.CUT_POINTS.key());
      } catch (IllegalArgumentException e) {
        throw new IOException(Settings.CUT_POINTS.key() + " is not base64", e);
      }
    }
    String file = Settings.CUT_POINTS_FILE.get(conf);
    if (file.isEmpty()) {
      throw new IOException(
          "no cut points: expected them in "
              + Settings.CUT_POINTS.key()
              + " or in the file that "
              + Settings.CUT_POINTS_FILE.key()
              + " names; CutPoints.put sets either");
    }
    return read(new Path(file), conf);
  }

  private static CutPoints read(Path file, Configuration conf) throws IOException {
    FileSystem fs = file.getFileSystem(conf);
    long length = fs.getFileStatus(file).getLen();
    if (length > FILE_LIMIT) {
      throw new IOException(
          file + ": expected cut points, at most " + FILE_LIMIT + " bytes, found " + length);
    }
    byte[] bytes = new byte[(int) length];
    try (FSDataInputStream in = fs.open(file)) {
      in.readFully(0, bytes);
    }
    return fromBytes(bytes, file.toString());
  }

  /** The byte format: what {@link #fromBytes} reads back. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] name = keyClass.getBytes(StandardCharsets.UTF_8);
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.writeInt(partitions);
      out.writeInt(name.length);
      out.write(name);
      out.writeInt(points.length);
      for (byte[] point : points) {
        out.writeInt(point.length);
        out.write(point);
      }
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  static CutPoints fromBytes(byte[] bytes, String source) throws IOException {
    if (bytes.length < 4
        || ByteBuffer.wrap(bytes).getInt(bytes.length - 4) != checksum(bytes, bytes.length - 4)) {
      throw new IOException(source + ": these are no cut points, or they are damaged (checksum)");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, bytes.length - 4);
    try {
      int magic = in.getInt();
      int version = in.get();
      if (magic != MAGIC || version != VERSION) {
        throw new IOException(source + ": expected cut points of version " + VERSION);
      }
      int partitions = in.getInt();
      String name = new String(slice(in), StandardCharsets.UTF_8);
      int count = in.getInt();
      // Each point takes 4 bytes at least: no more are allocated than can follow.
      if (count < 0 || count > in.remaining() / 4) {
        throw new IOException(source + ": " + count + " cut points cannot follow");
      }
      byte[][] points = new byte[count][];
      for (int i = 0; i < count; i++) {
        points[i] = slice(in);
      }
      if (in.hasRemaining()) {
        throw new IOException(source + ": " + in.remaining() + " bytes behind the cut points");
      }
      return name.isEmpty()
          ? of(Arrays.asList(points), partitions)
          : new CutPoints(partitions, name, points);
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new IOException(source + ": the cut points do not fit their format", e);
    }
  }

  private static byte[] slice(ByteBuffer in) {
    int length = in.getInt();
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] slice = new byte[length];
    in.get(slice);
    return slice;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
