package quern.records.csv;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.InputSplit;
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

  /** More hosts than this are not worth naming to the scheduler. */
  private static final int MOST_HOSTS = 3;

  private final Configuration conf;
  private final CsvInput input;
  private final CompressionCodecFactory codecs;
  private final boolean splitQuoted;
  private final List<Planned> splits = new ArrayList<>();
  private final List<Small> small = new ArrayList<>();
  private int files;

  /** A split, and which of the input's files it begins with. */
  private record Planned(int file, CsvSplit split) {}

  private record Small(int file, Piece piece, List<String> hosts) {
    String host() {
      return hosts.isEmpty() ? "" : hosts.get(0);
    }
  }

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
    int index = files++;
    long length = file.getLen();
    boolean whole = codecs.getCodec(file.getPath()) != null || !input.dialect().isUtf8();
    if (whole || !splitQuoted || length <= splitSize * SLOP) {
      String[] hosts = hosts(file, 0, length);
      Piece piece = new Piece(file.getPath(), 0, length, length, whole, List.of());
      if (length < splitSize / 2) {
        small.add(new Small(index, piece, List.of(hosts)));
      } else {
        splits.add(new Planned(index, new CsvSplit(List.of(piece), hosts)));
      }
      return;
    }
    List<String> header = input.dialect().header ? header(file) : List.of();
    long start = 0;
    while (start < length) {
      long left = length - start;
      long end = left > splitSize * SLOP ? start + splitSize : length;
      Piece piece =
          new Piece(file.getPath(), start, end, length, false, start == 0 ? List.of() : header);
      splits.add(new Planned(index, new CsvSplit(List.of(piece), hosts(file, start, end))));
      start = end;
    }
  }

  /** The splits in the order of the input, once all files have been added. */
  List<InputSplit> splits(long splitSize) {
    small.sort(Comparator.comparing(Small::host).thenComparing(Small::file));
    List<Small> together = new ArrayList<>();
    long bytes = 0;
    for (Small file : small) {
      if (!together.isEmpty()
          && (bytes + file.piece.length() > splitSize || together.size() == MOST_FILES)) {
        combine(together);
        together.clear();
        bytes = 0;
      }
      together.add(file);
      bytes += file.piece.length();
    }
    if (!together.isEmpty()) {
      combine(together);
    }
    splits.sort(Comparator.comparing(Planned::file));
    long total = splits.stream().mapToLong(planned -> planned.split.bytes()).sum();
    splits.forEach(planned -> planned.split.share(total / splits.size()));
    return new ArrayList<>(splits.stream().map(Planned::split).toList());
  }

  private void combine(List<Small> together) {
    Set<String> hosts = new LinkedHashSet<>();
    together.forEach(file -> hosts.addAll(file.hosts));
    splits.add(
        new Planned(
            together.get(0).file,
            new CsvSplit(
                together.stream().map(Small::piece).toList(),
                hosts.stream().limit(MOST_HOSTS).toArray(String[]::new))));
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

  private List<String> header(FileStatus file) throws IOException {
    try (RowReader reader = new RowReader(input.dialect(), input.maxRowBytes())) {
      reader.openStart(
          fileSystem(file).open(file.getPath()), file.getPath().toString(), Long.MAX_VALUE);
      return reader.header() == null ? List.of() : reader.header();
    }
  }
}
