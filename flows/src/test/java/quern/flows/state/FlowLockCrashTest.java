package quern.flows.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quern.records.QuernException;
import quern.records.commit.CrashingFileSystem;
import quern.records.commit.CrashingFileSystem.Fate;
import quern.records.commit.SeededRuns;

/**
 * Processes want a flow's lock, one after another and one in the middle of another; they die, and
 * calls fail.
 */
class FlowLockCrashTest {
  /** Who is silent is silent at once: nobody else runs meanwhile. */
  private static final FlowLock.Pace PACE = new FlowLock.Pace(Duration.ZERO, 2);

  private static final int DEEPEST = 3;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void thereIsNeverMoreThanOneOwner(boolean checksums) {
    SeededRuns.make("mishaps of a lock", 300, seed -> new Story(seed, checksums).tell());
  }

  /** A process that has the lock, or thinks so. */
  private record Owner(FlowLock lock, boolean elsewhere) {}

  private static final class Story {
    private final Random random;
    // Without the defaults, of which each client would have a copy.
    private final Configuration disk = new Configuration(false);
    private final Path state = new Path(CrashingFileSystem.SCHEME + ":///state");
    private final List<Owner> owners = new ArrayList<>();
    private final TreeSet<Long> numbers = new TreeSet<>();
    private int lives;
    private int mishaps;

    Story(long seed, boolean checksums) {
      random = new Random(seed);
      if (checksums) {
        CrashingFileSystem.keepChecksums(disk);
      }
      CrashingFileSystem.use(disk, "lock");
    }

    int tell() throws Exception {
      for (int i = 2 + random.nextInt(6); i > 0; i--) {
        live(0);
      }
      // Nobody has to put things in order by hand.
      FileSystem fs = state.getFileSystem(disk);
      FlowLock.take(fs, state, owner(true), PACE, line -> {}).release();
      assertThat(FlowLock.owner(fs, state)).isEmpty();
      CrashingFileSystem.forget(disk);
      return mishaps;
    }

    /** Those of this machine are seen to live, and nothing happens to them. */
    private FlowLock.Owner owner(boolean elsewhere) {
      return elsewhere
          ? new FlowLock.Owner("run-" + lives, "somebody", "elsewhere", 7, 0, "now")
          : new FlowLock.Owner("run-" + lives, "somebody", FlowLock.hostName(), 1, 0, "now");
    }

    private void live(int depth) throws IOException, InterruptedException {
      int number = ++lives;
      Configuration conf = CrashingFileSystem.client(disk, "life" + lives);
      boolean elsewhere = random.nextInt(3) > 0;
      if (elsewhere && random.nextInt(4) > 0) {
        CrashingFileSystem.goWrong(
            conf,
            1 + random.nextInt(24),
            Fate.any(random),
            random.nextDouble(),
            random.nextInt(3) == 0);
      }
      if (depth < DEEPEST && random.nextBoolean()) {
        CrashingFileSystem.stopAt(conf, 1 + random.nextInt(50), () -> liveInBetween(depth + 1));
      }
      FileSystem fs = state.getFileSystem(conf);
      Owner me = null;
      try {
        me = new Owner(FlowLock.take(fs, state, owner(elsewhere), PACE, line -> {}), elsewhere);
        own(me);
      } catch (CrashingFileSystem.Crash e) {
        mishaps++;
      } catch (QuernException e) {
        boolean others = depth > 0 || lives > number;
        assertThat(others).as("refused because of somebody else: %s", e).isTrue();
      } catch (IOException e) {
        if (!CrashingFileSystem.wentWrong(conf)) {
          throw e;
        }
        mishaps++;
        if (me != null) {
          me.lock.release();
        }
      } finally {
        owners.remove(me);
      }
    }

    private void liveInBetween(int depth) {
      try {
        live(depth);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    private void own(Owner me) throws IOException {
      // Others may think that they have it who stand still, where that cannot be told from death;
      // as soon as they look they know better.
      for (Owner other : owners) {
        assertThat(other.elsewhere).as("taken from one that is seen to live").isTrue();
        assertThat(other.lock.isHeld()).as("held by two").isFalse();
      }
      assertThat(numbers.add(me.lock.number())).as("a number given out once").isTrue();
      owners.add(me);
      for (int i = random.nextInt(4); i > 0; i--) {
        me.lock.beat();
        if (me.lock.isHeld()) {
          assertThat(numbers.last()).isEqualTo(me.lock.number());
        }
      }
      owners.remove(me);
      me.lock.release();
    }
  }

  @Test
  void aBeatThatWasTornIsNoSignOfLife() throws Exception {
    Configuration conf = new Configuration(false);
    CrashingFileSystem.keepChecksums(conf);
    CrashingFileSystem.use(conf, "beat");
    Path state = new Path(CrashingFileSystem.SCHEME + ":///state");
    FileSystem fs = state.getFileSystem(conf);
    FlowLock.Owner owner = new FlowLock.Owner("run", "somebody", "elsewhere", 7, 0, "now");
    FlowLock.take(fs, state, owner, PACE, line -> {});
    FileSystem raw = ((ChecksumFileSystem) fs).getRawFileSystem();
    try (var out = raw.create(new Path(state, "beat-1"), true)) {
      out.write('?');
    }

    assertThat(FlowLock.take(fs, state, owner, PACE, line -> {}).number()).isEqualTo(2);
  }
}
