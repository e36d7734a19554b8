package quern.codecs.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hands a password to Hadoop's keystore provider, which reads it from a file that it looks for with
 * the thread's context class loader, or else from an environment variable: so it is found here, in
 * memory, and is nowhere else.
 */
final class PasswordLoader extends ClassLoader implements AutoCloseable {
  /** What the provider is told to look for. */
  static final String NAME = "quern-keystore-password";

  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();
  private final byte[] password;

  /** Copies the password. */
  PasswordLoader(char[] password) {
    super(Thread.currentThread().getContextClassLoader());
    ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(password));
    this.password = new byte[encoded.remaining()];
    encoded.get(this.password);
    encoded.clear();
    while (encoded.hasRemaining()) {
      encoded.put((byte) 0);
    }
  }

  /** Makes it the thread's context class loader until it is closed. */
  void install() {
    thread.setContextClassLoader(this);
  }

  @Override
  public @Nullable URL getResource(String name) {
    if (!name.equals(NAME)) {
      return super.getResource(name);
    }
    try {
      return new URL(null, "memory:" + NAME, new Memory(password));
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Puts things back, and wipes the password. */
  @Override
  public void close() {
    thread.setContextClassLoader(before);
    Arrays.fill(password, (byte) 0);
  }

  private static final class Memory extends URLStreamHandler {
    private final byte[] bytes;

    Memory(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() throws IOException {
          return new ByteArrayInputStream(bytes);
        }
      };
    }
  }
}
