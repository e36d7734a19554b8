package quern.drivers.doctor;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.util.ReflectionUtils;
import quern.cluster.ProbeException;
import quern.codecs.Codec;
import quern.codecs.Codecs;

/** Whether each codec gives back what it was given, in this process. */
final class CodecCheck {
  private static final int BYTES = 64 << 10;
  private static final String MAP_CODEC = "mapreduce.map.output.compress.codec";

  private CodecCheck() {}

  static List<Finding> run(Configuration conf, boolean local) {
    List<Finding> findings = new ArrayList<>();
    List<String> good = new ArrayList<>();
    for (Codec codec : Codecs.all()) {
      if (codec.encrypts()) {
        continue; // it needs a key, and nothing that a JDK has not
      }
      try {
        roundTrip(codec.create(conf));
        good.add(codec.name());
      } catch (IOException | RuntimeException | LinkageError e) {
        findings.add(
            Finding.fault(
                "codec",
                codec.name() + ": " + ProbeException.reason(e),
                "take another, with --codec; look for an old library on Hadoop's class path"));
      }
    }
    if (!good.isEmpty()) {
      findings.add(0, Finding.ok("codecs", String.join(", ", good)));
    }
    if (conf.getBoolean("mapreduce.map.output.compress", false)) {
      findings.add(mapCodec(conf, local));
    }
    return findings;
  }

  /** What somebody has set to compress between map and reduce; it may need a native library. */
  private static Finding mapCodec(Configuration conf, boolean local) {
    String name = conf.getTrimmed(MAP_CODEC, "org.apache.hadoop.io.compress.DefaultCodec");
    try {
      Class<?> type = conf.getClassByName(name);
      roundTrip((CompressionCodec) ReflectionUtils.newInstance(type, conf));
      return Finding.ok("codec", name + " (" + MAP_CODEC + ")");
    } catch (ClassNotFoundException | IOException | RuntimeException | LinkageError e) {
      // Tasks run elsewhere, and there it may be different.
      return new Finding(
          local ? Level.FAULT : Level.WARNING,
          "codec",
          name + " (" + MAP_CODEC + ") does not work here: " + ProbeException.reason(e),
          "set another; one with a native library unpacks that in java.io.tmpdir, which must not be"
              + " mounted noexec");
    }
  }

  static void roundTrip(CompressionCodec codec) throws IOException {
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    Arrays.fill(bytes, 0, BYTES / 2, (byte) 'q'); // both what shrinks and what does not
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream out = codec.createOutputStream(compressed)) {
      out.write(bytes);
    }
    byte[] read;
    try (InputStream in =
        codec.createInputStream(new ByteArrayInputStream(compressed.toByteArray()))) {
      read = in.readNBytes(BYTES + 1);
    }
    if (!Arrays.equals(read, bytes)) {
      throw new IOException("it gave back other bytes than it was given");
    }
  }
}
