package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.hdfs.DFSConfigKeys;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.MRJobConfig;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SiteFilesTest {
  private static final Path CONF = Path.of("..", "conf").toAbsolutePath().normalize();
  private static final Pattern PROPERTY =
      Pattern.compile("<property>\\s*(<!--.+?-->)?\\s*<name>([^<]+)</name>", Pattern.DOTALL);

  /** Classes whose constants are keys; the default files list most of them, but not all. */
  private static final List<Class<?>> KEYS =
      List.of(
          CommonConfigurationKeys.class,
          DFSConfigKeys.class,
          HdfsClientConfigKeys.class,
          YarnConfiguration.class,
          MRJobConfig.class,
          JobContext.class);

  /** Keys that are made of others, or of a name. */
  private static final Set<String> COMPOSED =
      Set.of("fs.file.impl", "yarn.nodemanager.aux-services.mapreduce_shuffle.class");

  @TempDir private Path scratch;

  static List<Path> siteFiles() throws IOException {
    try (Stream<Path> files = Files.walk(CONF, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".xml"))
          .filter(file -> Set.of("local", "pseudo", "cluster").contains(folder(file)))
          .toList();
    }
  }

  private static String folder(Path file) {
    return file.getParent().getFileName().toString();
  }

  @ParameterizedTest
  @MethodSource("siteFiles")
  void everyValueHasACommentAndAKeyThatHadoopKnows(Path file) throws Exception {
    Set<String> known = new TreeSet<>(COMPOSED);
    for (String name : List.of("core", "hdfs", "yarn", "mapred")) {
      Configuration defaults = new Configuration(false);
      defaults.addResource(name + "-default.xml");
      defaults.forEach(entry -> known.add(entry.getKey()));
    }
    for (Class<?> keyed : KEYS) {
      for (Field field : keyed.getFields()) {
        if (field.getType() == String.class) {
          known.add(String.valueOf(field.get(null)));
        }
      }
    }
    List<String> keys = new ArrayList<>();
    Matcher property = PROPERTY.matcher(Files.readString(file));
    while (property.find()) {
      assertThat(property.group(1)).as("comment of %s", property.group(2)).isNotBlank();
      keys.add(property.group(2));
    }

    assertThat(keys).isNotEmpty().doesNotHaveDuplicates();
    assertThat(keys)
        .filteredOn(key -> !key.startsWith("quern.") && !key.startsWith("yarn.scheduler.capacity."))
        .isSubsetOf(known);
  }

  @Test
  void whatWasChosenIsReadBackFromTheFilesThatHaveIt() throws Exception {
    ClusterDirectory directory = new ClusterDirectory(scratch.resolve("c"));
    HadoopJars jars = new HadoopJars(scratch.resolve("a <b> & c"));
    ClusterShape shape = new ClusterShape("3.4.2", 3, 2, 8000, Port.from(20000));

    new SiteFiles(directory, jars).write(shape);

    assertThat(ClusterShape.read(directory)).isEqualTo(shape);
    assertThat(ClusterShape.jars(directory)).isEqualTo(jars);
    Configuration conf = Cluster.in(directory.root()).configuration();
    assertThat(conf.get("fs.defaultFS")).isEqualTo("hdfs://localhost:20000");
    assertThat(conf.getInt("yarn.nodemanager.resource.memory-mb", 0)).isEqualTo(4000);
    assertThat(conf.getInt("dfs.replication", 0)).isEqualTo(3);
    assertThat(conf.get("yarn.nodemanager.local-dirs"))
        .isEqualTo(directory.root() + "/nodemanager-1/local");
    assertThat(directory.bin().resolve("hdfs")).isExecutable();
  }
}
