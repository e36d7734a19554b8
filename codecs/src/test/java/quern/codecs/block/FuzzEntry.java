package quern.codecs.block;

import java.io.IOException;

/** Where Jazzer enters: the target is named by its argument. */
public final class FuzzEntry {
  private static FuzzTarget target = FuzzTarget.FILE;

  private FuzzEntry() {}

  /** Called once. */
  public static void fuzzerInitialize(String[] args) {
    target = FuzzTarget.valueOf(args[0]);
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    target.run(input);
  }
}
