package quern.records.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;

class DialectInConfigurationTest {
  @Test
  void optionsSetToNothingComeThroughTheXmlOfAJob() throws IOException {
    Dialect dialect =
        Dialect.RFC_4180.with(
            Map.of(
                CsvOption.QUOTE, "",
                CsvOption.ESCAPE, "",
                CsvOption.NAN_VALUE, "",
                CsvOption.NULL_VALUE, ""));
    Dialect read = throughXml(dialect);
    assertThat(read).isEqualTo(dialect);
    assertThat(read.quote).isEqualTo(Dialect.NONE);
    assertThat(read.escape).isEqualTo(Dialect.NONE);
    assertThat(read.formats().nan()).isEmpty();
  }

  @Test
  void blanksAndControlCharactersComeThroughTheXmlOfAJob() throws IOException {
    for (String sep : new String[] {" ", "  ", "\t", "\\t", "\u0001", " | ", "<&>", "\\\\"}) {
      Dialect dialect =
          Dialect.RFC_4180.with(Map.of(CsvOption.SEP, sep, CsvOption.LINE_SEP, "\r\n"));
      Dialect read = throughXml(dialect);
      assertThat(read.sep).as("separator '%s'", sep).isEqualTo(dialect.sep);
      assertThat(read.lineSep).isEqualTo(dialect.lineSep);
    }
  }

  private static Dialect throughXml(Dialect dialect) throws IOException {
    Configuration conf = new Configuration(false);
    dialect.write(conf, Dialect.IN);
    ByteArrayOutputStream xml = new ByteArrayOutputStream();
    conf.writeXml(xml);
    Configuration read = new Configuration(false);
    read.addResource(new ByteArrayInputStream(xml.toByteArray()));
    return Dialect.read(read, Dialect.IN);
  }
}
