package quern.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTest {
  private static final Setting<Boolean> FLAG = Setting.ofBoolean("test.flag", true, "a flag");
  private static final Setting<Integer> COUNT = Setting.ofInt("test.count", 7, "a count");

  @Test
  void anAbsentKeyGivesTheDefault() {
    Configuration conf = new Configuration(false);

    assertThat(FLAG.get(conf)).isTrue();
    assertThat(COUNT.get(conf)).isEqualTo(7);
  }

  @Property(tries = 50)
  void whatWasSetIsReadBack(@ForAll long value) {
    Configuration conf = new Configuration(false);

    Settings.JOB_SEED.set(conf, value);

    assertThat(Settings.JOB_SEED.get(conf)).isEqualTo(value);
  }

  @Test
  void blanksAroundAValueDoNotCount() {
    Configuration conf = new Configuration(false);
    conf.set("test.flag", " false\n");

    assertThat(FLAG.get(conf)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"name = '${user.name}'", "a = '\001'", "base64:YQ==", "\0", "a\r\nb\tc", "ü"})
  void textComesBackAsItWasThroughTheXmlOfAJob(String text) throws IOException {
    Configuration conf = new Configuration(false);
    Settings.WHERE.set(conf, text);
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    conf.writeXml(xml);
    Configuration read = new Configuration(false);
    read.addResource(new ByteArrayInputStream(xml.toByteArray()));

    assertThat(Settings.WHERE.get(read)).isEqualTo(text);
  }

  @Test
  void aValueOfTheWrongTypeIsRefusedWithKeyValueAndType() {
    Configuration conf = new Configuration(false);
    conf.set("test.count", "many");
    conf.set("test.flag", "yes");

    assertThatThrownBy(() -> COUNT.get(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test.count: expected a whole number, found \"many\"");
    assertThatThrownBy(() -> FLAG.get(conf))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("test.flag: expected true or false, found \"yes\"");
  }
}
