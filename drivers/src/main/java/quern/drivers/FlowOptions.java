package quern.drivers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.mapred.JobConf;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.flows.Flow;
import quern.flows.FlowFile;
import quern.flows.Graph;
import quern.flows.run.Judge;
import quern.flows.state.StateStore;

/** Which flow, and where its state is: for all commands of flows. */
final class FlowOptions {
  @Parameters(paramLabel = "FLOW", description = "The flow file, in YAML: docs/flows.md")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "NAME=VALUE",
      description = "Sets a variable of the flow, in place of what the file says.")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description = "Where the flow's state is kept. [.quern-flows/NAME beside the flow file]")
  private @Nullable String state;

  /** A flow, and all that is known of it. */
  record Opened(
      Flow flow,
      Graph graph,
      StateStore store,
      Judge judge,
      FlowTags tags,
      JobConf conf,
      FileSystem local,
      Path directory) {}

  /** Reads the flow, its graph and its state. */
  Opened open(RunOptions run, Session session) throws IOException {
    return open(run, List.of(), session);
  }

  /**
   * As {@link #open(RunOptions, Session)}.
   *
   * @param own options for every step
   */
  Opened open(RunOptions run, List<String> own, Session session) throws IOException {
    JobConf conf = run.configuration(session);
    Flow flow = read();
    Path directory = directory(flow);
    FlowTags tags = FlowTags.of(directory, flow.name());
    FlowLauncher launcher =
        new FlowLauncher(session, conf, run.again(), own, tags, directory.resolve("logs"));
    FileSystem local = FileSystem.getLocal(conf);
    StateStore store = StateStore.open(local, new org.apache.hadoop.fs.Path(directory.toUri()));
    return new Opened(
        flow,
        Graph.of(flow, launcher, conf),
        store,
        new Judge(store, conf),
        tags,
        conf,
        local,
        directory);
  }

  private Flow read() throws IOException {
    try {
      return FlowFile.read(file, Files.readString(Path.of(file)), variables);
    } catch (NoSuchFileException e) {
      throw new UsageException("flow " + file + ": there is no such file");
    }
  }

  private Path directory(Flow flow) {
    if (state != null) {
      return Path.of(state).toAbsolutePath().normalize();
    }
    return Path.of(file)
        .toAbsolutePath()
        .normalize()
        .resolveSibling(".quern-flows")
        .resolve(flow.name());
  }
}
