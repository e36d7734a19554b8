import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What mvnw cannot count on the system for: a download, a checksum and an unzip. */
class Fetch {
  public static void main(String[] args) throws Exception {
    try {
      switch (args[0]) {
        case "download" -> download(URI.create(args[1]), Path.of(args[2]));
        case "unzip" -> unzip(Path.of(args[1]), args[2], Path.of(args[3]));
        default -> throw new IllegalArgumentException(args[0]);
      }
    } catch (IOException e) {
      System.err.println("mvnw: " + e);
      System.exit(1);
    }
  }

  private static void download(URI from, Path to) throws Exception {
    HttpClient client =
        HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    HttpResponse<Path> response =
        client.send(HttpRequest.newBuilder(from).build(), HttpResponse.BodyHandlers.ofFile(to));
    if (response.statusCode() != 200) {
      throw new IOException(from + ": HTTP status " + response.statusCode());
    }
  }

  private static void unzip(Path zip, String sha512, Path into) throws Exception {
    byte[] bytes = Files.readAllBytes(zip);
    String found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    if (!found.equals(sha512)) {
      throw new IOException(zip + ": expected SHA-512 " + sha512 + ", found " + found);
    }
    try (InputStream in = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = entries.getNextEntry()) != null; ) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException(zip + ": entry " + entry.getName() + " leaves the directory");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(entries, target);
        }
      }
    }
  }
}
