package quern.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RequirementsTest {
  private final List<Daemon> daemons =
      Daemon.of(new ClusterShape("3.5.0", 1, 1, 4096, java.util.Map.of()));

  @Test
  void tooLittleMemoryIsToldWithWhatIsNeededAndWhoNeedsMost() {
    assertThatThrownBy(() -> Requirements.requireMemory(daemons, 2000))
        .hasMessage(
            "too little memory: 5 daemons (namenode is the largest, with 366 MB) and one small job"
                + " need 3174 MB, and 2000 MB are available; end something, or start fewer"
                + " (--datanodes, --nodemanagers)");
    assertThatCode(() -> Requirements.requireMemory(daemons, 4000)).doesNotThrowAnyException();
  }

  @Test
  void aJavaThatIsTooNewForAnOlderHadoopIsToldWithWhatGoes() {
    for (String version : List.of("3.3.6", "3.4.2")) {
      assertThatThrownBy(() -> Requirements.requireJava(version, 25))
          .hasMessage(
              "Hadoop "
                  + version
                  + " does not run on Java 25; set JAVA_HOME to a Java from 17 to 23, or take"
                  + " --hadoop-version 3.5.0");
      assertThatCode(() -> Requirements.requireJava(version, 17)).doesNotThrowAnyException();
    }
    assertThatCode(() -> Requirements.requireJava("3.5.0", 25)).doesNotThrowAnyException();
  }

  @Test
  void tooLittleDiskIsToldWithWhereAndHowMuch() {
    assertThatThrownBy(() -> Requirements.requireDisk("/full (/dev/x)", 100))
        .hasMessage(
            "/full (/dev/x): too little disk for datanode and nodemanager: 100 MB are free, and"
                + " 1024 MB are needed; --dir takes another place");
    assertThatCode(() -> Requirements.requireDisk("/", 5000)).doesNotThrowAnyException();
  }
}
