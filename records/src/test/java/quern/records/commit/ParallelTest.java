package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.Exit;
import quern.records.QuernException;

class ParallelTest {
  private static List<Integer> items(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 15, 16, 64, 65, 1000})
  void resultsComeInTheOrderOfTheItems(int count) throws IOException {
    List<Integer> results = new ArrayList<>();

    Parallel.forEach(items(count), item -> -item, results::add);

    assertThat(results).isEqualTo(items(count).stream().map(item -> -item).toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100})
  void theFailureOfACallIsTheFailureOfAll(int count) {
    QuernException failure = new QuernException(Exit.PROOF, "missing");

    assertThatThrownBy(
            () ->
                Parallel.forEach(
                    items(count),
                    item -> {
                      if (item == 7) {
                        throw failure;
                      }
                      return item;
                    },
                    result -> assertThat(result).isLessThan(7)))
        .isSameAs(failure);
  }

  @Test
  void anInterruptEndsTheWait() {
    CountDownLatch never = new CountDownLatch(1);
    Thread.currentThread().interrupt();

    assertThatThrownBy(
            () ->
                Parallel.forEach(
                    items(20),
                    item -> {
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      }
                      return item;
                    },
                    result -> {}))
        .isInstanceOf(InterruptedIOException.class);
    assertThat(Thread.interrupted()).isTrue();
  }
}
