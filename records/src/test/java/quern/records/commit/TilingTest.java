package quern.records.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import quern.records.Exit;
import quern.records.QuernException;

class TilingTest {
  private static Tile tile(long start, long first, long end, long length) {
    return new Tile("f", length, start, first, end, 1, 1, false);
  }

  private static Tiling tiling(Tile... tiles) {
    Tiling tiling = new Tiling();
    List.of(tiles).forEach(tiling::add);
    return tiling;
  }

  @Test
  void splitsThatMeetAreProved() throws QuernException {
    assertThat(tiling(tile(10, 12, 20, 20), tile(0, 0, 12, 20)).check()).isEmpty();
  }

  @Test
  void theStartAfterARightSplitIsKnownAndTheEndOfAWrongOneIsNot() throws QuernException {
    Tiling tiling =
        tiling(
            tile(0, 0, 12, 40), tile(10, 11, 21, 40), tile(20, 25, 31, 40), tile(30, 31, 40, 40));

    assertThat(tiling.check()).containsExactly(new Tiling.Start("f", 10, 12));
  }

  @Test
  void aSplitInWhichNoRowBeginsIsBridged() throws QuernException {
    assertThat(tiling(tile(0, 0, 25, 30), tile(10, 25, 25, 30), tile(20, 25, 30, 30)).check())
        .isEmpty();
  }

  @Test
  void aRowThatSpansSeveralSplitsTellsTheStartsOfAllOfThem() throws QuernException {
    // The row at 0 ends at 33; the three splits in it took its lines for rows.
    Tiling tiling =
        tiling(
            tile(0, 0, 33, 50),
            tile(10, 11, 21, 50),
            tile(20, 21, 32, 50),
            tile(30, 32, 41, 50),
            tile(40, 41, 50, 50));

    assertThat(tiling.check())
        .containsExactly(
            new Tiling.Start("f", 10, 33),
            new Tiling.Start("f", 20, 33),
            new Tiling.Start("f", 30, 33));
  }

  @Test
  void aMissingFirstSplitIsAFailedProof() {
    assertThatThrownBy(() -> tiling(tile(10, 12, 20, 20)).check())
        .isInstanceOfSatisfying(
            QuernException.class, e -> assertThat(e.exit()).isEqualTo(Exit.PROOF))
        .hasMessageContaining("no task read its first bytes");
  }

  @Test
  void aMissingLastSplitIsAFailedProof() {
    assertThatThrownBy(() -> tiling(tile(0, 0, 12, 20)).check())
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("expected its rows to end at its end, byte 20, found byte 12");
  }

  @Test
  void aFirstSplitThatBeginsBehindTheFilesBeginIsAFailedProof() {
    assertThatThrownBy(() -> tiling(tile(0, 3, 20, 20)).check())
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("expected the first split to begin at byte 0, found byte 3");
  }

  @Test
  void aFileGivenTwiceIsReadTwice() throws QuernException {
    Tile first = tile(0, 0, 12, 20);
    Tile second = tile(10, 12, 20, 20);

    assertThat(tiling(first, second, second, first).check()).isEmpty();
    assertThatThrownBy(() -> tiling(first, second, second).check())
        .isInstanceOf(QuernException.class)
        .hasMessageContaining("was read 1 times, the one at byte 10 2 times");
  }

  @Test
  void aStreamReadAsAWholeNeedsNoLength() throws QuernException {
    Tiling tiling = new Tiling();
    tiling.add(new Tile("f.gz", 100, 0, 0, 1234, 7, 7, true));

    assertThat(tiling.check()).isEmpty();
  }

  @Test
  void linesAreCountedFromTheFilesBegin() {
    Tiling tiling = new Tiling();
    tiling.add(new Tile("f", 100, 0, 0, 33, 2, 5, false));
    tiling.add(new Tile("f", 100, 30, 33, 75, 2, 3, false));
    tiling.add(new Tile("f", 100, 60, 75, 75, 0, 0, false));
    tiling.add(new Tile("f", 100, 70, 75, 100, 9, 9, false));
    tiling.add(new Tile("f", 100, 30, 33, 75, 2, 3, false));

    assertThat(tiling.linesBefore("f", 32)).isZero();
    assertThat(tiling.linesBefore("f", 33)).isEqualTo(5);
    assertThat(tiling.linesBefore("f", 75)).isEqualTo(8);
    assertThat(tiling.linesBefore("f", 99)).isEqualTo(8);
    assertThat(tiling.linesBefore("other", 99)).isZero();
  }

  /**
   * A file of random rows in random splits, of which some guess wrong. A wrong start leads
   * anywhere; a right one to the begin of a row. The tiling must never be proved while a split is
   * wrong, never tell a start that is not a row's, and be proved after as many repeats as splits
   * were wrong.
   */
  @Property(tries = 2000)
  void repeatsWithTheKnownStartsEndInTheOneRightTiling(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int splits) throws QuernException {
    Random random = new Random(seed);
    int length = splits * 10;
    List<Integer> rows = new ArrayList<>(List.of(0));
    while (rows.get(rows.size() - 1) < length) {
      int next = rows.get(rows.size() - 1) + 1 + random.nextInt(random.nextInt(5) == 0 ? 25 : 6);
      rows.add(Math.min(next, length));
    }
    Map<Integer, Integer> guesses = new HashMap<>();
    Map<Integer, Integer> wrongEnds = new HashMap<>();
    for (int start = 0; start < length; start += 10) {
      int right = firstRow(rows, start);
      boolean guessesRight = start == 0 || random.nextInt(3) > 0;
      int guess = guessesRight ? right : Math.min(length, start + random.nextInt(20));
      guesses.put(start, guess);
      wrongEnds.put(start, Math.max(guess, Math.min(length, start + 10 + random.nextInt(15))));
    }

    for (int round = 0; ; round++) {
      assertThat(round).isLessThan(Math.max(2, splits));
      List<Tile> tiles = new ArrayList<>();
      boolean allRight = true;
      for (int start = 0; start < length; start += 10) {
        int right = firstRow(rows, start);
        int first = guesses.get(start);
        allRight &= first == right;
        int end = first == right ? firstRow(rows, start + 10) : wrongEnds.get(start);
        tiles.add(tile(start, first, end, length));
      }
      Collections.shuffle(tiles, random);
      List<Tiling.Start> starts;
      try {
        starts = tiling(tiles.toArray(Tile[]::new)).check();
      } catch (QuernException e) {
        // A wrong guess that the end of the file refutes: nothing is published either.
        assertThat(allRight).isFalse();
        return;
      }
      assertThat(starts.isEmpty()).isEqualTo(allRight);
      if (allRight) {
        return;
      }
      guesses.put((int) starts.get(0).split(), (int) starts.get(0).first());
      assertThat((int) starts.get(0).first())
          .isEqualTo(firstRow(rows, (int) starts.get(0).split()));
      for (Tiling.Start start : starts) {
        guesses.put((int) start.split(), (int) start.first());
      }
    }
  }

  /** The first row that begins at or after {@code start}. */
  private static int firstRow(List<Integer> rows, int start) {
    return rows.stream().filter(row -> row >= start).findFirst().orElseThrow();
  }
}
