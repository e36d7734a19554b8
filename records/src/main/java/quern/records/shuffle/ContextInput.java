package quern.records.shuffle;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.Iterator;
import org.apache.hadoop.mapreduce.ReduceContext;
import org.jspecify.annotations.Nullable;

/** A reduce task's records where the shuffle is somebody else's: as the framework gives them. */
final class ContextInput implements RawInput {
  private final ReduceContext<RawKey, RawBytes, ?, ?> context;
  private RawBytes key = new RawBytes();
  private RawBytes value = new RawBytes();
  private @Nullable Iterator<RawBytes> values;
  private boolean startsGroup;

  ContextInput(ReduceContext<RawKey, RawBytes, ?, ?> context) {
    this.context = requireNonNull(context, "context is null");
  }

  @Override
  public boolean next() throws IOException {
    try {
      Iterator<RawBytes> group = values;
      startsGroup = group == null || !group.hasNext();
      if (group == null || startsGroup) {
        if (!context.nextKey()) {
          return false;
        }
        group = context.getValues().iterator();
        values = group;
      }
      value = group.next();
      key = context.getCurrentKey();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading the shuffle", e);
    }
  }

  @Override
  public boolean startsGroup() {
    return startsGroup;
  }

  @Override
  public byte[] keyBytes() {
    return key.array();
  }

  @Override
  public int keyFrom() {
    return key.from();
  }

  @Override
  public int keyLength() {
    return key.getLength();
  }

  @Override
  public byte[] valueBytes() {
    return value.array();
  }

  @Override
  public int valueFrom() {
    return value.from();
  }

  @Override
  public int valueLength() {
    return value.getLength();
  }
}
