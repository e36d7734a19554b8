package quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where things lie in a built checkout.
 *
 * @param root the checkout, best as a path relative to the working directory
 */
record Home(Path root) {
  /** The launcher of Quern. */
  Path quern() {
    return root.resolve("bin/quern");
  }

  /** Generated inputs, kept from run to run. */
  Path data() {
    return target().resolve("data");
  }

  /** Outputs, each replaced by the next run. */
  Path outputs() {
    return target().resolve("out");
  }

  /** What the contenders print. */
  Path logs() {
    return target().resolve("logs");
  }

  /** Scratch space of the contenders. */
  Path scratch() {
    return target().resolve("tmp");
  }

  /** The pseudo-distributed cluster; {@code bench/run} stops it. */
  Path cluster() {
    return target().resolve("cluster");
  }

  private Path target() {
    return root.resolve("bench/target");
  }

  /**
   * The beginning of a command that starts a main class of a rival in a Java virtual machine of its
   * own, with nothing but the rival on its class path.
   */
  List<String> java(String rival, String mainClass) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    Path options = rival(rival).resolve("jvm.options");
    if (Files.exists(options)) {
      command.add("@" + options);
    }
    command.add("-Djava.io.tmpdir=" + scratch());
    command.add("-cp");
    command.add(jars(rival).resolve("*").toString());
    command.add(mainClass);
    return command;
  }

  /** The version of an artifact on a rival's class path. */
  String version(String rival, String artifact) throws IOException {
    try (Stream<Path> jars = Files.list(jars(rival))) {
      return jars.map(jar -> String.valueOf(jar.getFileName()))
          .filter(name -> name.matches(artifact + "-\\d.*\\.jar"))
          .map(name -> name.substring(artifact.length() + 1, name.length() - ".jar".length()))
          .findFirst()
          .orElse("?");
    }
  }

  private Path jars(String rival) {
    return rival(rival).resolve("target/lib");
  }

  private Path rival(String name) {
    return root.resolve("bench/rivals").resolve(name);
  }
}
