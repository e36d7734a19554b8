package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;

/** The {@code grep} command, against lines looked at one by one. */
class GrepTest {
  private static final String[] WORDS = {
    "error", "Error", "warn", "a.b", "axb", "\"q", ",", "\t", "é", "\u0001", "日本", "x\ry", "\r"
  };

  @TempDir private Path scratch;
  private Path input;
  private Path output;
  private List<String> lines;

  @BeforeEach
  void writeLines() throws IOException {
    Random random = new Random(3);
    lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      StringBuilder line = new StringBuilder();
      for (int words = random.nextInt(5); words > 0; words--) {
        line.append(WORDS[random.nextInt(WORDS.length)]).append(words > 1 ? " " : "");
      }
      lines.add(line.toString());
    }
    lines.add("the last error without a line end");
    input = Files.writeString(scratch.resolve("in.txt"), String.join("\n", lines));
    output = scratch.resolve("out");
  }

  private Jobs.Result grep(long splitBytes, Object... args) {
    List<String> all = new ArrayList<>(List.of("grep"));
    all.addAll(Jobs.splitsOf(splitBytes));
    for (Object arg : args) {
      all.add(arg.toString());
    }
    return Jobs.run(all);
  }

  /** The text of all parts, in their order; {@code verify} must find it right too. */
  private String found() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path part : Jobs.parts(output)) {
      text.append(Jobs.text(part));
    }
    assertThat(Jobs.run("verify", output).ok().out()).contains("all there, and as written");
    return text.toString();
  }

  private String expected(Predicate<String> condition) {
    StringBuilder text = new StringBuilder();
    for (String line : lines) {
      if (condition.test(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)) {
        text.append(line).append('\n');
      }
    }
    return text.toString();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "error,50000",
        "error,777",
        "err(or)?$,777",
        "^(warn|é),3000",
        "a.b,1 000",
        "\\.b\\b,1000",
        "^$,900",
        "x?,5000",
        "no such line,5000"
      })
  void theLinesThatMatchAreWrittenInTheirOrderWhateverTheSplits(String regex, String splitBytes)
      throws IOException {
    grep(Long.parseLong(splitBytes.replace(" ", "")), regex, input, output).ok();
    Pattern pattern = Pattern.compile(regex);

    assertThat(found()).isEqualTo(expected(line -> pattern.matcher(line).find()));
    long kept =
        expected(line -> pattern.matcher(line).find()).chars().filter(c -> c == '\n').count();
    assertThat(Jobs.manifest(output).rows()).isEqualTo(kept);
  }

  @Test
  void invertGivesTheOthers() throws IOException {
    grep(2000, "--invert", "error", input, output).ok();

    assertThat(found()).isEqualTo(expected(line -> !line.contains("error")));
  }

  @Test
  void aFixedTextIsNoExpressionAndCaseCanBeIgnored() throws IOException {
    grep(2000, "--fixed", "a.b", input, output).ok();
    assertThat(found()).isEqualTo(expected(line -> line.contains("a.b")));

    grep(2000, "--ignore-case", "--fixed", "ERROR", input, output, "--overwrite").ok();
    assertThat(found())
        .isEqualTo(expected(line -> line.toLowerCase(java.util.Locale.ROOT).contains("error")));
  }

  @Test
  void withFileEachLineSaysWhereItIs() throws IOException {
    grep(700, "--with-file", "warn", input, output, "--codec", "gzip").ok();

    byte[] bytes = Files.readAllBytes(input);
    String prefix = "file:" + input + ":";
    StringBuilder text = new StringBuilder();
    for (String row : found().split("\n", 0)) {
      assertThat(row).startsWith(prefix);
      String rest = row.substring(prefix.length());
      int offset = Integer.parseInt(rest.substring(0, rest.indexOf(':')));
      String line = rest.substring(rest.indexOf(':') + 1);
      int length = line.getBytes(UTF_8).length;
      assertThat(new String(bytes, offset, length, UTF_8)).isEqualTo(line);
      assertThat(offset == 0 || bytes[offset - 1] == '\n').isTrue();
      text.append(line).append('\n');
    }
    assertThat(text).hasToString(expected(line -> line.contains("warn")));
  }

  @Test
  void anArchiveIsReadAndAByteOrderMarkIsNoPartOfALine() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new java.util.zip.GZIPOutputStream(bytes)) {
      out.write("\ufeffone\r\ntwo\r\n".getBytes(UTF_8));
    }
    Files.write(scratch.resolve("in.gz"), bytes.toByteArray());

    grep(700, "^one$", scratch.resolve("in.gz"), output).ok();

    assertThat(found()).isEqualTo("one\r\n");
  }

  @Test
  void aLineMayBeLongerThanARunAndNotLongerThanIsAllowed() throws IOException {
    String line = "x y ".repeat(600_000) + "end";
    Files.writeString(input, "a\n" + line + "\nb end\n");

    grep(1 << 20, "^x.*end$", input, output).ok();
    assertThat(found()).isEqualTo(line + "\n");

    Jobs.Result refused =
        grep(1 << 20, "end", input, output, "--overwrite", "-D", "quern.csv.max-row-bytes=1000000");
    assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
    assertThat(refused.err()).contains("expected lines of up to 1048576 bytes");
  }

  @Test
  void aMistakeIsToldBeforeAnythingIsWritten() {
    assertThat(grep(900, "a(", input, output).err()).contains("is not a regular expression");
    assertThat(grep(900, "a", input).err()).contains("PATTERN INPUT… OUTPUT");
    assertThat(grep(900, "a", scratch.resolve("no*"), output).err()).contains("no file matches");
    assertThat(grep(900, "a", scratch.resolve("no"), output).exit()).isEqualTo(Exit.USAGE);
    assertThat(grep(900, "a", scratch, output).err()).contains("lie in one another");
    assertThat(output).doesNotExist();
  }
}
