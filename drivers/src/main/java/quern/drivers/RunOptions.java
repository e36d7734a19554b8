package quern.drivers;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.MRConfig;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.hadoop.util.GenericOptionsParser;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quern.cluster.Cluster;
import quern.cluster.ClusterException;
import quern.codecs.Codecs;

/** Where a command runs, how much it says, and Hadoop's generic options. */
final class RunOptions {
  /** What a run without a cluster changes in Hadoop's defaults. */
  static final String LOCAL = "quern-local.xml";

  /** What a run on a cluster changes in Hadoop's defaults. */
  private static final String REMOTE = "quern-yarn.xml";

  private static final Set<String> DEFAULTS =
      Set.of("core-default.xml", "hdfs-default.xml", "mapred-default.xml", "yarn-default.xml");

  private static final List<String> SITE_FILES =
      List.of("core-site.xml", "hdfs-site.xml", "yarn-site.xml", "mapred-site.xml");

  private static final String WHERE =
      "local: in this process; cluster: on the one that 'cluster start' made; DIR: on the cluster of"
          + " a Hadoop configuration directory. Not given: HADOOP_CONF_DIR if set, else local.";

  private final boolean takesPairs;
  private @Nullable String on;
  private String pairs = "";

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Which cluster of one's own: where it is.")
  private @Nullable String clusterDirectory;

  @Option(names = "--quiet", description = "No progress and no summary, only errors.")
  private boolean quiet;

  @Option(names = "--verbose", description = "More of what Hadoop logs, and stack traces.")
  private boolean verbose;

  @Option(names = "--json", description = "Results or summary as JSON on standard output.")
  private boolean json;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "Sets a value of the job's configuration.")
  private List<String> properties = new ArrayList<>();

  @Option(names = "-conf", paramLabel = "FILE", description = "Adds a configuration file.")
  private List<String> files = new ArrayList<>();

  @Option(names = "-fs", paramLabel = "URI", description = "Sets the default file system.")
  private @Nullable String fileSystem;

  @Option(names = "-jt", paramLabel = "ADDRESS", description = "Sets the resource manager.")
  private @Nullable String resourceManager;

  @Option(names = "-files", paramLabel = "LIST", description = "Files to hand to every task.")
  private @Nullable String taskFiles;

  @Option(names = "-libjars", paramLabel = "LIST", description = "Jars for every task.")
  private @Nullable String jars;

  @Option(names = "-archives", paramLabel = "LIST", description = "Archives for every task.")
  private @Nullable String archives;

  /** Whether jobs of {@code conf} run in this process. */
  static boolean isLocal(Configuration conf) {
    return conf.get(MRConfig.FRAMEWORK_NAME, MRConfig.LOCAL_FRAMEWORK_NAME)
        .equals(MRConfig.LOCAL_FRAMEWORK_NAME);
  }

  /** The options that say where a job runs and how it is configured, to be given again. */
  List<String> again() {
    List<String> words = new ArrayList<>();
    add("--on", on, words);
    add("--dir", clusterDirectory, words);
    properties.forEach(property -> add("-D", property, words));
    files.forEach(file -> add("-conf", file, words));
    add("-fs", fileSystem, words);
    add("-jt", resourceManager, words);
    add("-files", taskFiles, words);
    add("-libjars", jars, words);
    add("-archives", archives, words);
    return words;
  }

  private static void add(String option, @Nullable String value, List<String> to) {
    if (value != null) {
      to.addAll(List.of(option, value));
    }
  }

  /** Whether only errors are printed. */
  boolean quiet() {
    return quiet;
  }

  /** Whether stack traces and Hadoop's log are wanted. */
  boolean verbose() {
    return verbose;
  }

  /** Whether results are to be JSON. */
  boolean json() {
    return json;
  }

  /** For most commands. */
  RunOptions() {
    this(false);
  }

  /**
   * @param takesPairs whether {@code --on} says also which columns are equal: what holds a {@code
   *     =} does
   */
  RunOptions(boolean takesPairs) {
    this.takesPairs = takesPairs;
  }

  @Spec(Spec.Target.SELF)
  void addOn(CommandSpec self) {
    self.addOption(
        OptionSpec.builder("--on")
            .type(String.class)
            .order(-2) // the first of these
            .paramLabel(takesPairs ? "PAIRS|WHERE" : "WHERE")
            .description(
                takesPairs
                    ? "PAIRS are the columns that are equal: 'a.id = b.user_id and a.day = b.day'."
                        + " Given again, WHERE the job runs. "
                        + WHERE
                    : WHERE)
            .setter(
                new ISetter() {
                  @Override
                  @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"})
                  public <T> T set(T value) {
                    if (value != null) { // picocli first sets every option to null
                      setOn(value.toString());
                    }
                    return null;
                  }
                })
            .build());
  }

  private void setOn(String value) {
    if (takesPairs && value.indexOf('=') >= 0) {
      pairs = value;
    } else {
      on = value;
    }
  }

  /** The columns that {@code --on} says are equal; empty when it does not. */
  String pairs() {
    return pairs;
  }

  /**
   * The configuration to run with: Hadoop's defaults, then the place's ({@code --on}), then the
   * generic options. It is of a class that can hold credentials, which no configuration may.
   *
   * @throws UsageException when a place or a generic option cannot be what it says
   */
  JobConf configuration(Session session) throws IOException {
    JobConf conf = session.hadoopDefaults().get();
    @Nullable String hadoopConf = session.environment().get("HADOOP_CONF_DIR");
    boolean noneNamed = hadoopConf == null || hadoopConf.isBlank();
    if (clusterDirectory != null && !"cluster".equals(on)) {
      throw new UsageException("--dir goes with --on cluster");
    }
    if ("cluster".equals(on)) {
      Cluster cluster = ClusterOptions.cluster(clusterDirectory);
      try {
        cluster.requireRunning();
      } catch (ClusterException e) {
        throw new UsageException("--on cluster: " + e.getMessage());
      }
      addSite(cluster.conf().toString(), "--on cluster", conf);
    } else if (on != null) {
      runOn(on, "--on", conf);
    } else if (!startedByHadoop()) {
      runOn(
          noneNamed || hadoopConf == null ? "local" : hadoopConf + File.separator,
          "HADOOP_CONF_DIR",
          conf);
    }
    Codecs.register(conf);
    if (!MRConfig.LOCAL_FRAMEWORK_NAME.equals(conf.get(MRConfig.FRAMEWORK_NAME))) {
      addRemoteDefaults(conf);
    }
    addGenericOptions(conf);
    return conf;
  }

  /**
   * Sets what {@code quern-yarn.xml} has and nobody else has set: only Hadoop's defaults give way.
   */
  private static void addRemoteDefaults(Configuration conf) {
    Configuration defaults = new Configuration(false);
    defaults.addResource(REMOTE);
    for (Map.Entry<String, String> entry : defaults) {
      @Nullable String[] sources = conf.getPropertySources(entry.getKey());
      if (sources == null || DEFAULTS.contains(sources[sources.length - 1])) {
        conf.set(entry.getKey(), entry.getValue(), REMOTE);
      }
    }
  }

  /** What names the place that {@link #configuration} goes by, for a message. */
  String origin(Session session) {
    if (on != null) {
      return "--on " + on;
    }
    if (startedByHadoop()) {
      return "Hadoop's class path";
    }
    String hadoopConf = session.environment().getOrDefault("HADOOP_CONF_DIR", "");
    return hadoopConf.isBlank()
        ? "local, as nothing else is named"
        : "HADOOP_CONF_DIR=" + hadoopConf;
  }

  /** Under {@code hadoop jar} Hadoop's own files are on the class path: they say all. */
  static boolean startedByHadoop() {
    ClassLoader system = ClassLoader.getSystemClassLoader();
    return RunOptions.class.getClassLoader() != system
        || system.getResource("core-site.xml") != null;
  }

  private static void runOn(String place, String saidBy, Configuration conf) {
    if (place.equals("local")) {
      addLocal(conf);
    } else {
      addSite(place, saidBy, conf);
    }
  }

  private static void addLocal(Configuration conf) {
    conf.addResource(LOCAL);
    int cores = Runtime.getRuntime().availableProcessors();
    conf.setInt("mapreduce.local.map.tasks.maximum", cores);
    conf.setInt("mapreduce.local.reduce.tasks.maximum", cores);
    // A quarter of the heap for the buffers of all maps at once. More than 64 MiB each would only
    // take time to clear: local splits are 64 MiB.
    long heapMiB = Runtime.getRuntime().maxMemory() >> 20;
    conf.setLong("mapreduce.task.io.sort.mb", Math.min(Math.max(heapMiB / 4 / cores, 8), 64));
  }

  private static void addSite(String place, String saidBy, Configuration conf) {
    File directory = new File(place);
    if (!directory.isDirectory()) {
      throw new UsageException(
          saidBy
              + " "
              + place
              + ": expected a directory with Hadoop's site files, and there is no such directory"
              + (saidBy.equals("--on") ? "; --on local runs in this process" : ""));
    }
    int found = 0;
    for (String name : SITE_FILES) {
      File file = new File(directory, name);
      if (file.isFile()) {
        conf.addResource(new Path(file.toURI()));
        found++;
      }
    }
    if (found == 0) {
      throw new UsageException(
          saidBy + " " + place + ": there is none of " + String.join(", ", SITE_FILES) + " in it");
    }
    // It would otherwise look for how to log in on the class path, where these files are not.
    UserGroupInformation.setConfiguration(conf);
  }

  private void addGenericOptions(Configuration conf) throws IOException {
    List<String> args = new ArrayList<>();
    files.forEach(file -> args.addAll(List.of("-conf", existing(file))));
    add(args, "-fs", fileSystem);
    add(args, "-jt", resourceManager);
    add(args, "-files", taskFiles);
    add(args, "-libjars", jars);
    add(args, "-archives", archives);
    if (!args.isEmpty()) {
      GenericOptionsParser parser = new GenericOptionsParser(conf, args.toArray(String[]::new));
      if (!parser.isParseSuccessful()) {
        throw new UsageException("Hadoop cannot read " + String.join(" ", args));
      }
    }
    // Else each submission warns that these options had not been looked for.
    conf.setBoolean(Job.USED_GENERIC_PARSER, true);
    for (String property : properties) {
      int at = property.indexOf('=');
      if (at <= 0) {
        throw new UsageException("-D " + property + ": expected KEY=VALUE");
      }
      conf.set(property.substring(0, at), property.substring(at + 1), "-D on the command line");
    }
  }

  private static void add(List<String> args, String option, @Nullable String value) {
    if (value != null) {
      args.add(option);
      args.add(value);
    }
  }

  private static String existing(String file) {
    if (!file.contains(":") && !new File(file).isFile()) {
      throw new UsageException("-conf " + file + ": there is no such file");
    }
    return file;
  }
}
