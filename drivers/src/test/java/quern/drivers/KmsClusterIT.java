package quern.drivers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.fs.FileSystem;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyRing;
import quern.codecs.keys.KmsServer;
import quern.codecs.keys.Passwords;
import quern.codecs.keys.Secrets;
import quern.records.Exit;
import quern.records.commit.Manifest;

/** Jobs on YARN whose tasks have a Key Management Server unwrap their data keys. */
class KmsClusterIT {
  private static final String PASSWORD = "a canary of the server's password";

  private static final String UNWRAPPING = "POST .*eek_op=decrypt.* 200 ";
  private static final String UNWRAPPING_BY_NAME = "OPTIONS .*eek_op=decrypt&user.name=.* 200 ";

  @TempDir private static Path ofServer;
  private static RealCluster cluster;
  private static KmsServer server;

  @TempDir private Path scratch;
  private String input;
  private String output;
  private String plain;

  @BeforeAll
  static void start() throws Exception {
    cluster = RealCluster.get();
    server = start(ofServer);
    hadoopJar(server.uri(), "keys", "create", "payroll").ok();
  }

  private static KmsServer start(Path directory) throws Exception {
    Files.writeString(directory.resolve("password"), PASSWORD);
    return KmsServer.start(
        directory,
        Map.of("hadoop.security.keystore.java-keystore-provider.password-file", "password"),
        Map.of(),
        List.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void putInput() throws Exception {
    Path people = People.write(scratch.resolve("people.csv"), People.rows(2000, 8));
    String directory = "/kms/" + System.nanoTime();
    input = directory + "/people.csv";
    output = directory + "/out";
    plain = directory + "/plain";
    try (FileSystem hdfs = cluster.hdfs()) {
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(people.toUri()), new org.apache.hadoop.fs.Path(input));
    }
  }

  private static Object[] with(String provider, Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(List.of("--provider", provider, "-Dmapreduce.job.ubertask.enable=false"));
    all.addAll(List.of("-Dmapreduce.map.maxattempts=1", "-Dmapreduce.reduce.maxattempts=1"));
    return all.toArray();
  }

  private static RealCluster.Result hadoopJar(String provider, Object... args) throws Exception {
    return cluster.hadoopJar(with(provider, args));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aes", "snappy+aes+hamming"})
  void whatOneJobEncryptsTheNextReadsAndNoSecretIsLeft(String codec) throws Exception {
    long unwrappedBefore = requests(ofServer, UNWRAPPING);
    long namesBefore = requests(ofServer, UNWRAPPING_BY_NAME);
    RealCluster.Result encrypted =
        hadoopJar(
                server.uri(),
                "csv",
                input,
                output,
                "--partitions",
                2,
                "--partition-by",
                "hash:city",
                "--codec",
                codec,
                "--shuffle-codec",
                "lz4+aes",
                "--key",
                "payroll",
                "-Dquern.codec.block-bytes=2000",
                "-Dmapreduce.input.fileinputformat.split.maxsize=40000")
            .ok();
    // One by the client; and nobody began with it, saying who they are, as tasks without a token
    // would.
    assertThat(requests(ofServer, UNWRAPPING) - unwrappedBefore).isGreaterThan(1);
    assertThat(requests(ofServer, UNWRAPPING_BY_NAME)).isEqualTo(namesBefore);
    RealCluster.Result decrypted =
        hadoopJar(
                server.uri(),
                "csv",
                output,
                plain,
                "-Dmapreduce.input.fileinputformat.split.minsize=1",
                "-Dmapreduce.input.fileinputformat.split.maxsize=20000")
            .ok();

    assertThat(requests(ofServer, UNWRAPPING_BY_NAME) - namesBefore)
        .as("by the client alone, for some files: without tokens each task would too")
        .isBetween(1L, manifest(plain).parts().size() - 1L);

    Path fetched = scratch.resolve("fetched");
    cluster.tool("hdfs", "dfs", "-get", plain, fetched.toString()).ok();
    assertThat(Jobs.allRows(fetched, People.HEADER))
        .containsExactlyInAnyOrderElementsOf(People.rows(2000, 8));
    Manifest manifest = manifest(output);
    assertThat(manifest.codec()).isEqualTo(codec);
    WrappedKey wrapped = manifest.key();
    JobLeftovers left = JobLeftovers.of(cluster, manifest.job(), scratch);
    for (byte[] secret : List.of(unwrapped(wrapped), namedKey(), PASSWORD.getBytes(UTF_8))) {
      assertThat(left.localFiles(secret)).isEmpty();
      assertThat(left.hdfsFiles(secret)).isEmpty();
      assertThat(left.pages(secret)).isEmpty();
      for (RealCluster.Result said : List.of(encrypted, decrypted)) {
        assertThat(Secrets.in((said.out() + said.err()).getBytes(UTF_8), secret)).isFalse();
      }
    }
    // That the search finds what is there: the wrapped key in what is told of the job, and the
    // password where the server has it.
    byte[] known = wrapped.toText().getBytes(UTF_8);
    assertThat(left.localFiles(known)).isNotEmpty();
    assertThat(left.hdfsFiles(known))
        .anyMatch(file -> file.toString().endsWith("_quern.json"))
        .anyMatch(file -> file.toString().endsWith("conf.xml"));
    assertThat(left.pages(known)).isNotEmpty();
    assertThat(Secrets.files(ofServer, PASSWORD.getBytes(UTF_8))).isNotEmpty();
  }

  private static Manifest manifest(String directory) throws IOException {
    try (FileSystem hdfs = cluster.hdfs()) {
      return Manifest.read(hdfs, new org.apache.hadoop.fs.Path(directory)).orElseThrow();
    }
  }

  private static byte[] unwrapped(WrappedKey key) throws IOException {
    Configuration conf = new Configuration();
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, server.uri());
    try (KeyRing ring = KeyRing.open(conf, Passwords.NONE)) {
      return ring.unwrap(key);
    }
  }

  private static byte[] namedKey() throws Exception {
    KeyStore store = KeyStore.getInstance("JCEKS");
    try (InputStream in = Files.newInputStream(ofServer.resolve("kms.jceks"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store.getKey("payroll@0", PASSWORD.toCharArray()).getEncoded();
  }

  @Test
  void aKeyThatIsMissingAnotherOneOrOutOfReachIsToldInWordsOfItsOwn() throws Exception {
    hadoopJar(server.uri(), "csv", input, output, "--codec", "aes", "--key", "payroll").ok();

    refused(Exit.USAGE, server.uri(), "csv", input, plain, "--codec", "aes", "--key", "payrol")
        .isEqualTo(
            "quern: %s has no key called 'payrol'. Did you mean 'payroll'? Its keys are: payroll; quern keys create payrol makes one",
            server.uri());
    String other;
    try (KmsServer another = start(Files.createDirectory(scratch.resolve("other")))) {
      other = another.uri();
      refused(Exit.USAGE, other, "csv", output, plain)
          .isEqualTo(
              "quern: %s has no key called 'payroll'. It has no keys; the data were encrypted under it: name the provider that has it",
              other);
      hadoopJar(other, "keys", "create", "payroll").ok();
      refused(Exit.FAILED, other, "csv", output, plain)
          .startsWith("quern: cannot read hdfs:")
          .contains(
              output
                  + "/part-m-00000.csv.aes: wrong key: the data key that was found for key 'payroll', version payroll@0 does not fit this stream");
    }
    refused(Exit.FAILED, other, "csv", input, plain, "--codec", "aes", "--key", "payroll")
        .isEqualTo(
            "quern: no data key can be had from key 'payroll': %s does not answer: Connection refused. See that it runs, and that this machine reaches it",
            other);
    refused(Exit.FAILED, other, "csv", output, plain)
        .isEqualTo(
            "quern: the data key under key 'payroll', version payroll@0 cannot be decrypted: %s does not answer: Connection refused. See that it runs, and that this machine reaches it",
            other);
    try (FileSystem hdfs = cluster.hdfs()) {
      assertThat(hdfs.exists(new org.apache.hadoop.fs.Path(plain))).isFalse();
    }
  }

  /** What a job says that fails before it is submitted. */
  private static AbstractStringAssert<?> refused(Exit exit, String provider, Object... args)
      throws Exception {
    RealCluster.Result result = hadoopJar(provider, args);
    assertThat(result.exit()).as(result.err()).isEqualTo(exit.code());
    return assertThat(result.err().strip());
  }

  @Test
  void aServerThatIsGoneWhenTasksAskItFailsTheJobInItsWords() throws Exception {
    Path directory = Files.createDirectory(scratch.resolve("other"));
    RealCluster.Running job;
    String uri;
    try (KmsServer other = start(directory)) {
      uri = other.uri();
      hadoopJar(uri, "keys", "create", "payroll").ok();
      job =
          cluster.startHadoopJar(
              Map.of(), with(uri, "csv", input, output, "--codec", "aes", "--key", "payroll"));
      // The client's last wish; it has yet to submit the job, and YARN to start a master for it.
      while (job.process().isAlive()
          && requests(directory, "GET .*=GETDELEGATIONTOKEN.* 200 ") == 0) {
        Thread.sleep(20);
      }
    }

    RealCluster.Result failed = RealCluster.end(job);
    assertThat(failed.exit()).isEqualTo(Exit.FAILED.code());
    assertThat(failed.err())
        .contains(
            "the data key under key 'payroll', version payroll@0 cannot be decrypted: %s does not answer: Connection refused"
                .formatted(uri));
  }

  /** How often a server was asked for something. */
  private static long requests(Path directory, String regex) throws IOException {
    Pattern pattern = Pattern.compile(regex);
    try (Stream<String> lines = Files.lines(directory.resolve("kms.log"), ISO_8859_1)) {
      return lines
          .filter(line -> line.contains(" HTTP/1.1\"") && pattern.matcher(line).find())
          .count();
    }
  }
}
