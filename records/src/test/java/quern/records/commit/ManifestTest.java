package quern.records.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quern.codecs.aes.WrappedKey;
import quern.records.Schema;

class ManifestTest {
  private static final Manifest SAMPLE =
      new Manifest(
          "sort --by \"income\" people.csv out",
          "2025-01-01T00:00:00Z",
          "0123456789ab",
          "job_1_0001",
          "0f1e2d3c",
          Schema.parse("id long, \"full name\" string, born date"),
          Map.of(),
          "snappy",
          null,
          Storage.DEFAULT,
          List.of(
              new Part("part-m-00000.csv.snappy", 2, 40, "00000000000000000000000000000abc"),
              Part.foreign("extra", 3)),
          List.of(
              new Manifest.Input("hdfs://nn/people.csv", 100, 1700000000000L, "MD5-of-0MD5:ab"),
              new Manifest.Input("file:/p.csv", 7, 1, "")),
          Map.of("rowsIn", 3L),
          Map.of("fewer fields than columns", 1L),
          List.of(new BadRow("file:/p.csv", 3, 2, "fewer fields than columns", "x")),
          Map.of("born", 1L));

  @TempDir java.nio.file.Path directory;
  private FileSystem fs;
  private Path dir;

  @BeforeEach
  void setUp() throws Exception {
    fs = FileSystem.getLocal(new Configuration());
    dir = new Path(directory.toString());
  }

  private void put(String text) throws Exception {
    Files.writeString(directory.resolve(Manifest.NAME), text);
  }

  @Test
  void theFormatIsThatOfTheGoldenFile() throws Exception {
    String golden;
    try (InputStream in = ManifestTest.class.getResourceAsStream("manifest.json")) {
      golden = new String(in.readAllBytes(), UTF_8);
    }

    SAMPLE.write(fs, dir, new Path(dir, "scratch"));

    assertThat(Files.readString(directory.resolve(Manifest.NAME))).isEqualTo(golden);
    assertThat(Manifest.read(fs, dir)).contains(SAMPLE);
    assertThat(SAMPLE.rows()).isEqualTo(2);
  }

  @Test
  void whatHdfsWasToldIsReadBackAndHasItsOwnMembers() throws Exception {
    for (Storage storage :
        List.of(
            new Storage("COLD", "XOR-2-1-1024k", 0),
            new Storage("", Storage.REPLICATED, 2),
            new Storage("HOT", "", 0))) {
      Manifest manifest = with(storage);
      manifest.write(fs, dir, new Path(dir, "scratch"));

      assertThat(Manifest.read(fs, dir)).contains(manifest);
    }
    with(new Storage("COLD", "XOR-2-1-1024k", 0)).write(fs, dir, new Path(dir, "scratch"));
    assertThat(Files.readString(directory.resolve(Manifest.NAME)))
        .contains(
            """
              "codec" : "snappy",
              "storage" : {
                "policy" : "COLD",
                "erasureCoding" : "XOR-2-1-1024k"
              },
              "rows" : 2,
            """);
  }

  @Test
  void theWrappedKeyOfEncryptedPartsIsReadBack() throws Exception {
    WrappedKey key = new WrappedKey("orders", "orders@1", new byte[16], new byte[32]);
    Manifest manifest = with(key, Storage.DEFAULT);
    manifest.write(fs, dir, new Path(dir, "scratch"));

    assertThat(Manifest.read(fs, dir)).contains(manifest);
    assertThat(Files.readString(directory.resolve(Manifest.NAME)))
        .contains("\"name\" : \"orders\",", "\"version\" : \"orders@1\",");
  }

  @Test
  void aDialectThatIsNotTheUsualOneIsReadBack() throws Exception {
    Manifest manifest = with(null, Storage.DEFAULT, Map.of("sep", "\t", "quote", ""));
    manifest.write(fs, dir, new Path(dir, "scratch"));

    assertThat(Manifest.read(fs, dir)).contains(manifest);
    assertThat(Files.readString(directory.resolve(Manifest.NAME)))
        .contains(
            """
              "dialect" : {
                "quote" : "",
                "sep" : "\\t"
              },
              "codec" : "snappy",
            """);
  }

  private static Manifest with(Storage storage) {
    return with(null, storage);
  }

  private static Manifest with(@Nullable WrappedKey key, Storage storage) {
    return with(key, storage, Map.of());
  }

  private static Manifest with(
      @Nullable WrappedKey key, Storage storage, Map<String, String> dialect) {
    return new Manifest(
        SAMPLE.command(),
        SAMPLE.created(),
        SAMPLE.run(),
        SAMPLE.job(),
        SAMPLE.fingerprint(),
        SAMPLE.schema(),
        dialect,
        SAMPLE.codec(),
        key,
        storage,
        SAMPLE.parts(),
        SAMPLE.inputs(),
        SAMPLE.counts(),
        SAMPLE.malformed(),
        SAMPLE.examples(),
        SAMPLE.misfits());
  }

  @Test
  void membersOfANewerWriterAreLeftAlone() throws Exception {
    SAMPLE.write(fs, dir, new Path(dir, "scratch"));
    String text = Files.readString(directory.resolve(Manifest.NAME));
    Files.delete(directory.resolve("." + Manifest.NAME + ".crc"));
    put(text.replaceFirst("\\{", "{\"mood\": [1, {\"a\": null}, 2.5, true],"));

    assertThat(Manifest.read(fs, dir)).contains(SAMPLE);
  }

  @Test
  void aNewerFormatIsRefused() throws Exception {
    put("{\"format\": 2}");

    assertThatThrownBy(() -> Manifest.read(fs, dir))
        .hasMessageContaining("expected a manifest of format 1 or older, found format 2");
  }

  @Test
  void aDirectoryWithoutOneHasNone() throws Exception {
    assertThat(Manifest.read(fs, dir)).isEmpty();
  }

  @Test
  void onlyTheRunItselfFindsItsManifest() throws Exception {
    assertThat(Manifest.isBy(fs, dir, "0123456789ab")).isFalse();
    put("not JSON");
    assertThat(Manifest.isBy(fs, dir, "0123456789ab")).isFalse();
    put("{\"run\": \"0123456789ab\"}");
    assertThat(Manifest.isBy(fs, dir, "0123456789ab")).isTrue();
    assertThat(Manifest.isBy(fs, dir, "ffffffffffff")).isFalse();
  }
}
