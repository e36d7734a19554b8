package quern.shuffle;

import java.io.IOException;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.mapred.RawKeyValueIterator;

/** What Hadoop's own shuffle has fetched and merged. */
final class FetchedRecords implements ReduceInput.SortedRecords {
  private final RawKeyValueIterator fetched;
  private final DataOutputBuffer both = new DataOutputBuffer();
  private byte[] bytes = new byte[0];
  private int keyFrom;
  private int keyLength;
  private int valueLength;

  FetchedRecords(RawKeyValueIterator fetched) {
    this.fetched = fetched;
  }

  @Override
  public boolean next() throws IOException {
    if (!fetched.next()) {
      return false;
    }
    DataInputBuffer key = fetched.getKey();
    DataInputBuffer value = fetched.getValue();
    keyFrom = key.getPosition();
    keyLength = key.getLength() - keyFrom;
    valueLength = value.getLength() - value.getPosition();
    bytes = key.getData();
    if (bytes != value.getData() || keyFrom + keyLength != value.getPosition()) {
      both.reset();
      both.write(bytes, keyFrom, keyLength);
      both.write(value.getData(), value.getPosition(), valueLength);
      bytes = both.getData();
      keyFrom = 0;
    }
    return true;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int keyFrom() {
    return keyFrom;
  }

  @Override
  public int keyLength() {
    return keyLength;
  }

  @Override
  public int valueLength() {
    return valueLength;
  }

  @Override
  public float progress() {
    return fetched.getProgress() == null ? 0 : fetched.getProgress().getProgress();
  }

  @Override
  public void close() throws IOException {
    fetched.close();
  }
}
