package quern.drivers.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** The jar that goes to the job by {@code -libjars}: the gates and no more. */
final class GateJar {
  private static final List<Class<?>> CLASSES =
      List.of(GateFileSystem.class, Gate.class, Stopped.class, HalfwayStream.class);

  private GateJar() {}

  /** Writes it. */
  static Path write(Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Class<?> type : CLASSES) {
        for (Path classFile : classFiles(type)) {
          out.putNextEntry(
              new JarEntry(
                  type.getPackageName().replace('.', '/') + "/" + classFile.getFileName()));
          try (InputStream in = Files.newInputStream(classFile)) {
            in.transferTo(out);
          }
        }
      }
    }
    return jar;
  }

  /** Those of the class and of what is nested in it. */
  private static List<Path> classFiles(Class<?> type) throws IOException {
    Path folder = Path.of("target/test-classes").resolve(type.getPackageName().replace('.', '/'));
    String name = type.getSimpleName();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().matches(name + "(\\$.*)?\\.class"))
          .toList();
    }
  }
}
