package quern.drivers.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Java, memory and disks. */
class MachineChecksTest {
  private static final long GIB = 1L << 30;

  @TempDir Path scratch;

  @Test
  void theJavaOfTheTestsIsInOrder() {
    assertThat(JdkCheck.run()).extracting(Finding::level).containsOnly(Level.OK);
  }

  @Test
  void anOldJavaIsAFault() {
    assertThat(JdkCheck.version(11, "11.0.2"))
        .isEqualTo(Finding.fault("Java", "11.0.2", "set JAVA_HOME to Java 17 or newer"));
  }

  @Test
  void aJavaThatIsNewerThanTestedIsAWarning() {
    assertThat(JdkCheck.version(17, "").level()).isEqualTo(Level.OK);
    assertThat(JdkCheck.version(25, "").level()).isEqualTo(Level.OK);
    Finding finding = JdkCheck.version(26, "26.0.1");
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.found()).isEqualTo("26.0.1; Quern was not tested with one newer than 25");
  }

  @Test
  void aMissingFlagIsAWarningThatSpellsItOut() {
    Finding finding = JdkCheck.opens(false);

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.found())
        .isEqualTo(
            "--add-opens=java.base/java.lang=ALL-UNNAMED is missing, which parts of Hadoop need");
    assertThat(finding.advice()).contains("export HADOOP_OPTS=");
  }

  @Test
  void memoryIsToldInOneLine() {
    assertThat(MemoryCheck.of(GIB, 16 * GIB, 1, true))
        .isEqualTo(Finding.ok("memory", "heap 1.07 GB, machine 17.2 GB, 1 core"));
    assertThat(MemoryCheck.of(GIB, 0, 2, true).found())
        .isEqualTo("heap 1.07 GB, machine of unknown memory, 2 cores");
  }

  @Test
  void aSmallHeapIsAWarning() {
    assertThat(MemoryCheck.of(GIB / 8, 16 * GIB, 2, false).found()).endsWith("the heap is small");
    assertThat(MemoryCheck.of(GIB / 3, 16 * GIB, 2, true).level()).isEqualTo(Level.WARNING);
    assertThat(MemoryCheck.of(GIB / 3, 16 * GIB, 2, false).level())
        .as("enough for the client of a cluster's job")
        .isEqualTo(Level.OK);
  }

  @Test
  void aHeapLargerThanTheMachineIsAWarning() {
    Finding finding = MemoryCheck.of(4 * GIB, 2 * GIB, 2, true);

    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.found()).endsWith("the heap is larger than the machine's memory");
  }

  @Test
  void aDirectoryThatWillBeMadeIsInOrderAndNotMade() {
    Path missing = scratch.resolve("a/b");

    assertThat(DiskCheck.of(missing, "hadoop.tmp.dir").found())
        .startsWith(missing + " (hadoop.tmp.dir): ")
        .endsWith(" free");
    assertThat(scratch).isEmptyDirectory();
  }

  @Test
  void aFileInTheWayOfADirectoryIsAFault() throws Exception {
    Path file = Files.createFile(scratch.resolve("file"));
    Configuration conf = new Configuration(false);
    conf.set("hadoop.tmp.dir", file + "/tmp");

    assertThat(DiskCheck.run(conf, false))
        .contains(
            Finding.fault(
                "disk",
                file + "/tmp (hadoop.tmp.dir): " + file + " is not a directory",
                "let "
                    + System.getProperty("user.name")
                    + " write there, or set hadoop.tmp.dir to another"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aReadOnlyDirectoryIsAFault() {
    // Of the kernel's own, since nothing else is read-only for root.
    Finding finding = DiskCheck.of(Path.of("/proc"), "hadoop.tmp.dir");

    assertThat(finding.level()).isEqualTo(Level.FAULT);
    assertThat(finding.found())
        .startsWith("/proc (hadoop.tmp.dir): no file can be made in /proc: ");
  }

  @Test
  void aFullDiskIsAFaultAndOneThatIsAlmostFullAWarning() {
    assertThat(DiskCheck.of("/data", 99_000_000).level()).isEqualTo(Level.FAULT);
    assertThat(DiskCheck.of("/data", 999_000_000))
        .isEqualTo(
            Finding.warning(
                "disk",
                "/data: 999 MB free",
                "make room there: what maps have written stays on disk until the job is over"));
    assertThat(DiskCheck.of("/data", 1_000_000_000).level()).isEqualTo(Level.OK);
  }
}
