package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysCommandsTest {
  @TempDir private Path home;
  private Path password;

  @BeforeEach
  void writesAPassword() throws IOException {
    password = Files.writeString(home.resolve("password"), "correct horse battery staple\n");
  }

  /** With the home directory of the test, and the password's file named. */
  private Cli.Result keys(String... args) {
    List<String> line = new ArrayList<>(List.of("keys"));
    line.addAll(List.of(args));
    line.addAll(List.of("--password-file", password.toString()));
    return run(line);
  }

  private Cli.Result run(List<String> line) {
    return Cli.run(false, Map.of("HOME", home.toString()), line.toArray(String[]::new));
  }

  private String usual() {
    return "jceks://file" + home + "/.quern/keys.jceks";
  }

  @Test
  void keysAreMadeRolledAndListedInTheUsersOwnKeystore() throws IOException {
    Cli.Result made = keys("create", "payroll");
    assertThat(made.err()).isEqualTo("key 'payroll' made: version payroll@0, in " + usual() + "\n");
    assertThat(made.exit()).isZero();
    assertThat(keys("create", "hr", "--quiet").err()).isEmpty();
    assertThat(keys("roll", "payroll").err())
        .isEqualTo("key 'payroll' rolled: version payroll@1, in " + usual() + "\n");

    Cli.Result list = keys("list");

    assertThat(list.out())
        .matches(
            """
            key      versions  bits  created
            ───────  ────────  ────  ─+
            hr              1   256  20\\S+Z
            payroll         2   256  20\\S+Z
            """);
    assertThat(list.err()).isEqualTo("2 keys in " + usual() + "\n");
    Path directory = home.resolve(".quern");
    assertThat(permissions(directory)).isEqualTo("rwx------");
    assertThat(permissions(directory.resolve("keys.jceks"))).isEqualTo("rw-------");
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aProgramReadsTheSame() {
    assertThat(keys("create", "hr", "--json").out())
        .isEqualTo(
            """
            {
              "provider" : "%s",
              "key" : "hr",
              "version" : "hr@0"
            }
            """
                .formatted(usual()));
    assertThat(keys("--json", "list").out())
        .startsWith("{\n  \"provider\" : \"%s\",\n  \"keys\" : [ {\n".formatted(usual()))
        .contains("\"key\" : \"hr\",\n    \"versions\" : 1,\n    \"bits\" : 256,\n")
        .endsWith("Z\"\n  } ]\n}\n");
  }

  @Test
  void anotherProviderIsNamed() {
    String provider = "jceks://file" + home + "/other.jceks";

    assertThat(keys("create", "hr", "--provider", provider).exit()).isZero();
    assertThat(keys("list", "-D", "hadoop.security.key.provider.path=" + provider).out())
        .contains("hr");
    assertThat(home.resolve(".quern")).doesNotExist();
    assertThat(keys("list").err())
        .startsWith("quern: there is no keystore " + usual() + "; quern keys create NAME makes it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          keys                              | say also: create, roll, list
          keys create                       | say also: NAME
          keys crate x                      | no command is called 'keys crate'; did you mean 'keys create'?
          keys create HR                    | 'HR' cannot be a key's name: expected up to 200 lower-case
          keys create hr                    | has a key 'hr' already; quern keys roll hr gives it a new version
          keys roll hs                      | has no key called 'hs'. Did you mean 'hr'? Its keys are: hr;
          keys list --provider vault://x    | provides keys of vault://x; expected a URI like jceks://file
          keys list --password-file /none   | --password-file /none: it cannot be read
          """)
  void aMistakeIsNamed(String line, String message) {
    keys("create", "hr");
    List<String> words = new ArrayList<>(List.of(line.split(" ")));
    if (!words.contains("--password-file") && words.size() > 1) {
      words.addAll(List.of("--password-file", password.toString()));
    }

    Cli.Result result = run(words);

    assertThat(result.err()).startsWith("quern: ").contains(message).doesNotContain("\tat ");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void aWrongPasswordIsToldWithoutIt() throws IOException {
    keys("create", "hr");
    Files.writeString(password, "incorrect horse");

    Cli.Result result = keys("list", "--verbose");

    assertThat(result.err())
        .startsWith("quern: the password is not that of the keystore " + usual())
        .doesNotContain("incorrect horse");
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void withoutATerminalAPasswordFileIsAskedFor() {
    Cli.Result result = run(List.of("keys", "create", "hr"));

    assertThat(result.err())
        .isEqualTo(
            "quern: the keystore %s needs a password, and there is no terminal to ask on; --password-file names a file with it\n"
                .formatted(usual()));
    assertThat(result.exit()).isEqualTo(2);
  }

  @Test
  void completionKnowsTheGroup() {
    assertThat(Cli.run("completion").out()).contains("_picocli_quern_keys_create", "--provider");
    assertThat(Cli.run("keys", "--help").out()).contains("  create ", "  roll ", "  list ");
  }
}
