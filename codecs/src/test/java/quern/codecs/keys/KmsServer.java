package quern.codecs.keys;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;

/**
 * A Key Management Server in a process of its own, on loopback and a port that is free. Its version
 * is another than the client's: see {@code src/test/kms/pom.xml}.
 */
public final class KmsServer implements AutoCloseable {
  /** From whichever module it is started. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private static final Path TARGET = ROOT.resolve("codecs/target");
  private static final Path JARS = TARGET.resolve("kms");
  private static final Pattern BOUND = Pattern.compile("Jetty bound to port ([0-9]+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Process process;
  private final Path log;
  private final int port;

  private KmsServer(Process process, Path log) throws IOException, InterruptedException {
    this.process = process;
    this.log = log;
    this.port = awaitPort();
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param directory for its configuration, its keys and its log
   * @param site its settings besides the usual
   * @param acls who may do what; whoever is not named may do all
   * @param jvm options of its JVM
   */
  public static KmsServer start(
      Path directory, Map<String, String> site, Map<String, String> acls, List<String> jvm)
      throws IOException, InterruptedException {
    fetchJars();
    Configuration core = new Configuration(false);
    Configuration kms = new Configuration(false);
    kms.set("hadoop.kms.http.host", "localhost");
    kms.set("hadoop.kms.http.port", "0");
    kms.set("hadoop.kms.key.provider.uri", "jceks://file" + directory.resolve("kms.jceks"));
    // A key that is deleted is gone at once.
    kms.set("hadoop.kms.cache.enable", "false");
    kms.set("hadoop.security.kms.encrypted.key.cache.size", "4");
    kms.set("hadoop.http.temp.dir", directory.resolve("http").toString());
    kms.set("hadoop.kms.authentication.signature.secret.file", directory + "/signature");
    Files.writeString(directory.resolve("signature"), "not much of a secret");
    site.forEach(kms::set);
    site.forEach(core::set);
    Configuration who = new Configuration(false);
    for (String operation : List.of("MANAGEMENT", "GENERATE_EEK", "DECRYPT_EEK", "READ")) {
      who.set("default.key.acl." + operation, "*");
    }
    acls.forEach(who::set);
    write(core, directory.resolve("core-site.xml"));
    write(kms, directory.resolve("kms-site.xml"));
    write(who, directory.resolve("kms-acls.xml"));
    Path log4j = directory.resolve("log4j.properties");
    Files.writeString(
        log4j,
        """
        log4j.rootLogger=INFO, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.conversionPattern=%d{HH:mm:ss} %-5p %c{1}: %m%n
        """);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.addAll(jvm);
    command.add("-Dkms.config.dir=" + directory);
    command.add("-Dkms.log.dir=" + directory);
    command.add("-Dlog4j.configuration=" + log4j.toUri());
    command.addAll(List.of("-cp", directory + ":" + JARS + "/*"));
    command.add("org.apache.hadoop.crypto.key.kms.server.KMSWebServer");
    Path log = directory.resolve("kms.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.matches("(HADOOP|KMS)_.*"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return new KmsServer(process, log);
  }

  private static void write(Configuration conf, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      conf.writeXml(out);
    }
  }

  /** Once for a build; the folder has its name when all is in it. */
  private static synchronized void fetchJars() throws IOException, InterruptedException {
    if (Files.isDirectory(JARS)) {
      return;
    }
    Files.createDirectories(TARGET);
    Path into = Files.createTempDirectory(TARGET, "kms-");
    Path log = TARGET.resolve("kms-maven.log");
    int code =
        new ProcessBuilder(
                ROOT.resolve("mvnw").toString(),
                "--quiet",
                "--batch-mode",
                "--file",
                ROOT.resolve("codecs/src/test/kms/pom.xml").toString(),
                "-Dinto=" + into,
                "package")
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("Maven cannot fetch the server:\n" + Files.readString(log));
    }
    Files.move(into, JARS);
  }

  private int awaitPort() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (process.isAlive() && Instant.now().isBefore(deadline)) {
      Matcher bound = BOUND.matcher(Files.readString(log, ISO_8859_1));
      if (bound.find()) {
        return Integer.parseInt(bound.group(1));
      }
      Thread.sleep(100);
    }
    process.destroyForcibly();
    throw new IOException("the server does not start:\n" + Files.readString(log, ISO_8859_1));
  }

  /** As {@code hadoop.security.key.provider.path} has it. */
  public String uri() {
    return "kms://http@localhost:" + port + "/kms";
  }

  /** Ends it, and waits until it has. */
  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().orTimeout(1, TimeUnit.MINUTES).join();
  }
}
