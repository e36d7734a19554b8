package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar under Hadoop's launcher: {@code hadoop jar quern.jar …}, and nothing beside. */
class HadoopJarIT {
  @TempDir private Path scratch;

  @Test
  void csvRunsFromTheOneJar() throws Exception {
    Path input = Files.writeString(scratch.resolve("in.csv"), "id,age\n1,17\n2,18\n3,19\n");
    Path output = scratch.resolve("out");

    String log =
        hadoopJar(
            "csv", input, output, "--where", "age >= 18", "--partitions", 2, "--codec", "zstd");

    assertThat(output.resolve("_SUCCESS")).as(log).exists();
    assertThat(Jobs.allRows(output, "id,age"))
        .containsExactlyInAnyOrder(List.of("2", "18"), List.of("3", "19"));
  }

  @Test
  void wordcountRunsFromTheOneJar() throws Exception {
    Path input = Files.writeString(scratch.resolve("in.txt"), "to be or not to be\n");
    Path output = scratch.resolve("out");

    String log = hadoopJar("wordcount", input, output);

    assertThat(output.resolve("part-r-00000.txt"))
        .as(log)
        .hasContent("be\t2\nnot\t1\nor\t1\nto\t2");
  }

  @Test
  void doctorRunsFromTheOneJar() throws Exception {
    String log = hadoopJar("doctor");

    assertThat(log)
        .contains("warning      JDK flag ")
        .contains("ok           configuration     Hadoop's class path; ")
        .contains("ok           codecs            snappy, gzip, zstd, ")
        .contains("ok           files ");
  }

  private String hadoopJar(Object... args) throws IOException, InterruptedException {
    Path target = Path.of("target").toAbsolutePath();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dhadoop.tmp.dir=" + scratch.resolve("tmp"),
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                target.resolve("lib") + "/*",
                "org.apache.hadoop.util.RunJar"));
    try (Stream<Path> jars = Files.list(target)) {
      command.add(
          jars.filter(jar -> jar.getFileName().toString().matches("quern-[0-9.]+.*\\.jar"))
              .findFirst()
              .orElseThrow()
              .toString());
    }
    Stream.of(args).map(Object::toString).forEach(command::add);
    Path log = scratch.resolve("log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("HADOOP_CONF_DIR");
    Process process = builder.redirectOutput(log.toFile()).start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("ends in time").isTrue();
    assertThat(process.exitValue()).as(Files.readString(log, UTF_8)).isZero();
    return Files.readString(log, UTF_8);
  }
}
