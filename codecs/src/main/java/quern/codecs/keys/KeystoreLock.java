package quern.codecs.keys;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.security.ProviderUtils;
import org.jspecify.annotations.Nullable;
import quern.codecs.keys.KeyException.Problem;

/**
 * Keeps two processes from changing one keystore. Hadoop writes it as a whole, as it was read plus
 * what was changed: a key that another process made in between would be lost, and with it all that
 * it encrypts. The lock is that of a hidden file beside the keystore, and ends with its process.
 */
final class KeystoreLock implements Closeable {
  private final FileChannel channel;

  private KeystoreLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it. A keystore that is no local file is not locked.
   *
   * @throws KeyException when another has it
   */
  static Closeable take(URI uri) throws IOException {
    URI file = ProviderUtils.unnestUri(uri).toUri();
    if (!"file".equals(file.getScheme())) {
      return () -> {};
    }
    Path keystore = Path.of(file.getPath());
    FileChannel channel =
        FileChannel.open(
            keystore.resolveSibling("." + keystore.getFileName() + ".lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    @Nullable FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // of another thread here: likewise
    } finally {
      if (lock == null) {
        channel.close();
      }
    }
    if (lock == null) {
      throw new KeyException(
          Problem.BUSY,
          "the keystore %s is being changed by another command; try again when that has ended"
              .formatted(uri));
    }
    return new KeystoreLock(channel);
  }

  /** Gives it back. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
