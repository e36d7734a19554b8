package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.security.PrivilegedExceptionAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.StorageType;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.ErasureCodingPolicy;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.security.UserGroupInformation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.commit.Manifest;
import quern.records.commit.Storage;

/**
 * How HDFS keeps an output, and where the maps of a job ran, on three datanodes of this process.
 */
class HdfsOutputIT {
  private static final String CODE = "XOR-2-1-1024k";
  private static final int ROWS = 2000;

  @TempDir static java.nio.file.Path scratch;
  private static MiniDFSCluster hdfs;
  private static DistributedFileSystem fs;

  @BeforeAll
  static void startHdfs() throws Exception {
    Configuration conf = new JobConf();
    conf.set("hadoop.tmp.dir", scratch.resolve("hadoop").toString());
    conf.setInt("dfs.replication.max", 12);
    conf.setInt("dfs.namenode.replication.min", 2);
    conf.setInt("dfs.replication", 3);
    hdfs =
        new MiniDFSCluster.Builder(conf, scratch.resolve("hdfs").toFile())
            .numDataNodes(3)
            .storageTypes(new StorageType[] {StorageType.DISK, StorageType.SSD})
            .build();
    hdfs.waitActive();
    // Of its own: a cluster of YARN that stops closes those that are shared.
    fs = (DistributedFileSystem) FileSystem.newInstance(hdfs.getURI(), conf);
    fs.enableErasureCodingPolicy(CODE);
    StringBuilder text = new StringBuilder("id,name\n");
    for (int i = 1; i <= ROWS; i++) {
      text.append(i).append(i % 100 == 0 ? "" : ",name " + i).append('\n');
    }
    try (OutputStream out = fs.create(path("/in.csv"))) {
      out.write(text.toString().getBytes(UTF_8));
    }
    fs.mkdirs(path("/coded"));
    fs.setErasureCodingPolicy(path("/coded"), CODE);
  }

  @AfterAll
  static void stopHdfs() {
    if (hdfs != null) {
      hdfs.shutdown();
    }
  }

  private static Path path(String path) {
    return fs.makeQualified(new Path(path));
  }

  /** Runs {@code quern csv} in this process, over files of HDFS. */
  private static Jobs.Result csv(Path out, String... options) {
    List<Object> args = new ArrayList<>(List.of(path("/in.csv"), out));
    args.addAll(Arrays.asList(options));
    return Jobs.csv(20_000, args.toArray());
  }

  private static List<LocatedFileStatus> files(Path directory) throws Exception {
    List<LocatedFileStatus> files = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> found = fs.listFiles(directory, true);
    while (found.hasNext()) {
      files.add(found.next());
    }
    assertThat(files).as("files of %s", directory).hasSizeGreaterThan(1);
    return files;
  }

  private static String codeOf(Path path) throws Exception {
    ErasureCodingPolicy policy = fs.getErasureCodingPolicy(path);
    return policy == null ? "copies" : policy.getName();
  }

  private static Manifest manifest(Path directory) throws Exception {
    return Manifest.read(fs, directory).orElseThrow();
  }

  /** All rows are there, once, in files that can be read. */
  private static void assertRows(Path out) throws Exception {
    List<String> ids = new ArrayList<>();
    for (var part : manifest(out).parts()) {
      try (var in = fs.open(new Path(out, part.name()))) {
        new String(in.readAllBytes(), UTF_8)
            .lines()
            .skip(1)
            .forEach(line -> ids.add(line.replaceFirst(",.*", "")));
      }
    }
    assertThat(ids).hasSize(ROWS - ROWS / 100).doesNotHaveDuplicates();
  }

  private static List<String> tree(String directory) throws Exception {
    List<String> names = new ArrayList<>();
    for (FileStatus entry : fs.listStatus(path(directory))) {
      names.add(entry.getPath().toUri().getPath());
      if (entry.isDirectory()) {
        names.addAll(tree(entry.getPath().toUri().getPath()));
      }
    }
    return names;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theStoragePolicyIsThatOfTheDirectoryAndOfEachFileInIt(boolean overwrite) throws Exception {
    Path home = path("/policy-" + overwrite);
    Path out = new Path(home, "out");
    Path bad = new Path(home, "bad");
    if (overwrite) {
      csv(out, "--rejects", bad.toString()).ok();
      assertThat(manifest(out).storage()).isEqualTo(Storage.DEFAULT);
    }

    Jobs.Result result =
        csv(
            out,
            "--partitions=2",
            "--storage-policy=all_ssd",
            "--rejects=" + bad,
            overwrite ? "--overwrite" : "--infer=sample");

    result.ok();
    for (Path directory : List.of(out, bad)) {
      assertThat(fs.getStoragePolicy(directory).getName()).isEqualTo("ALL_SSD");
      assertThat(manifest(directory).storage()).isEqualTo(new Storage("ALL_SSD", "", 0));
      for (LocatedFileStatus file : files(directory)) {
        assertThat(fs.getStoragePolicy(file.getPath()).getName()).isEqualTo("ALL_SSD");
        for (BlockLocation block : file.getBlockLocations()) {
          assertThat(block.getStorageTypes()).containsOnly(StorageType.SSD);
        }
      }
    }
    assertRows(out);
    assertThat(result.err()).contains("kept      in HDFS with storage policy ALL_SSD\n");
    assertThat(tree(home.toUri().getPath())).noneMatch(name -> name.contains("/."));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachFileIsErasureCodedAsTheDirectoryIs(boolean overwrite) throws Exception {
    Path out = path("/ec-" + overwrite + "/out");
    Path bad = path("/ec-" + overwrite + "/bad");
    if (overwrite) {
      csv(out, "--rejects", bad.toString()).ok();
      assertThat(codeOf(out)).isEqualTo("copies");
    }

    csv(
            out,
            "--erasure-coding=xor-2-1-1024K",
            "--rejects=" + bad,
            "--storage-policy=HOT",
            overwrite ? "--overwrite" : "--infer=sample")
        .ok();

    for (Path directory : List.of(out, bad)) {
      assertThat(codeOf(directory)).isEqualTo(CODE);
      assertThat(fs.getStoragePolicy(directory).getName()).isEqualTo("HOT");
      assertThat(manifest(directory).storage()).isEqualTo(new Storage("HOT", CODE, 0));
      for (FileStatus file : files(directory)) {
        assertThat(file.isErasureCoded()).as("%s", file.getPath()).isTrue();
        assertThat(codeOf(file.getPath())).isEqualTo(CODE);
      }
    }
    assertRows(out);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachFileHasTheCopiesThatWereAskedFor(boolean overwrite) throws Exception {
    Path out = path("/copies-" + overwrite + "/out");
    Path bad = path("/copies-" + overwrite + "/bad");
    if (overwrite) {
      csv(out, "--rejects", bad.toString()).ok();
    }

    csv(
            out,
            "--partitions=2",
            "--replication=2",
            "--rejects=" + bad,
            overwrite ? "--overwrite" : "--infer=sample")
        .ok();

    for (Path directory : List.of(out, bad)) {
      assertThat(manifest(directory).storage()).isEqualTo(new Storage("", "", 2));
      for (LocatedFileStatus file : files(directory)) {
        assertThat(file.getReplication()).as("%s", file.getPath()).isEqualTo((short) 2);
        for (BlockLocation block : file.getBlockLocations()) {
          assertThat(block.getHosts()).hasSize(2);
        }
      }
    }
    assertRows(out);
  }

  @Test
  void copiesCanBeHadBelowADirectoryThatIsErasureCoded() throws Exception {
    Path coded = path("/coded/out");
    Path copied = path("/coded/copied");

    csv(coded).ok();
    csv(
            copied,
            "--erasure-coding=replicate",
            "--replication=2",
            "--storage-policy=ONE_SSD",
            "--mode=drop")
        .ok();

    assertThat(codeOf(new Path(coded, "part-m-00000.csv"))).isEqualTo(CODE);
    assertThat(manifest(copied).storage()).isEqualTo(new Storage("ONE_SSD", Storage.REPLICATED, 2));
    for (LocatedFileStatus file : files(copied)) {
      assertThat(file.isErasureCoded()).isFalse();
      assertThat(file.getReplication()).isEqualTo((short) 2);
      for (BlockLocation block : file.getBlockLocations()) {
        assertThat(block.getStorageTypes())
            .containsExactlyInAnyOrder(StorageType.SSD, StorageType.DISK);
      }
    }
    assertRows(copied);
  }

  @Test
  void everyCommandThatWritesHasTheOptions() throws Exception {
    Path out = path("/words");

    Jobs.run("wordcount", path("/in.csv"), out, "--erasure-coding", CODE).ok();

    assertThat(codeOf(new Path(out, "part-r-00000.txt"))).isEqualTo(CODE);
  }

  @Test
  void aRunThatIsMadeAgainKeepsThePolicies() throws Exception {
    // Rows within quotes that look like rows: the second split begins at a wrong one.
    StringBuilder text = new StringBuilder("id,name\n");
    text.append("1,\"").append("5,x\n".repeat(3000)).append("\"\n2,y\n3\n");
    Path in = path("/fooled.csv");
    try (OutputStream out = fs.create(in)) {
      out.write(text.toString().getBytes(UTF_8));
    }
    Path out = path("/fooled/out");
    Path bad = path("/fooled/bad");

    Jobs.Result result =
        Jobs.csv(
            6_000, in, out, "--rejects", bad, "--erasure-coding", CODE, "--storage-policy", "HOT");

    assertThat(result.ok().err()).contains("running again");
    for (Path directory : List.of(out, bad)) {
      assertThat(fs.getStoragePolicy(directory).getName()).isEqualTo("HOT");
      for (FileStatus file : files(directory)) {
        assertThat(codeOf(file.getPath())).isEqualTo(CODE);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --storage-policy=ALL-SSD   | --storage-policy: NN has no storage policy 'ALL-SSD'; did you mean 'ALL_SSD'? it has PROVIDED, COLD, WARM, HOT,
          --storage-policy=COLD      | NN/new/deep/out: HDFS cannot keep a file with storage policy COLD (blocks on [ARCHIVE]): File /new/deep/out/_probe could only be written to 0 of the 2 minReplication nodes.
          --erasure-coding=XOR-2-1   | --erasure-coding: NN has no erasure coding policy 'XOR-2-1'; it has
          --erasure-coding=RS-6-3-1024 | did you mean 'RS-6-3-1024k'? it has
          --erasure-coding=RS-3-2-1024k | --erasure-coding: RS-3-2-1024k is not enabled on NN (enabled: RS-6-3-1024k, XOR-2-1-1024k); HDFS's superuser can enable it: hdfs ec -enablePolicy -policy RS-3-2-1024k
          --erasure-coding=RS-6-3-1024k | --erasure-coding: RS-6-3-1024k needs 9 datanodes (6 for data, 3 for parity), and NN has 3
          --erasure-coding=XOR-2-1-1024k --storage-policy=WARM | --storage-policy WARM: HDFS would take no notice of it, because the output is erasure-coded (XOR-2-1-1024k); expected HOT, COLD or ALL_SSD
          --erasure-coding=XOR-2-1-1024k --replication=2 | --replication 2 and --erasure-coding XOR-2-1-1024k: a file has copies or is erasure-coded; leave one
          --replication=0            | --replication 0: expected 1 to 32767 copies
          --replication=1            | NN/new/deep/out: HDFS cannot keep a file with replication 1: Requested replication factor of 1
          --replication=13           | NN/new/deep/out: HDFS cannot keep a file with replication 13: Requested replication factor of 13
          --replication=2 --overwrite --rejects=NN/coded/bad | --replication 2: the directory for rejects NN/coded/bad would be erasure-coded (XOR-2-1-1024k), as what it lies in is, and so have no copies; add --erasure-coding replicate
          --replication=2 --storage-policy=HOT --rejects=file:/tmp/bad | --storage-policy, --replication: expected the directory for rejects on HDFS, found file:/tmp/bad, on the file system file:///; leave the option out, or write to hdfs://…
          --replication=13 --rejects=NN/new/other/bad | HDFS cannot keep a file with replication 13
          """)
  void whatHdfsCannotDoIsSaidBeforeAnythingRunsAndLeavesNothing(String options, String message)
      throws Exception {
    String nameNode = fs.getUri().toString();
    List<String> before = tree("/");

    Jobs.Result result =
        csv(
            path("/new/deep/out"),
            Stream.of(options.replace("NN", nameNode).split(" ")).toArray(String[]::new));

    assertThat(result.err()).contains(message.replace("NN", nameNode)).doesNotContain("\tat ");
    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(tree("/")).isEqualTo(before);
  }

  @Test
  void whoMayNotAskForTheDatanodesIsToldByATry() throws Exception {
    Path home = path("/ann");
    fs.mkdirs(home);
    fs.setOwner(home, "ann", "ann");
    UserGroupInformation ann = UserGroupInformation.createUserForTesting("ann", new String[0]);

    ann.doAs(
        (PrivilegedExceptionAction<Void>)
            () -> {
              csv(new Path(home, "out"), "--erasure-coding=" + CODE).ok();
              Jobs.Result refused = csv(new Path(home, "x"), "--erasure-coding=RS-6-3-1024k");
              assertThat(refused.exit()).isEqualTo(Exit.USAGE);
              assertThat(refused.err())
                  .contains("HDFS cannot keep a file with erasure coding RS-6-3-1024k: ")
                  .contains("could only be written to 3 of the 6 required nodes")
                  .contains("There are 3 datanode(s) running");
              Jobs.Result denied = csv(path("/coded/ann"));
              assertThat(denied.err()).contains("Permission denied: user=ann, access=WRITE");
              assertThat(denied.err()).doesNotContain("\tat ");
              return null;
            });

    assertThat(codeOf(new Path(home, "out/part-m-00000.csv"))).isEqualTo(CODE);
    assertThat(tree("/ann")).allMatch(name -> name.startsWith("/ann/out"));
  }
}
