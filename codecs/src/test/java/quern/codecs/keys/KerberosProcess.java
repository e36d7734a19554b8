package quern.codecs.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.crypto.key.KeyProviderFactory;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.security.UserGroupInformation;
import quern.codecs.aes.WrappedKey;

/**
 * A client, or a task, in a process of its own where Kerberos is in force: that is a matter of the
 * whole process. It prints the data key, or why there is none.
 */
final class KerberosProcess {
  private KerberosProcess() {}

  /** {@code client DIRECTORY URI PRINCIPAL KEYTAB} or {@code task DIRECTORY}. */
  public static void main(String[] args) throws IOException {
    Configuration kerberos = new Configuration();
    kerberos.set("hadoop.security.authentication", "kerberos");
    UserGroupInformation.setConfiguration(kerberos);
    Path directory = Path.of(args[1]);
    try {
      byte[] dataKey =
          args[0].equals("client") ? client(directory, args[2], args[3], args[4]) : task(directory);
      System.out.println(HexFormat.of().formatHex(dataKey));
    } catch (KeyException e) {
      System.out.println(e.problem() + " " + e.getMessage());
    }
    System.exit(0); // whatever threads there are
  }

  /** Logs in, makes a key, and writes what a job's client writes. */
  private static byte[] client(Path directory, String uri, String principal, String keytab)
      throws IOException {
    UserGroupInformation.loginUserFromKeytab(principal, keytab);
    JobConf conf = new JobConf();
    conf.set("hadoop.security.authentication", "kerberos");
    conf.set(KeyProviderFactory.KEY_PROVIDER_PATH, uri);
    try (KeyRing ring = KeyRing.openToChange(conf, Passwords.NONE, false)) {
      ring.create("hr");
      WrappedKey key = JobKeys.attachOutput(ring, conf, "hr");
      Files.write(directory.resolve("job.xml"), Secrets.xml(conf));
      Files.write(directory.resolve("credentials"), Secrets.file(conf.getCredentials()));
      return ring.unwrap(key);
    }
  }

  /** Has the job's configuration, and what credentials its process was started with. */
  private static byte[] task(Path directory) throws IOException {
    JobConf conf = new JobConf(directory.resolve("job.xml").toString());
    return JobDataKeys.of(conf).unwrap(JobKeys.output(conf).orElseThrow());
  }
}
