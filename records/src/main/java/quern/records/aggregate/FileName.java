package quern.records.aggregate;

import java.nio.charset.StandardCharsets;
import quern.records.csv.RowBatch;

/**
 * The bytes of the path that rows are of, made once a file. Files are in the order of these bytes,
 * whatever the splits are.
 */
final class FileName {
  private String source = "";
  private byte[] bytes = new byte[0];

  byte[] of(RowBatch batch) {
    if (!batch.source().equals(source)) {
      source = batch.source();
      bytes = source.getBytes(StandardCharsets.UTF_8);
    }
    return bytes;
  }
}
