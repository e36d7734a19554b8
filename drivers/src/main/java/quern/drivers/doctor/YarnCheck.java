package quern.drivers.doctor;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.yarn.api.records.NodeReport;
import org.apache.hadoop.yarn.api.records.NodeState;
import org.apache.hadoop.yarn.api.records.QueueInfo;
import org.apache.hadoop.yarn.api.records.QueueState;
import org.apache.hadoop.yarn.api.records.YarnClusterMetrics;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.jspecify.annotations.Nullable;
import quern.cluster.ContainerProbe;
import quern.cluster.Impatient;
import quern.drivers.Numbers;

/** YARN: its nodes, the queue, and whether a container runs. */
final class YarnCheck {
  private YarnCheck() {}

  /** Nodes, queue and memory. */
  static List<Finding> state(Configuration conf, Duration limit) throws IOException, YarnException {
    try (YarnClient yarn = YarnClient.createYarnClient()) {
      yarn.init(new YarnConfiguration(Impatient.copyOf(conf, limit)));
      yarn.start();
      YarnClusterMetrics metrics = yarn.getYarnClusterMetrics();
      long largest = 0;
      for (NodeReport node : yarn.getNodeReports(NodeState.RUNNING)) {
        largest = Math.max(largest, node.getCapability().getMemorySize());
      }
      List<Finding> findings = new ArrayList<>();
      findings.add(
          nodes(
              metrics.getNumActiveNodeManagers(),
              metrics.getNumUnhealthyNodeManagers() + metrics.getNumLostNodeManagers(),
              largest));
      String name =
          conf.getTrimmed("mapreduce.job.queuename", YarnConfiguration.DEFAULT_QUEUE_NAME);
      findings.add(queue(name, stateOf(yarn, name)));
      if (largest > 0) {
        findings.add(memory(asked(conf), largest));
      }
      return findings;
    }
  }

  static Finding nodes(int active, int bad, long largestMiB) {
    String found =
        Numbers.count(active, "active node")
            + (bad == 0 ? "" : ", " + bad + " unhealthy or lost")
            + (active == 0 ? "" : ", the largest with " + Numbers.grouped(largestMiB) + " MiB");
    String advice =
        "see yarn node -list -all, and the logs of the NodeManagers; often a disk is full";
    return active == 0
        ? Finding.fault("YARN", found, advice)
        : bad > 0 ? Finding.warning("YARN", found, advice) : Finding.ok("YARN", found);
  }

  private static @Nullable QueueState stateOf(YarnClient yarn, String queue) throws IOException {
    try {
      @Nullable QueueInfo info = yarn.getQueueInfo(queue);
      return info == null ? null : info.getQueueState();
    } catch (YarnException e) {
      return null; // as some schedulers tell that there is none
    }
  }

  static Finding queue(String name, @Nullable QueueState state) {
    if (state == QueueState.RUNNING) {
      return Finding.ok("queue", name);
    }
    return Finding.fault(
        "queue",
        state == null ? "there is no queue '" + name + "'" : "the queue '" + name + "' is " + state,
        "name another with -D mapreduce.job.queuename=NAME; mapred queue -list shows them");
  }

  /** Memory in MiB that the containers of a job ask for, by the setting that says so. */
  private static Map<String, Long> asked(Configuration conf) {
    JobConf job = new JobConf(conf);
    Map<String, Long> asked = new LinkedHashMap<>();
    asked.put(
        "yarn.app.mapreduce.am.resource.mb",
        conf.getLong("yarn.app.mapreduce.am.resource.mb", 1536));
    asked.put("mapreduce.map.memory.mb", (long) job.getMemoryRequired(TaskType.MAP));
    asked.put("mapreduce.reduce.memory.mb", (long) job.getMemoryRequired(TaskType.REDUCE));
    return asked;
  }

  static Finding memory(Map<String, Long> asked, long largestMiB) {
    List<String> tooMuch = new ArrayList<>();
    List<String> all = new ArrayList<>();
    asked.forEach(
        (key, mib) -> {
          all.add(key + " " + mib);
          if (mib > largestMiB) {
            tooMuch.add(key + " is " + mib);
          }
        });
    return tooMuch.isEmpty()
        ? Finding.ok("task memory", String.join(", ", all))
        : Finding.fault(
            "task memory",
            String.join(", ", tooMuch) + ", and no node has more than " + largestMiB + " MiB",
            "set less, with -D or in mapred-site.xml, or yarn.nodemanager.resource.memory-mb to more");
  }

  /** A container that really runs. */
  static List<Finding> container(Configuration conf, Duration limit)
      throws IOException, InterruptedException {
    ContainerProbe.Result ran = ContainerProbe.check(conf, limit);
    return List.of(
        Finding.ok(
            "container",
            "ran on %s with %s MiB and a Java that is new enough, in %s (%s)"
                .formatted(
                    ran.node(),
                    Numbers.grouped(ran.memoryMiB()),
                    Numbers.duration(ran.took().toMillis()),
                    ran.application())));
  }
}
