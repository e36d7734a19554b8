package quern.drivers.doctor;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.v2.jobhistory.JHAdminConfig;

/** The JobHistoryServer: jobs run without it, but clients ask it how a job has ended. */
final class HistoryCheck {
  private HistoryCheck() {}

  static Finding run(Configuration conf) {
    String setting = JHAdminConfig.MR_HISTORY_ADDRESS;
    String address = conf.getTrimmed(setting, JHAdminConfig.DEFAULT_MR_HISTORY_ADDRESS);
    String full =
        address.contains(":") ? address : address + ":" + JHAdminConfig.DEFAULT_MR_HISTORY_PORT;
    Finding finding = ServerCheck.of("JobHistoryServer", List.of(full), setting);
    return finding.level() == Level.FAULT
        ? Finding.warning(
            finding.what(),
            finding.found() + "; a job that is done may be told as lost",
            finding.advice())
        : finding;
  }
}
