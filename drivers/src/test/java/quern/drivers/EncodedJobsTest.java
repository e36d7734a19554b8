package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.commit.Manifest;

/** Outputs written by Quern's codecs, and read by the next job in many splits. */
class EncodedJobsTest {
  private static final List<List<@Nullable String>> PEOPLE = People.rows(1500, 5);

  @TempDir private Path scratch;
  private Path people;
  private Path encoded;
  private Path plain;
  private List<Object> keys;

  @BeforeEach
  void setUp() throws IOException {
    people = People.write(scratch.resolve("people.csv"), PEOPLE);
    encoded = scratch.resolve("encoded");
    plain = scratch.resolve("plain");
    Path password = Files.writeString(scratch.resolve("password"), "open sesame");
    keys =
        List.of(
            "--provider",
            "jceks://file" + scratch.resolve("keys.jceks"),
            "--password-file",
            password);
  }

  private Jobs.Result run(Object... args) {
    List<Object> all = new ArrayList<>(List.of(args));
    all.addAll(keys);
    return Jobs.run(all.toArray());
  }

  /** Runs {@code csv} with splits and blocks so small that each file has many. */
  private Jobs.Result csv(int split, Object... args) {
    List<Object> all = new ArrayList<>(List.of("csv"));
    all.addAll(Jobs.splitsOf(split));
    all.addAll(List.of("-D", "quern.codec.block-bytes=1500"));
    all.addAll(List.of(args));
    return run(all.toArray());
  }

  private static List<List<@Nullable String>> adults() {
    return People.where(PEOPLE, People.olderThan(18));
  }

  static Stream<List<String>> codecs() {
    return Stream.of(
        List.of("huffman"),
        List.of("hamming"),
        List.of("huffman+hamming"),
        List.of("aes", "--key", "payroll"),
        List.of("snappy+aes+hamming", "--key", "payroll"),
        List.of("zstd+aes", "--key", "payroll"));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void whatOneJobEncodesTheNextReadsInManySplits(List<String> codec) throws IOException {
    run("keys", "create", "payroll").ok();
    List<Object> args = new ArrayList<>(List.of(people, encoded, "--codec"));
    args.addAll(codec);

    csv(100_000, args.toArray()).ok();

    Path part = Jobs.parts(encoded).get(0);
    assertThat(part.getFileName().toString())
        .isEqualTo("part-m-00000.csv" + extension(codec.get(0)));
    for (int split : new int[] {1 << 20, 5_000}) {
      csv(split, encoded, plain, "--where", "age > 18", "--overwrite").ok();
      assertThat(Jobs.allRows(plain, People.HEADER)).as("splits of %d", split).isEqualTo(adults());
    }
    assertThat(Jobs.parts(plain)).hasSizeGreaterThan(2);
  }

  private static String extension(String codec) {
    return "."
        + codec
            .replace("huffman", "huff")
            .replace("hamming", "ham")
            .replace("zstd", "zst")
            .replace("+", ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"huffman", "hamming", "aes", "lz4+aes", "snappy+aes+hamming", "zstd", "none"})
  void mapOutputIsEncodedLikewise(String codec) throws IOException {
    run("keys", "create", "payroll").ok();
    List<Object> args =
        new ArrayList<>(List.of(people, plain, "--partitions", 3, "--partition-by", "hash:city"));
    args.addAll(List.of("--shuffle-codec", codec));
    if (codec.contains("aes")) {
      args.addAll(List.of("--key", "payroll"));
    }

    csv(20_000, args.toArray()).ok();

    assertThat(Jobs.allRows(plain, People.HEADER)).containsExactlyInAnyOrderElementsOf(PEOPLE);
    assertThat(Jobs.parts(plain)).hasSize(3);
  }

  @Test
  void rangesOfAnEncodedInputAreEven() throws IOException {
    csv(100_000, people, encoded, "--codec", "huffman").ok();

    csv(10_000, encoded, plain, "--partitions", 4, "--partition-by", "range:id").ok();

    assertThat(Jobs.manifest(plain).parts())
        .allSatisfy(part -> assertThat(part.rows()).isBetween(250L, 500L));
  }

  @Test
  void anEncryptedOutputIsShownAndTypedWithItsKeyAndNotWithout() throws IOException {
    run("keys", "create", "payroll").ok();
    csv(100_000, people, encoded, "--codec", "zstd+aes", "--key", "payroll", "--show=2").ok();

    assertThat(run("show", "-n", 1, encoded).ok().out()).contains("name");
    assertThat(run("schema", encoded).ok().out()).contains("income");
    Manifest manifest = Jobs.manifest(encoded);
    assertThat(manifest.codec()).isEqualTo("zstd+aes");
    assertThat(manifest.key()).isNotNull();
    assertThat(manifest.key().name()).isEqualTo("payroll");

    Files.writeString(scratch.resolve("password"), "open barley");
    Jobs.Result wrong = run("show", encoded);
    assertThat(wrong.exit()).isNotEqualTo(Exit.DONE);
    assertThat(wrong.err()).contains("password");
    Files.delete(scratch.resolve("keys.jceks"));
    assertThat(run("show", encoded).err()).contains("keys.jceks");
  }

  @Test
  void rolledKeysLeaveOldOutputsReadable() throws IOException {
    run("keys", "create", "payroll").ok();
    csv(100_000, people, encoded, "--codec", "aes", "--key", "payroll").ok();
    run("keys", "roll", "payroll").ok();
    Path second = scratch.resolve("second");
    csv(100_000, people, second, "--codec", "aes", "--key", "payroll").ok();

    csv(50_000, encoded, second, plain).ok();

    assertThat(Jobs.allRows(plain, People.HEADER)).hasSize(2 * PEOPLE.size());
    assertThat(Jobs.manifest(encoded).key().version()).isEqualTo("payroll@0");
    assertThat(Jobs.manifest(second).key().version()).isEqualTo("payroll@1");
  }

  @Test
  void whatIsWrongWithCodecAndKeyIsSaid() {
    assertThat(csv(100, people, plain, "--codec", "aes+snappy").err())
        .contains("--codec: aes+snappy", "what is encrypted does not compress");
    assertThat(csv(100, people, plain, "--codec", "aes").err()).contains("--key NAME");
    assertThat(csv(100, people, plain, "--codec", "zstd", "--key", "payroll").err())
        .contains("nothing is encrypted");
    assertThat(csv(100, people, plain, "--codec", "aes", "--key", "payrol").err())
        .contains("keys.jceks");
    run("keys", "create", "payroll").ok();
    assertThat(csv(100, people, plain, "--codec", "aes", "--key", "payrol").err())
        .contains("no key called 'payrol'", "Did you mean 'payroll'");
    assertThat(plain).doesNotExist();
  }

  @Test
  void aByteOfAnEncryptedPartThatIsChangedFailsTheJob() throws IOException {
    run("keys", "create", "payroll").ok();
    csv(100_000, people, encoded, "--codec", "aes", "--key", "payroll").ok();
    Path part = Jobs.parts(encoded).get(0);
    byte[] bytes = Files.readAllBytes(part);
    bytes[bytes.length / 2] ^= 1;
    Files.write(part, bytes);

    Jobs.Result result = csv(100_000, encoded, plain, "--infer", "none");

    assertThat(result.exit()).isEqualTo(Exit.FAILED);
    assertThat(result.err()).contains("cannot read file:" + part, "block ", "damaged");
    assertThat(plain).doesNotExist();
  }

  @Test
  void damageIsCorrectedCountedAndMended() throws IOException {
    csv(100_000, people, encoded, "--codec", "hamming").ok();
    Path part = Jobs.parts(encoded).get(0);
    byte[] written = Files.readAllBytes(part);
    byte[] bytes = written.clone();
    bytes[bytes.length / 2] ^= 0x55;
    bytes[bytes.length / 3] ^= 0x01;
    Files.write(part, bytes);

    Jobs.Result corrected = csv(100_000, encoded, plain, "--infer", "none").ok();
    assertThat(corrected.err()).contains("corrected 5 codewords in 2 chunks");
    assertThat(Jobs.allRows(plain, People.HEADER)).isEqualTo(PEOPLE);

    assertThat(Jobs.run("repair", "--dry-run", encoded).ok().out())
        .contains("would be mended: 2 bytes of");
    assertThat(Files.readAllBytes(part)).isEqualTo(bytes);
    assertThat(Jobs.run("repair", encoded).ok().out()).contains("mended: 2 bytes of");
    assertThat(Files.readAllBytes(part)).isEqualTo(written);
    assertThat(Jobs.run("repair", part).ok().out()).contains("undamaged");
    assertThat(Jobs.run("repair", "--json", part).ok().out())
        .contains("\"mended\" : false", "\"damagedBytes\" : 0", "\"firstDamage\" : -1");
    csv(100_000, encoded, plain, "--overwrite", "--infer", "none").ok();
    assertThat(Jobs.names(encoded)).noneMatch(name -> name.contains("mended"));
  }

  @Test
  void whatCannotBeMendedIsNamedAndLeft() throws IOException {
    csv(100_000, people, encoded, "--codec", "hamming").ok();
    Path part = Jobs.parts(encoded).get(0);
    byte[] bytes = Files.readAllBytes(part);
    java.util.Arrays.fill(bytes, 3000, 4000, (byte) 7);
    Files.write(part, bytes);

    Jobs.Result result = Jobs.run("repair", encoded);

    assertThat(result.exit()).isEqualTo(Exit.FAILED);
    assertThat(result.err()).contains(part.toString(), "block ");
    assertThat(Files.readAllBytes(part)).isEqualTo(bytes);
    assertThat(Jobs.run("repair", people.getParent()).err()).contains("none of its files ends in");
    assertThat(Jobs.run("repair", people).err()).contains("not a file of Quern's blocks");
    assertThat(Jobs.run("repair", scratch.resolve("nowhere")).err()).contains("no such file");
  }

  @Test
  void aWordCountReadsAndWritesThemToo() throws IOException {
    run("keys", "create", "payroll").ok();
    Path words = Files.writeString(scratch.resolve("words.txt"), "one two two\n".repeat(5000));
    run("wordcount", words, encoded, "--codec", "huffman+aes", "--key", "payroll").ok();
    assertThat(Jobs.names(encoded)).contains("part-r-00000.txt.huff.aes");
    run("wordcount", "-D", "mapreduce.input.fileinputformat.split.maxsize=100", encoded, plain)
        .ok();
    assertThat(Files.readString(Jobs.parts(plain).get(0), UTF_8))
        .isEqualTo("10000\t1\n5000\t1\none\t1\ntwo\t1\n");
  }
}
