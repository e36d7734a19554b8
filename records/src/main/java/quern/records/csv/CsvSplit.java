package quern.records.csv;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.mapreduce.InputSplit;

/**
 * A stretch of one file, or several small files. Not a {@code FileSplit}: for those the framework
 * sums up file system statistics twice a record.
 */
public final class CsvSplit extends InputSplit implements Writable {

  /**
   * A stretch of one file.
   *
   * @param path the file
   * @param start its first byte
   * @param end the byte behind its last one
   * @param length the file's length
   * @param whole whether the file is read as one stream, because it is compressed or transcoded
   * @param header the names in the file's header, for a stretch that does not hold it; else empty
   */
  record Piece(Path path, long start, long end, long length, boolean whole, List<String> header) {}

  private final List<Piece> pieces = new ArrayList<>();
  private String[] hosts = {};
  private InputSide side = InputSide.LEFT;
  private long share;

  /** For the framework. */
  public CsvSplit() {}

  CsvSplit(InputSide side, List<Piece> pieces, String[] hosts) {
    this.side = side;
    this.pieces.addAll(pieces);
    this.hosts = hosts;
  }

  /** Which input of the job it is of. */
  InputSide side() {
    return side;
  }

  List<Piece> pieces() {
    return pieces;
  }

  /** The bytes of its stretches. */
  long bytes() {
    return pieces.stream().mapToLong(piece -> piece.end - piece.start).sum();
  }

  /** Says what all splits of the job have on average. */
  void share(long share) {
    this.share = share;
  }

  /**
   * An even share of the job's input: the framework numbers tasks by falling length, and parts are
   * to be numbered in the order of the input.
   */
  @Override
  public long getLength() {
    return share;
  }

  @Override
  public String[] getLocations() {
    return hosts.clone();
  }

  @Override
  public void write(DataOutput out) throws IOException {
    out.writeLong(share);
    out.writeByte(side.index());
    WritableUtils.writeVInt(out, pieces.size());
    for (Piece piece : pieces) {
      Text.writeString(out, piece.path.toString());
      out.writeLong(piece.start);
      out.writeLong(piece.end);
      out.writeLong(piece.length);
      out.writeBoolean(piece.whole);
      WritableUtils.writeVInt(out, piece.header.size());
      for (String name : piece.header) {
        Text.writeString(out, name);
      }
    }
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    pieces.clear();
    share = in.readLong();
    side = in.readByte() == 0 ? InputSide.LEFT : InputSide.RIGHT;
    for (int n = WritableUtils.readVInt(in); n > 0; n--) {
      Path path = new Path(Text.readString(in));
      long start = in.readLong();
      long end = in.readLong();
      long length = in.readLong();
      boolean whole = in.readBoolean();
      List<String> header = new ArrayList<>();
      for (int names = WritableUtils.readVInt(in); names > 0; names--) {
        header.add(Text.readString(in));
      }
      pieces.add(new Piece(path, start, end, length, whole, List.copyOf(header)));
    }
  }

  /** The files and stretches, as they appear in task status. */
  @Override
  public String toString() {
    Piece first = pieces.get(0);
    return first.path
        + ":"
        + first.start
        + "+"
        + (first.end - first.start)
        + (pieces.size() == 1 ? "" : " and " + (pieces.size() - 1) + " more");
  }
}
