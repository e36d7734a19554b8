package quern.drivers;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.api.records.YarnApplicationState;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.exceptions.ApplicationNotFoundException;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;
import quern.flows.run.Orphans;

/**
 * The jobs of a flow that YARN runs, found by their tags ({@link FlowTags}). The ResourceManager is
 * looked for when it is first asked. For any thread.
 */
final class YarnJobs implements Orphans, Closeable {
  private static final Set<String> TYPES = Set.of("MAPREDUCE");
  private static final EnumSet<YarnApplicationState> LIVE =
      EnumSet.of(
          YarnApplicationState.NEW,
          YarnApplicationState.NEW_SAVING,
          YarnApplicationState.SUBMITTED,
          YarnApplicationState.ACCEPTED,
          YarnApplicationState.RUNNING);
  private static final long POLL_MILLIS = 500;

  private final Configuration conf;
  private final FlowTags tags;
  private final Set<ApplicationId> adopted = ConcurrentHashMap.newKeySet();
  private @Nullable YarnClient yarn;

  YarnJobs(Configuration conf, FlowTags tags) {
    this.conf = conf;
    this.tags = tags;
  }

  /** Looks for the ResourceManager already. */
  void open() {
    client();
  }

  /** What has been found running of each of the steps, oldest first. */
  Map<String, List<ApplicationReport>> running(List<String> steps) throws IOException {
    Map<String, String> byTag =
        steps.stream().collect(Collectors.toMap(tags::step, Function.identity()));
    Map<String, List<ApplicationReport>> found = new HashMap<>();
    for (ApplicationReport report :
        ask(yarn -> yarn.getApplications(TYPES, LIVE, byTag.keySet()))) {
      for (String tag : report.getApplicationTags()) {
        String step = byTag.get(tag);
        if (step != null) {
          found.computeIfAbsent(step, any -> new ArrayList<>()).add(report);
        }
      }
    }
    found
        .values()
        .forEach(jobs -> jobs.sort(Comparator.comparing(ApplicationReport::getApplicationId)));
    return found;
  }

  @Override
  public List<Orphan> of(String step) throws IOException {
    return running(List.of(step)).getOrDefault(step, List.of()).stream()
        .map(report -> (Orphan) new Job(report.getApplicationId(), report.getApplicationTags()))
        .toList();
  }

  /** Ends the jobs that are being waited for. */
  void killAdopted() throws IOException {
    for (ApplicationId id : adopted) {
      kill(id);
    }
  }

  private void kill(ApplicationId id) throws IOException {
    ask(
        yarn -> {
          yarn.killApplication(id);
          return id;
        });
  }

  /** A job on YARN. */
  private final class Job implements Orphan {
    private final ApplicationId id;
    private final Set<String> has;

    Job(ApplicationId id, Set<String> has) {
      this.id = id;
      this.has = has;
    }

    @Override
    public String id() {
      return id.toString();
    }

    @Override
    public boolean makes(String fingerprint) {
      return has.contains(FlowTags.makes(fingerprint));
    }

    @Override
    public boolean awaitEnd(@Nullable Duration limit) throws IOException, InterruptedException {
      long begin = System.nanoTime();
      adopted.add(id);
      try {
        while (isLive()) {
          if (limit != null && System.nanoTime() - begin >= limit.toNanos()) {
            return false;
          }
          Thread.sleep(POLL_MILLIS);
        }
        return true;
      } finally {
        adopted.remove(id);
      }
    }

    private boolean isLive() throws IOException {
      return ask(
          yarn -> {
            try {
              return LIVE.contains(yarn.getApplicationReport(id).getYarnApplicationState());
            } catch (ApplicationNotFoundException e) {
              return false; // so long ended that it is forgotten
            }
          });
    }

    @Override
    public void kill() throws IOException {
      YarnJobs.this.kill(id);
    }
  }

  private interface Question<T> {
    T of(YarnClient yarn) throws YarnException, IOException;
  }

  private <T> T ask(Question<T> question) throws IOException {
    try {
      return question.of(client());
    } catch (YarnException e) {
      throw new IOException(
          "the ResourceManager does not say what runs of the flow: " + e.getMessage(), e);
    }
  }

  private synchronized YarnClient client() {
    YarnClient known = yarn;
    if (known == null) {
      known = YarnClient.createYarnClient();
      known.init(conf);
      known.start();
      yarn = known;
    }
    return known;
  }

  @Override
  public synchronized void close() {
    if (yarn != null) {
      yarn.stop();
      yarn = null;
    }
  }
}
