package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class JobWatchTest {
  private static final long SELDOM = 1_000_000;

  @Test
  void aJobIsAskedUntilItHasEnded() throws Exception {
    AtomicInteger asked = new AtomicInteger();

    String ended =
        new JobWatch<String>(job -> asked.incrementAndGet() == 3, job -> "anew", 0, SELDOM)
            .awaitEnd("job");

    assertThat(ended).isEqualTo("job");
    assertThat(asked).hasValue(3);
  }

  @Test
  void anApplicationMasterThatDoesNotKnowOfItsSuccessorIsLookedPast() throws Exception {
    assertThat(new JobWatch<String>(job -> job.equals("anew"), job -> "anew", 0, 0).awaitEnd("job"))
        .isEqualTo("anew");
  }

  @Test
  void aSearchThatFailsOrFindsNothingChangesNothing() throws Exception {
    AtomicInteger searches = new AtomicInteger();

    String ended =
        new JobWatch<String>(
                job -> job.equals("job") && searches.get() == 4,
                job -> {
                  if (searches.incrementAndGet() % 2 == 0) {
                    throw new IOException("no answer");
                  }
                  return searches.get() == 1 ? null : "running";
                },
                0,
                0)
            .awaitEnd("job");

    assertThat(ended).isEqualTo("job");
  }
}
