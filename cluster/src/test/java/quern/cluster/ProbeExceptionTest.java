package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.apache.hadoop.ipc.RemoteException;
import org.junit.jupiter.api.Test;

class ProbeExceptionTest {
  @Test
  void theLastCauseThatSaysSomethingIsTheReason() {
    Exception refused =
        new ConnectException("Call From a to b failed; see http://wiki/ConnectionRefused");
    refused.initCause(new ConnectException("Connection refused"));

    assertThat(ProbeException.reason(refused)).isEqualTo("Connection refused");
    assertThat(ProbeException.reason(new IOException("disk full", new IllegalStateException())))
        .isEqualTo("disk full");
  }

  @Test
  void aServersAnswerIsToldWithoutItsStack() {
    assertThat(
            ProbeException.reason(
                new RemoteException("x.Y", "Permission denied: user=anna\n\tat x.Z(Z.java:1)")))
        .isEqualTo("Permission denied: user=anna");
  }

  @Test
  void aMessageThatIsOnlyANameIsExplainedByTheException() {
    assertThat(
            ProbeException.reason(
                new UndeclaredThrowableException(new UnknownHostException("namenode"))))
        .isEqualTo("UnknownHostException: namenode");
    assertThat(ProbeException.reason(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
  }

  @Test
  void aTimeOutIsToldInPlainWords() {
    assertThat(
            ProbeException.reason(
                new IOException("x", new SocketTimeoutException("60000 millis timeout while …"))))
        .isEqualTo("no answer in time");
  }

  @Test
  void theMessageIsWhatWasFoundAndWhatToDo() {
    assertThat(new ProbeException("no disk", "buy one")).hasMessage("no disk; buy one");
  }
}
