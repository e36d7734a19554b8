package quern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsPageTest {
  private static final Path PAGE = Path.of("..", "docs", "operations.md");

  /** When this fails, the table it prints is the one to paste into the page. */
  @Test
  void theOperationsPageHasEverySettingWithItsDefault() throws IOException {
    String table =
        Settings.all().stream().map(SettingsPageTest::row).collect(Collectors.joining("\n"));

    assertThat(Files.readString(PAGE)).contains(table);
  }

  private static String row(Setting<?> setting) {
    String value = setting.defaultValue().toString();
    return "| `%s` | %s | %s | %s |"
        .formatted(
            setting.key(),
            setting.type(),
            value.isEmpty() ? "" : "`" + value + "`",
            setting.doc().replace("|", "\\|"));
  }
}
