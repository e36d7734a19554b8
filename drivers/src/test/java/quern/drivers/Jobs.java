package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.commons.csv.QuoteMode;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapred.JobConf;
import org.jspecify.annotations.Nullable;
import quern.codecs.Codecs;
import quern.records.Exit;
import quern.records.commit.Manifest;

/** Runs commands in this process as a user would, and reads what they leave, independently. */
final class Jobs {
  /** Commons CSV, told to keep null (nothing) and the empty string (two quotes) apart. */
  static final CSVFormat RFC_4180 =
      CSVFormat.RFC4180
          .builder()
          .setNullString("")
          .setQuoteMode(QuoteMode.ALL_NON_NULL)
          .setIgnoreEmptyLines(false)
          .get();

  private Jobs() {}

  /**
   * What a command came to.
   *
   * @param out standard output
   * @param err standard error
   */
  record Result(Exit exit, String out, String err) {
    /** This, if the command ended well. */
    Result ok() {
      assertThat(exit).as("exit code, having said: %s", err).isEqualTo(Exit.DONE);
      return this;
    }
  }

  static Result run(Object... args) {
    return run(Stream.of(args).map(Object::toString).toList());
  }

  static Result run(List<String> args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Exit exit =
        Main.run(
            args.toArray(String[]::new),
            new Session(
                args,
                new PrintStream(out, false, UTF_8),
                new PrintStream(err, true, UTF_8),
                false,
                false,
                Map.of(),
                JobConf::new));
    return new Result(exit, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Options that make Hadoop split files into stretches of {@code bytes}. */
  static List<String> splitsOf(long bytes) {
    return List.of(
        "-D",
        "mapreduce.input.fileinputformat.split.minsize=1",
        "-D",
        "mapreduce.input.fileinputformat.split.maxsize=" + bytes);
  }

  /** Runs {@code csv} with small splits. */
  static Result csv(long splitBytes, Object... args) {
    List<String> all = new ArrayList<>(List.of("csv"));
    all.addAll(splitsOf(splitBytes));
    Stream.of(args).map(Object::toString).forEach(all::add);
    return run(all);
  }

  /** The data files of an output directory, by name. */
  static List<Path> parts(Path output) {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(file -> !file.getFileName().toString().matches("[._].*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All names in a directory, hidden ones and checksums too. */
  static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a part, uncompressed as its name says. */
  static String text(Path part) throws IOException {
    Configuration conf = new Configuration();
    Codecs.register(conf);
    CompressionCodec codec =
        new CompressionCodecFactory(conf)
            .getCodec(new org.apache.hadoop.fs.Path(part.toUri().getPath()));
    try (InputStream raw = Files.newInputStream(part);
        InputStream in = codec == null ? raw : codec.createInputStream(raw)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  /** The lines of CSV text, the header too, as an independent parser reads them. */
  static List<List<@Nullable String>> parse(String text, CSVFormat format) throws IOException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    try (CSVParser parser = CSVParser.parse(new StringReader(text), format)) {
      for (CSVRecord record : parser) {
        rows.add(record.stream().toList());
      }
    }
    return rows;
  }

  /** The rows of a part, which must begin with {@code header}. */
  static List<List<@Nullable String>> rows(Path part, String header) throws IOException {
    String text = text(part);
    assertThat(text).as("header of %s", part).startsWith(header + "\n");
    return parse(text.substring(header.length() + 1), RFC_4180);
  }

  /** The rows of all parts, in their order. */
  static List<List<@Nullable String>> allRows(Path output, String header) throws IOException {
    List<List<@Nullable String>> rows = new ArrayList<>();
    for (Path part : parts(output)) {
      rows.addAll(rows(part, header));
    }
    return rows;
  }

  static Manifest manifest(Path output) throws IOException {
    return Manifest.read(
            FileSystem.getLocal(new Configuration()),
            new org.apache.hadoop.fs.Path(output.toString()))
        .orElseThrow();
  }
}
