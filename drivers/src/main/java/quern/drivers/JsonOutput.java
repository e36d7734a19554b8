package quern.drivers;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;

/** How {@code --json} prints. */
final class JsonOutput {
  private JsonOutput() {}

  /** Prints one indented value to {@code out}, which closing it leaves open. */
  static JsonGenerator indented(PrintStream out) throws IOException {
    return new JsonFactory()
        .createGenerator(new OutputStreamWriter(out, UTF_8))
        .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
        .useDefaultPrettyPrinter();
  }
}
