package quern.bench.jmh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import quern.codecs.aes.KeyPart;
import quern.codecs.aes.SegmentCipher;
import quern.codecs.aes.WrappedKey;

/** What a segment of 64 KiB costs one thread, beside Java's AES-256-GCM alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 25, time = 1) // Java's alone takes thousands of calls to become fast
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH sets it up
public class AesBench {
  private static final int LENGTH = 64 << 10;
  private static final byte[] HEADER = {'b', 'e', 'n', 'c', 'h'};

  private final byte[] dataKey = new byte[KeyPart.DATA_KEY_BYTES];
  private final byte[] plain = new byte[LENGTH];
  private final byte[] out = new byte[LENGTH + SegmentCipher.OVERHEAD];
  private final WrappedKey key = new WrappedKey("bench", "bench@0", new byte[16], new byte[32]);
  private KeyPart part;
  private SegmentCipher encrypting;
  private SegmentCipher decrypting;
  private byte[] segment;
  private long number;

  private Cipher javas;
  private SecretKeySpec javasKey;
  private byte[] javasSegment;

  /** An encrypted segment of each kind, to decrypt. */
  @Setup(Level.Iteration)
  public void prepare() throws IOException, GeneralSecurityException {
    SecureRandom random = new SecureRandom();
    random.nextBytes(dataKey);
    random.nextBytes(plain);
    part = KeyPart.create(key, random);
    byte[] bytes = part.toBytes(HEADER, dataKey);
    encrypting = part.cipher(HEADER, dataKey);
    decrypting = KeyPart.parse(bytes, 0, bytes.length).cipher(HEADER, dataKey);
    encrypting.encrypt(0, false, plain, 0, LENGTH, out, 0);
    segment = out.clone();
    number = 1;

    javas = Cipher.getInstance("AES/GCM/NoPadding");
    javasKey = new SecretKeySpec(dataKey, "AES");
    javas.init(Cipher.ENCRYPT_MODE, javasKey, nonce(0));
    javasSegment = javas.doFinal(plain);
  }

  private static GCMParameterSpec nonce(long number) {
    return new GCMParameterSpec(128, ByteBuffer.allocate(12).putLong(number).array());
  }

  /** Java's alone. */
  @Benchmark
  public int encryptJava() throws GeneralSecurityException {
    javas.init(Cipher.ENCRYPT_MODE, javasKey, nonce(number++));
    return javas.doFinal(plain, 0, LENGTH, out, 0);
  }

  /** A segment of ours. */
  @Benchmark
  public int encryptSegment() {
    return encrypting.encrypt(number++, false, plain, 0, LENGTH, out, 0);
  }

  /** Java's alone. */
  @Benchmark
  public int decryptJava() throws GeneralSecurityException {
    javas.init(Cipher.DECRYPT_MODE, javasKey, nonce(0));
    return javas.doFinal(javasSegment, 0, javasSegment.length, out, 0);
  }

  /** A segment of ours. */
  @Benchmark
  public int decryptSegment() throws IOException {
    return decrypting.decrypt(0, false, segment, 0, segment.length, out, 0);
  }
}
