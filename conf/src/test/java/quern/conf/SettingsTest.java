package quern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void everyConstantIsListed() throws IllegalAccessException {
    List<Object> constants = new ArrayList<>();
    for (Field field : Settings.class.getFields()) {
      if (field.getType() == Setting.class) {
        constants.add(field.get(null));
      }
    }

    assertThat(constants).isNotEmpty().hasSameElementsAs(Settings.all());
  }

  @Test
  void keysAreUniqueAndBeginWithTheProgramsName() {
    assertThat(Settings.all()).extracting(Setting::key).doesNotHaveDuplicates();
    assertThat(Settings.all()).allSatisfy(s -> assertThat(s.key()).startsWith("quern."));
  }

  @Test
  void everySettingIsDocumentedInOneLine() {
    assertThat(Settings.all()).allSatisfy(s -> assertThat(s.doc()).isNotBlank().hasLineCount(1));
  }
}
