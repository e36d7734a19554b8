package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.codecs.aes.WrappedKey;
import quern.codecs.keys.KeyRing;
import quern.codecs.keys.Secrets;
import quern.records.commit.Manifest;

/** Encrypted and protected outputs on HDFS and YARN. */
class EncodedClusterIT {
  private static final String PASSWORD = "a canary of a password";
  private static final String CONTAINERS = "-Dmapreduce.job.ubertask.enable=false";

  @TempDir private Path scratch;
  private RealCluster cluster;
  private Path people;
  private String input;
  private String output;

  @BeforeEach
  void putInput() throws Exception {
    cluster = RealCluster.get();
    people = People.write(scratch.resolve("people.csv"), People.rows(2000, 8));
    String directory = "/encoded/" + System.nanoTime();
    input = directory + "/people.csv";
    output = directory + "/out";
    try (FileSystem hdfs = cluster.hdfs()) {
      hdfs.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(people.toUri()), new org.apache.hadoop.fs.Path(input));
    }
  }

  @Test
  void anEncryptedJobLeavesNoSecretAnywhere() throws Exception {
    Path keystore = scratch.resolve("keys.jceks");
    Path password = Files.writeString(scratch.resolve("password"), PASSWORD);
    String provider = "jceks://file" + keystore;
    Object[] keys = {"--provider", provider, "--password-file", password};
    cluster.hadoopJar(with(keys, "keys", "create", "payroll")).ok();

    RealCluster.Result encrypted =
        cluster
            .hadoopJar(
                with(
                    keys,
                    "csv",
                    input,
                    output,
                    "--partitions",
                    2,
                    "--partition-by",
                    "hash:city",
                    "--codec",
                    "snappy+aes+hamming",
                    "--shuffle-codec",
                    "lz4+aes",
                    "--key",
                    "payroll",
                    "-Dquern.codec.block-bytes=2000",
                    "-Dyarn.nodemanager.delete.debug-delay-sec=600",
                    CONTAINERS))
            .ok();
    String plain = output + "-plain";
    cluster
        .hadoopJar(
            with(
                keys,
                "csv",
                output,
                plain,
                "-Dmapreduce.input.fileinputformat.split.minsize=1",
                "-Dmapreduce.input.fileinputformat.split.maxsize=20000",
                CONTAINERS))
        .ok();
    Path fetched = scratch.resolve("fetched");
    cluster.tool("hdfs", "dfs", "-get", plain, fetched.toString()).ok();
    assertThat(Jobs.allRows(fetched, People.HEADER))
        .containsExactlyInAnyOrderElementsOf(People.rows(2000, 8));

    Manifest manifest = manifest(output);
    WrappedKey wrapped = manifest.key();
    assertThat(wrapped).isNotNull();
    Configuration conf = new Configuration();
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, provider);
    byte[] dataKey;
    try (KeyRing ring = KeyRing.open(conf, (where, isNew) -> PASSWORD.toCharArray())) {
      dataKey = ring.unwrap(wrapped);
    }
    byte[] namedKey = namedKey(keystore);

    JobLeftovers left = JobLeftovers.of(cluster, manifest.job(), scratch);
    for (byte[] secret : List.of(dataKey, namedKey, PASSWORD.getBytes(UTF_8))) {
      assertThat(left.localFiles(secret)).allMatch(EncodedClusterIT::mayHoldDataKeys);
      assertThat(left.hdfsFiles(secret)).isEmpty();
      assertThat(left.pages(secret)).isEmpty();
      assertThat(Secrets.in(encrypted.err().getBytes(UTF_8), secret)).isFalse();
      assertThat(Secrets.in(encrypted.out().getBytes(UTF_8), secret)).isFalse();
    }
    assertThat(left.localFiles(namedKey)).isEmpty();
    // That the search finds what is there: the wrapped key is in the configuration of the job,
    // which is in its history and on its page.
    byte[] known = wrapped.toText().getBytes(UTF_8);
    assertThat(left.localFiles(known)).isNotEmpty();
    assertThat(left.hdfsFiles(known))
        .anyMatch(file -> file.toString().endsWith("_quern.json"))
        .anyMatch(file -> file.toString().endsWith("conf.xml"));
    assertThat(left.pages(known)).isNotEmpty();
  }

  private static boolean mayHoldDataKeys(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".tokens") || name.equals("container_tokens") || name.equals("appTokens");
  }

  private static byte[] namedKey(Path keystore) throws Exception {
    KeyStore store = KeyStore.getInstance("JCEKS");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store.getKey("payroll@0", PASSWORD.toCharArray()).getEncoded();
  }

  private static Object[] with(Object[] keys, Object... args) {
    return Stream.concat(Stream.of(args), Stream.of(keys)).toArray();
  }

  private Manifest manifest(String directory) throws IOException {
    try (FileSystem hdfs = cluster.hdfs()) {
      return Manifest.read(hdfs, new org.apache.hadoop.fs.Path(directory)).orElseThrow();
    }
  }

  @Test
  void blocksThatAllDataNodesHaveDamagedAreCorrectedAndMended() throws Exception {
    cluster.hadoopJar("csv", input, output, "--codec", "hamming").ok();
    String part = output + "/part-m-00000.csv.ham";
    byte[] written = bytes(part);
    List<Path> replicas = replicas(written);
    assertThat(replicas).isNotEmpty();
    for (Path replica : replicas) {
      byte[] bytes = Files.readAllBytes(replica);
      for (int i = 0; i < 200; i++) {
        bytes[bytes.length / 2 + i] ^= 0x11;
      }
      Files.write(replica, bytes);
    }

    RealCluster.Result refused = cluster.hadoopJar("csv", output, output + "-1", "--infer", "none");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).contains("cannot read hdfs:", part);

    RealCluster.Result corrected =
        cluster
            .hadoopJar(
                "csv", output, output + "-2", "-Dquern.input.correct=true", "--infer", "none")
            .ok();
    assertThat(corrected.err()).containsPattern("corrected +[0-9,]+ codewords");
    assertThat(manifest(output + "-2").parts().get(0).hash())
        .isEqualTo(manifest(output).parts().get(0).hash());

    assertThat(cluster.hadoopJar("repair", output).ok().out())
        .contains(part + ": mended: 200 bytes");
    assertThat(bytes(part)).isEqualTo(written);
    cluster.hadoopJar("csv", output, output + "-3", "--infer", "none").ok();
  }

  private byte[] bytes(String file) throws IOException {
    try (FileSystem hdfs = cluster.hdfs();
        var in = hdfs.open(new org.apache.hadoop.fs.Path(file))) {
      return in.readAllBytes();
    }
  }

  /** The files in which DataNodes have a block. */
  private List<Path> replicas(byte[] block) throws IOException {
    try (Stream<Path> files = Files.walk(cluster.cluster().directory())) {
      return files
          .filter(file -> file.getFileName().toString().matches("blk_[0-9]+"))
          .filter(file -> file.toFile().length() == block.length)
          .toList();
    }
  }
}
