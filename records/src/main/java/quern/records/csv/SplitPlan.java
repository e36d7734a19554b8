package quern.records.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.InputSplit;
import org.jspecify.annotations.Nullable;
import quern.records.csv.CsvSplit.Piece;

/**
 * Plans the splits of CSV files: large files in stretches, small ones several to a split. The plan
 * depends on the files and the settings alone, so that a job run again gets the same splits.
 */
final class SplitPlan {
  /** A file's last stretch may be this much longer than the others. */
  private static final double SLOP = 1.1;

  /** More small files than this do not go into one split, however small they are. */
  private static final int MOST_FILES = 10_000;

  /** Of small files together, more hosts than this are not worth naming to the scheduler. */
  private static final int MOST_HOSTS = 3;

  private final Configuration conf;
  private final CsvInput input;
  private final CompressionCodecFactory codecs;
  private final boolean splitQuoted;
  private final List<CsvSplit> splits = new ArrayList<>();

  /** Small files that follow one another and go into one split. */
  private final List<Small> together = new ArrayList<>();

  private long togetherBytes;

  private record Small(Piece piece, List<String> hosts) {}

  /**
   * @param proved whether the job's committer checks that the stretches of a file meet; without
   *     that, a file that may have line ends in quotes is not split
   */
  SplitPlan(Configuration conf, CsvInput input, boolean proved) {
    this.conf = conf;
    this.input = input;
    this.codecs = new CompressionCodecFactory(conf);
    this.splitQuoted = proved || input.dialect().quote == Dialect.NONE;
  }

  void add(FileStatus file, long splitSize) throws IOException {
    long length = file.getLen();
    CompressionCodec codec = codecs.getCodec(file.getPath());
    boolean whole = !SplitText.isSplittable(codec, input.dialect());
    if (whole || !splitQuoted || length <= splitSize * SLOP) {
      String[] hosts = hosts(file, 0, length);
      Piece piece = new Piece(file.getPath(), 0, length, length, whole, List.of());
      if (length < splitSize / 2) {
        addSmall(new Small(piece, List.of(hosts)), splitSize);
      } else {
        combine();
        splits.add(new CsvSplit(input.side(), List.of(piece), hosts));
      }
      return;
    }
    combine();
    List<String> header = input.dialect().header ? header(file, codec) : List.of();
    long start = 0;
    while (start < length) {
      long left = length - start;
      long end = left > splitSize * SLOP ? start + splitSize : length;
      Piece piece =
          new Piece(file.getPath(), start, end, length, false, start == 0 ? List.of() : header);
      splits.add(new CsvSplit(input.side(), List.of(piece), hosts(file, start, end)));
      start = end;
    }
  }

  private void addSmall(Small file, long splitSize) {
    if (!together.isEmpty()
        && (togetherBytes + file.piece.length() > splitSize || together.size() == MOST_FILES)) {
      combine();
    }
    together.add(file);
    togetherBytes += file.piece.length();
  }

  /** The splits in the order of the input, once all files have been added. */
  List<CsvSplit> splits() {
    combine();
    return splits;
  }

  /** One split of all that several have. */
  static CsvSplit together(InputSide side, List<CsvSplit> splits) {
    return new CsvSplit(
        side, splits.stream().flatMap(split -> split.pieces().stream()).toList(), new String[0]);
  }

  /** Tells the splits of a job their shares. */
  static List<InputSplit> shared(List<CsvSplit> splits) {
    long total = splits.stream().mapToLong(CsvSplit::bytes).sum();
    splits.forEach(split -> split.share(total / splits.size()));
    return new ArrayList<>(splits);
  }

  /**
   * Makes one split of the small files at hand. Only neighbours are put together, wherever their
   * blocks are: rows stay in the order of the input, and small files are soon read from afar.
   */
  private void combine() {
    if (together.isEmpty()) {
      return;
    }
    splits.add(
        new CsvSplit(input.side(), together.stream().map(Small::piece).toList(), hostsWithMost()));
    together.clear();
    togetherBytes = 0;
  }

  /** The hosts that have the most bytes of the small files at hand, the one with the most first. */
  private String[] hostsWithMost() {
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Small file : together) {
      file.hosts.forEach(host -> bytes.merge(host, file.piece.length(), Long::sum));
    }
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(MOST_HOSTS)
        .map(Map.Entry::getKey)
        .toArray(String[]::new);
  }

  /** The hosts that have the byte in the middle of a stretch. */
  private String[] hosts(FileStatus file, long start, long end) throws IOException {
    BlockLocation[] blocks =
        file instanceof LocatedFileStatus located
            ? located.getBlockLocations()
            : fileSystem(file).getFileBlockLocations(file, start, end - start);
    if (blocks == null) {
      return new String[0];
    }
    long middle = start + (end - start) / 2;
    for (BlockLocation block : blocks) {
      if (block.getOffset() <= middle && middle < block.getOffset() + block.getLength()) {
        return block.getHosts();
      }
    }
    return new String[0];
  }

  private FileSystem fileSystem(FileStatus file) throws IOException {
    return file.getPath().getFileSystem(conf);
  }

  private List<String> header(FileStatus file, @Nullable CompressionCodec codec)
      throws IOException {
    try (SplitText text = SplitText.open(conf, file, codec, input.dialect());
        RowReader reader = new RowReader(input.dialect(), input.maxRowBytes())) {
      reader.openStart(text.at(0).read(0), file.getPath().toString(), Long.MAX_VALUE);
      return reader.header() == null ? List.of() : reader.header();
    }
  }
}
