package quern.codecs.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.Credentials;

/** Looks for a secret in what was written. */
public final class Secrets {
  private Secrets() {}

  /** Whether it is there as it is, in hexadecimal, or in Base64 of any alignment. */
  public static boolean in(byte[] bytes, byte[] secret) {
    String text = new String(bytes, ISO_8859_1);
    if (text.contains(new String(secret, ISO_8859_1))
        || text.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(secret))) {
      return true;
    }
    for (int skip = 0; skip < 3; skip++) {
      byte[] aligned = Arrays.copyOfRange(secret, skip, skip + (secret.length - skip) / 3 * 3);
      if (text.contains(Base64.getEncoder().encodeToString(aligned))
          || text.contains(Base64.getUrlEncoder().encodeToString(aligned))) {
        return true;
      }
    }
    return false;
  }

  /** The files below a directory that have it in them; libraries are left out. */
  public static List<Path> files(Path directory, byte[] secret) throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            boolean isLibrary = file.toString().endsWith(".jar") || attributes.isSymbolicLink();
            if (!isLibrary && in(Files.readAllBytes(file), secret)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE; // daemons delete what they are done with
          }
        });
    return found;
  }

  /** As a job's client writes it. */
  public static byte[] xml(Configuration conf) throws IOException {
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    conf.writeXml(xml);
    return xml.toByteArray();
  }

  /** As a job's client writes them. */
  public static byte[] file(Credentials credentials) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(file);
    credentials.writeTokenStorageToStream(data);
    data.flush();
    return file.toByteArray();
  }
}
