package quern.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BoundedTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final CountDownLatch never = new CountDownLatch(1);
  private final AtomicBoolean tidied = new AtomicBoolean();

  @Test
  void theResultIsHandedOn() throws Exception {
    assertThat(Bounded.call("test", LONG, () -> 42)).isEqualTo(42);
    assertThat(Bounded.probe("X", LONG, () -> 42)).isEqualTo(42);
  }

  @Test
  void whatTakesTooLongIsInterruptedAndMayTidyUp() {
    assertThatThrownBy(() -> Bounded.call("test", Duration.ofMillis(10), this::hang))
        .isInstanceOf(TimeoutException.class);
    assertThat(tidied).isTrue();
  }

  @Test
  void anInterruptOfTheCallerIsPassedOn() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> Bounded.probe("X", LONG, this::hang))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void aProbesFailureIsThrownAsItIs() {
    IOException failure = new ProbeException("no disk", "buy one");

    assertThatThrownBy(
            () ->
                Bounded.probe(
                    "X",
                    LONG,
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @Test
  void anotherFailureOfAProbeBecomesAnIoException() {
    assertThatThrownBy(
            () ->
                Bounded.probe(
                    "X",
                    LONG,
                    () -> {
                      throw new IllegalArgumentException("a port is missing");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("a port is missing");
  }

  private int hang() throws InterruptedException {
    try {
      never.await();
      return 0;
    } finally {
      tidied.set(true);
    }
  }
}
