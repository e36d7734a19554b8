package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.QuernException;

/** The command line as a whole: help, errors and exit codes. */
class MainTest {
  @TempDir private Path scratch;

  @Test
  void quernAloneFitsOnAScreen() {
    Cli.Result result = Cli.run();

    assertThat(result.exit()).isZero();
    assertThat(result.out().lines()).hasSizeLessThan(40).allMatch(line -> line.length() <= 80);
    Commands.all()
        .forEach(
            entry ->
                assertThat(result.out())
                    .contains("  " + entry.name().replaceFirst(" .*", "") + " "));
  }

  @Test
  void everyCommandExplainsItselfWithinEightyColumns() {
    for (Commands.Entry entry : Commands.all()) {
      Cli.Result help = Cli.run("help", entry.name());

      assertThat(help.exit()).isZero();
      assertThat(help.out()).startsWith("usage: quern " + entry.name()).contains("\nExamples\n");
      assertThat(help.out().lines()).allMatch(line -> line.length() <= 80);
      assertThat(Cli.run(entry.name(), "--help")).isEqualTo(help);
      assertThat(Cli.run("-h", entry.name())).isEqualTo(help);
    }
  }

  @Test
  void aGroupOfCommandsListsThemAndEachExplainsItself() {
    Cli.Result group = Cli.run("help", "cluster");

    assertThat(group.out())
        .startsWith("usage: quern cluster <command>")
        .contains("  start ", "  stop ", "  destroy ");
    assertThat(Cli.run("cluster", "--help")).isEqualTo(group);
    assertThat(Cli.run("help", "cluster", "start").out())
        .startsWith("usage: quern cluster start [options]")
        .contains("--datanodes N", "\nCluster\n", "--dir DIR");
    assertThat(Cli.run("cluster", "start", "--help"))
        .isEqualTo(Cli.run("help", "cluster", "start"));
    assertThat(Cli.run("help", "fs").out()).startsWith("usage: quern fs|hadoop|hdfs|yarn|mapred");
  }

  @Test
  void theHelpOfACommandGroupsItsOptions() {
    assertThat(Cli.run("help", "csv").out())
        .contains("\nRows\n", "\nCSV in\n", "\nCSV out\n", "\nOutput\n", "\nWhere it runs\n")
        .contains("--null-value VALUE", "--out-null-value VALUE", "-D KEY=VALUE");
  }

  @Test
  void theVersionNamesHadoopAndJava() {
    assertThat(Cli.run("--version").out()).startsWith("quern ").contains("Hadoop 3.", "Java ");
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    assertThat(Cli.run("completion").out()).contains("schema", "--null-value", "bashcompinit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shwo x                    | no command is called 'shwo'; did you mean 'show'?
          --json                    | which command?
          show                      | say also: INPUT
          show --nul-value x y      | show has no option --nul-value; did you mean --null-value?
          show --sep= x             | --sep '': it is empty
          show --quote ab x         | --quote 'ab': it must be one ASCII character
          show --option sep=\\n x   | --option sep='\\n': it cannot also end a line
          show --option foo=1 x     | --option foo=1: no CSV option is called 'foo'
          show --option foo x       | --option foo: expected NAME=VALUE
          show --mode x y           | --mode 'x': expected permissive, drop or failfast
          show --encoding none x    | --encoding 'none': this Java knows no such character set
          show --infer x y          | 'x' is none of sample, full, none
          show -n x y               | Invalid value for option '-n': 'x' is not
          show -n=-1 y              | -n -1: expected 0 or more
          show --schema 'a b c' y   | --schema: schema: column 'a': no type is called 'b c'
          show --on /none y         | --on /none: expected a directory with Hadoop's site files
          show --on cluster y       | only bin/quern knows where a cluster can be; --dir names it
          show --on cluster --dir /none y | there is no cluster in /none; quern cluster start makes
          show --dir /none y        | --dir goes with --on cluster
          cluster                   | say also: start, status, logs, env, stop, destroy
          cluster strat             | no command is called 'cluster strat'; did you mean 'cluster start'?
          fs -ls /                  | only bin/quern runs Hadoop's own tools; with an installed Hadoop
          cluster start --memory x --dir /none | --memory x: expected a size like 4g or 6000m
          show -D y x               | -D y: expected KEY=VALUE
          show -conf none y         | -conf none: there is no such file
          show /none/x.csv          | input /none/x.csv: there is no such file or directory
          show /none/*.csv          | input /none/*.csv: no file matches
          csv in.csv                | say also where the output goes
          """)
  void aMistakeIsNamedAsItWasWritten(String line, String message) {
    Cli.Result result = Cli.run(words(line));

    assertThat(result.err()).startsWith("quern: ").contains(message).doesNotContain("\tat ");
    assertThat(result.out()).isEmpty();
    assertThat(result.exit()).isEqualTo(2);
  }

  private static String[] words(String line) {
    String[] words = line.split(" (?=(?:[^']*'[^']*')*[^']*$)");
    for (int i = 0; i < words.length; i++) {
      words[i] = words[i].replace("'", "");
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-D a=b show -n 1 FILE",
        "show -Da=b FILE -n 1",
        "--on local show FILE -n=1",
        "show -fs file:/// FILE -n 1",
        "show -n 1 -- FILE",
        "-jt local -libjars FILE show -n 1 FILE",
        "show --sep , --quiet FILE -n 1 --option header=true",
      })
  void optionsStandAnywhere(String line) throws IOException {
    String file = file("id,name\n1,Ann\n2,Bob\n").toString();

    Cli.Result result = Cli.run(words(line.replace("FILE", file)));

    assertThat(result.out()).isEqualTo("  id  name\nlong  string\n────  ──────\n   1  Ann\n");
    assertThat(result.exit()).isZero();
  }

  @Test
  void anUnknownColumnOfASchemaNamesBoth() throws IOException {
    Cli.Result result = Cli.run("schema", "--schema", "nam string", file("id,name\n").toString());

    assertThat(result.err())
        .contains("--schema: no column is called 'nam'; did you mean 'name'?", "id, name");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void theSiteFilesOfADirectorySayWhereToRun() throws IOException {
    Path site = Files.createDirectory(scratch.resolve("site"));
    Files.writeString(
        site.resolve("core-site.xml"),
        "<configuration><property><name>fs.defaultFS</name><value>nowhere://x</value></property>"
            + "</configuration>");
    String file = file("a\n1\n").toString();

    Cli.Result named = Cli.run("show", "--on", site.toString(), file);
    Cli.Result fromEnvironment =
        Cli.run(false, Map.of("HADOOP_CONF_DIR", site.toString()), "show", file);

    assertThat(named.err()).contains("nowhere");
    assertThat(fromEnvironment.err()).isEqualTo(named.err());
    assertThat(Cli.run(false, Map.of("HADOOP_CONF_DIR", "/none"), "show", file).err())
        .contains("HADOOP_CONF_DIR /none");
    assertThat(
            Cli.run(
                    false,
                    Map.of("HADOOP_CONF_DIR", site.toString()),
                    "show",
                    "--on",
                    "local",
                    file)
                .exit())
        .isZero();
  }

  @Test
  void aDirectoryWithoutSiteFilesIsRefused() {
    assertThat(Cli.run("show", "--on", scratch.toString(), "x").err())
        .contains("there is none of core-site.xml");
  }

  @Test
  void exceptionsHaveTheirExitCodes() {
    assertThat(Failures.codeOf(new QuernException(Exit.PROOF, "x"))).isEqualTo(Exit.PROOF);
    assertThat(Failures.codeOf(new QuernException(Exit.REFUSED, "x"))).isEqualTo(Exit.REFUSED);
    assertThat(Failures.codeOf(new FileNotFoundException("x"))).isEqualTo(Exit.USAGE);
    assertThat(Failures.codeOf(new InterruptedException())).isEqualTo(Exit.INTERRUPTED);
    assertThat(Failures.codeOf(new IOException("x"))).isEqualTo(Exit.FAILED);
    assertThat(Exit.INTERRUPTED.code()).isEqualTo(130);
  }

  @Test
  void whatOnlyCarriesAnExceptionIsTakenOff() {
    var err = new java.io.ByteArrayOutputStream();
    Exit exit =
        Failures.report(
            new ExecutionException(new QuernException(Exit.REFUSED, "too many\nbad rows")),
            false,
            new java.io.PrintStream(err));

    assertThat(err).hasToString("quern: too many\n  bad rows\n");
    assertThat(exit).isEqualTo(Exit.REFUSED);
  }

  @Test
  void aStackTraceIsForThoseWhoAsk() {
    var err = new java.io.ByteArrayOutputStream();
    Failures.report(new IllegalStateException("odd"), true, new java.io.PrintStream(err));

    assertThat(err.toString(UTF_8))
        .startsWith("quern: IllegalStateException: odd\n")
        .contains("\tat ");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(scratch.resolve("in.csv"), text);
  }
}
