package quern.cluster;

import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.hdfs.client.HdfsClientConfigKeys;
import org.apache.hadoop.yarn.conf.YarnConfiguration;

/** Configurations whose clients give up soon; by Hadoop's defaults they try for many minutes. */
public final class Impatient {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);
  private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

  /** A server that is well may need this; less would find fault with it. */
  private static final Duration SHORTEST = Duration.ofSeconds(2);

  private static final int PAUSE_MS = 100;

  private Impatient() {}

  /**
   * A copy of {@code conf} for clients that wait for no single answer longer than {@code limit},
   * and 2 to 10 seconds in any case; only that YARN's have no limit for an answer (see {@link
   * Bounded}). Those of HDFS try once, those of YARN again for {@code limit}.
   */
  public static Configuration copyOf(Configuration conf, Duration limit) {
    Configuration copy = new Configuration(conf);
    int connect = millis(limit, LONGEST_CONNECT);
    int call = millis(limit, LONGEST_CALL);
    copy.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_TIMEOUT_KEY, connect);
    copy.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_KEY, 0);
    copy.setInt(
        CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_MAX_RETRIES_ON_SOCKET_TIMEOUTS_KEY, 0);
    copy.setInt(CommonConfigurationKeysPublic.IPC_CLIENT_CONNECT_RETRY_INTERVAL_KEY, PAUSE_MS);
    copy.setInt(CommonConfigurationKeys.IPC_CLIENT_RPC_TIMEOUT_KEY, call);
    setHdfs(copy, call);
    setYarn(copy, Math.max(limit.toMillis(), SHORTEST.toMillis()));
    return copy;
  }

  private static void setHdfs(Configuration copy, int call) {
    copy.setBoolean(HdfsClientConfigKeys.Retry.POLICY_ENABLED_KEY, false);
    // One try of each of two NameNodes.
    copy.setInt(HdfsClientConfigKeys.Failover.MAX_ATTEMPTS_KEY, 2);
    copy.setInt(HdfsClientConfigKeys.Failover.SLEEPTIME_BASE_KEY, PAUSE_MS);
    copy.setInt(HdfsClientConfigKeys.Failover.SLEEPTIME_MAX_KEY, PAUSE_MS);
    copy.setInt(HdfsClientConfigKeys.DFS_CLIENT_SOCKET_TIMEOUT_KEY, call);
    copy.setInt(HdfsClientConfigKeys.DFS_DATANODE_SOCKET_WRITE_TIMEOUT_KEY, call);
    copy.setInt(HdfsClientConfigKeys.BlockWrite.RETRIES_KEY, 1);
    // A file is closed once a DataNode has reported its last block; the pause doubles each time.
    copy.setInt(
        HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_INITIAL_DELAY_MS_KEY, PAUSE_MS / 5);
    copy.setInt(HdfsClientConfigKeys.BlockWrite.LOCATEFOLLOWINGBLOCK_RETRIES_KEY, 8);
  }

  private static void setYarn(Configuration copy, long limit) {
    copy.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_MAX_WAIT_MS, limit);
    copy.setLong(YarnConfiguration.RESOURCEMANAGER_CONNECT_RETRY_INTERVAL_MS, PAUSE_MS);
    copy.setLong(YarnConfiguration.CLIENT_NM_CONNECT_MAX_WAIT_MS, limit);
    copy.setLong(YarnConfiguration.CLIENT_NM_CONNECT_RETRY_INTERVAL_MS, PAUSE_MS);
    copy.setLong(
        YarnConfiguration.YARN_CLIENT_APPLICATION_CLIENT_PROTOCOL_POLL_INTERVAL_MS, PAUSE_MS / 2);
    copy.setLong(YarnConfiguration.YARN_CLIENT_APPLICATION_CLIENT_PROTOCOL_POLL_TIMEOUT_MS, limit);
    // A client would otherwise make one more, of a server that no job needs.
    copy.setBoolean(YarnConfiguration.TIMELINE_SERVICE_ENABLED, false);
  }

  private static int millis(Duration limit, Duration most) {
    return (int) Math.max(SHORTEST.toMillis(), Math.min(limit.toMillis(), most.toMillis()));
  }
}
