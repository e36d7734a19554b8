package quern.drivers.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.mapred.JobConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which configuration, its settings, and the codecs. */
class SettingsCheckTest {
  private final Configuration conf = new JobConf();

  @Test
  void hadoopsDefaultsAreInOrder() {
    assertThat(SettingsCheck.of(conf))
        .as("algorithm 2 is Hadoop's own default, and nobody has set it")
        .containsExactly(Finding.ok("settings", "none that Quern's jobs do not go well with"));
  }

  @ParameterizedTest
  @CsvSource({
    "mapreduce.outputcommitter.factory.class, org.example.Factory",
    "mapreduce.fileoutputcommitter.algorithm.version, 2",
    "mapreduce.job.encrypted-intermediate-data, true"
  })
  void aSettingThatIsNotToBeSetIsToldWithValueAndSource(String key, String value) {
    conf.set(key, value, "mapred-site.xml");

    List<Finding> findings = SettingsCheck.of(conf);

    assertThat(findings).hasSize(1);
    assertThat(findings.get(0).level()).isEqualTo(Level.WARNING);
    assertThat(findings.get(0).found()).startsWith(key + " is " + value + " (");
    assertThat(findings.get(0).found()).contains("mapred-site.xml");
    assertThat(findings.get(0).advice()).startsWith("leave it unset");
  }

  @Test
  void theCommittersOwnAlgorithmMayBeSet() {
    conf.set("mapreduce.fileoutputcommitter.algorithm.version", "1");

    assertThat(SettingsCheck.of(conf)).extracting(Finding::level).containsExactly(Level.OK);
  }

  @Test
  void tasksOnYarnWithoutTheJdkFlagAreAWarning() {
    conf.set("mapreduce.framework.name", "yarn");
    conf.set("mapreduce.jvm.add-opens-as-default", "false", "mapred-site.xml");

    assertThat(SettingsCheck.of(conf))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.found())
                    .startsWith("mapreduce.jvm.add-opens-as-default is false (")
                    .contains("mapred-site.xml"));
  }

  @Test
  void theJdkFlagMayComeFromEitherSetting() {
    conf.set("mapreduce.framework.name", "yarn");
    conf.set("mapreduce.jvm.add-opens-as-default", "true");
    assertThat(SettingsCheck.of(conf)).extracting(Finding::level).containsExactly(Level.OK);

    conf.set("mapreduce.jvm.add-opens-as-default", "false");
    String flag = "-Xmx1g --add-opens=java.base/java.lang=ALL-UNNAMED";
    conf.set("mapreduce.map.java.opts", flag);
    conf.set("mapreduce.admin.reduce.child.java.opts", flag);
    assertThat(SettingsCheck.of(conf)).extracting(Finding::level).containsExactly(Level.WARNING);
    conf.set("yarn.app.mapreduce.am.command-opts", flag);
    assertThat(SettingsCheck.of(conf)).extracting(Finding::level).containsExactly(Level.OK);
  }

  @Test
  void theConfigurationIsToldWithItsFiles() {
    conf.set("mapreduce.framework.name", "yarn", "/etc/hadoop/mapred-site.xml");
    conf.set("fs.defaultFS", "hdfs://nn:8020", "file:/etc/hadoop/core-site.xml");

    assertThat(ConfigurationCheck.of(conf, "--on /etc/hadoop"))
        .isEqualTo(
            Finding.ok(
                "configuration",
                "--on /etc/hadoop; /etc/hadoop/core-site.xml, /etc/hadoop/mapred-site.xml;"
                    + " fs.defaultFS hdfs://nn:8020, framework yarn"));
  }

  @Test
  void hdfsWithoutYarnAndYarnWithoutHdfsAreWarnings() {
    conf.set("fs.defaultFS", "hdfs://nn:8020");
    assertThat(ConfigurationCheck.of(conf, "").found())
        .endsWith("jobs run in this process, and not on the cluster");

    conf.set("mapreduce.framework.name", "yarn");
    conf.set("fs.defaultFS", "file:///");
    assertThat(ConfigurationCheck.of(conf, "").advice()).startsWith("set fs.defaultFS");
  }

  @Test
  void everyCodecGivesBackWhatItWasGiven() {
    assertThat(CodecCheck.run(conf, true))
        .containsExactly(
            Finding.ok("codecs", "snappy, gzip, zstd, bzip2, lz4, deflate, huffman, hamming"));
  }

  @Test
  void aCodecBetweenMapAndReduceThatDoesNotWorkIsAFaultHereAndAWarningForACluster() {
    conf.set("mapreduce.map.output.compress", "true");
    conf.set("mapreduce.map.output.compress.codec", "org.example.NoCodec");

    assertThat(CodecCheck.run(conf, true).get(1))
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.FAULT);
              assertThat(finding.found())
                  .startsWith("org.example.NoCodec (mapreduce.map.output.compress.codec) does not");
            });
    assertThat(CodecCheck.run(conf, false).get(1).level()).isEqualTo(Level.WARNING);
    conf.setClass(
        "mapreduce.map.output.compress.codec",
        org.apache.hadoop.io.compress.DefaultCodec.class,
        CompressionCodec.class);
    assertThat(CodecCheck.run(conf, true).get(1).level()).isEqualTo(Level.OK);
  }
}
