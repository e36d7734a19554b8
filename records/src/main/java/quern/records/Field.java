package quern.records;

import java.nio.charset.StandardCharsets;

/**
 * A view of one field's value: where its decoded bytes are, or that it is SQL null. Reused from row
 * to row; valid until the next field is read into it or the batch it came from moves on. Public
 * fields, because it is read in the innermost loops.
 */
public final class Field {
  private static final byte[] EMPTY = new byte[0];

  /** The array that holds the value. */
  public byte[] bytes = EMPTY;

  /** Where the value starts in {@link #bytes}. */
  public int offset;

  /** The value's length in bytes. */
  public int length;

  /** Whether the field is SQL null; the bytes then mean nothing. */
  public boolean isNull;

  private byte[] scratch = EMPTY;

  /** Points at {@code bytes[offset, offset + length)}, not null. */
  public void set(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
    this.isNull = false;
  }

  /** Makes the field SQL null. */
  public void setNull() {
    this.length = 0;
    this.isNull = true;
  }

  /** An array of at least {@code capacity} bytes that belongs to this view, for decoding into. */
  public byte[] scratch(int capacity) {
    if (scratch.length < capacity) {
      scratch = new byte[Math.max(capacity, 2 * scratch.length)];
    }
    return scratch;
  }

  /** The value as text (allocates: not for inner loops); {@code "null"} when null. */
  @Override
  public String toString() {
    return isNull ? "null" : new String(bytes, offset, length, StandardCharsets.UTF_8);
  }
}
