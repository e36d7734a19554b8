package quern.drivers.faults;

import java.io.FilterOutputStream;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataOutputStream;

/** Stops in the middle of its first large write, with the half before it on the DataNodes. */
final class HalfwayStream extends FilterOutputStream {
  /** More than a header or a block's length. */
  private static final int LARGE = 100;

  /** What is done halfway. */
  interface Halfway {
    void reached() throws IOException;
  }

  private final FSDataOutputStream file;
  private final Halfway halfway;
  private boolean reached;

  HalfwayStream(FSDataOutputStream file, Halfway halfway) {
    super(file);
    this.file = file;
    this.halfway = halfway;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    int half = 0;
    if (!reached && length >= LARGE) {
      reached = true;
      half = length / 2;
      file.write(bytes, from, half);
      file.hflush();
      halfway.reached();
    }
    file.write(bytes, from + half, length - half);
  }
}
