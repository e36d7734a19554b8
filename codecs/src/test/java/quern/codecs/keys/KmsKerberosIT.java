package quern.codecs.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.minikdc.MiniKdc;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of a Key Management Server that demands Kerberos. */
class KmsKerberosIT {
  @TempDir private static Path directory;
  private static MiniKdc kdc;
  private static KmsServer server;
  private static Path keytab;

  @BeforeAll
  static void start() throws Exception {
    Properties properties = MiniKdc.createConf();
    properties.setProperty(MiniKdc.KDC_BIND_ADDRESS, "localhost");
    kdc = new MiniKdc(properties, Files.createDirectory(directory.resolve("kdc")).toFile());
    kdc.start();
    keytab = directory.resolve("anna.keytab");
    kdc.createPrincipal(keytab.toFile(), "anna");
    Path ofServer = directory.resolve("server.keytab");
    kdc.createPrincipal(ofServer.toFile(), "HTTP/localhost");
    server =
        KmsServer.start(
            Files.createDirectory(directory.resolve("kms")),
            Map.of(
                "hadoop.security.authentication", "kerberos",
                "hadoop.kms.authentication.type", "kerberos",
                "hadoop.kms.authentication.kerberos.keytab", ofServer.toString(),
                "hadoop.kms.authentication.kerberos.principal", "HTTP/localhost",
                "hadoop.kms.authentication.kerberos.name.rules", "DEFAULT"),
            Map.of(),
            List.of("-Djava.security.krb5.conf=" + kdc.getKrb5conf()));
  }

  @AfterAll
  static void stop() {
    server.close();
    kdc.stop();
  }

  /** Starts a {@link KerberosProcess} and returns what it prints. */
  private static String run(Map<String, String> environment, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-Djava.security.krb5.conf=" + kdc.getKrb5conf());
    command.add("-Dlog4j.configuration=" + System.getProperty("log4j.configuration"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(KerberosProcess.class.getName());
    command.addAll(List.of(args));
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("KRB5CCNAME", directory.resolve("no-tickets").toString());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as("having said %s", Files.readString(err)).isZero();
    return Files.readString(out).strip();
  }

  @Test
  void theClientLogsInAndTasksUnwrapWithItsTokenAlone() throws Exception {
    Path job = Files.createDirectory(directory.resolve("job"));
    String dataKey =
        run(
            Map.of(),
            "client",
            job.toString(),
            server.uri(),
            "anna@" + kdc.getRealm(),
            keytab.toString());
    assertThat(dataKey).matches("[0-9a-f]{64}");

    Map<String, String> token =
        Map.of("HADOOP_TOKEN_FILE_LOCATION", job.resolve("credentials").toString());
    assertThat(run(token, "task", job.toString())).isEqualTo(dataKey);
    assertThat(run(Map.of(), "task", job.toString()))
        .as("without the token")
        .startsWith(
            "NOT_AUTHENTICATED the data key under key 'hr', version hr@0 cannot be decrypted: "
                + server.uri()
                + " does not know who you are: ");

    byte[] secret = HexFormat.of().parseHex(dataKey);
    for (String written : List.of("job.xml", "credentials")) {
      assertThat(Secrets.in(Files.readAllBytes(job.resolve(written)), secret)).isFalse();
    }
  }
}
