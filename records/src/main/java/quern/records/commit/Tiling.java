package quern.records.commit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import quern.records.Exit;
import quern.records.QuernException;

/**
 * Proves that the splits of each file read all its rows once: the first row of the first split
 * begins at 0, the first row of each next one where the split before it ended, and the last ends at
 * the file's end. A reader that starts at the true begin of a row ends at the true begin of the
 * next split's first row, so by induction no split guessed wrong, whatever the dialect.
 *
 * <p>Where they do not meet, the walk tells starts to try again with: after a split that began
 * right, the next begins at that one's end, and so do all that lie before that end. The end of a
 * split that began wrong is worth nothing, so the guess of the one after it stands until it is
 * refuted. The first start told for a file is certain, and later ones are if the guesses in between
 * were right; so each repeat with them makes the proved beginning of the file longer by at least
 * one split.
 *
 * <p>Not for several threads.
 */
public final class Tiling {
  /** The offset at which the first row of a split begins, by what is known now. */
  public record Start(String file, long split, long first) {}

  private static final Comparator<Tile> BY_PLACE =
      Comparator.comparingLong(Tile::start)
          .thenComparingLong(Tile::first)
          .thenComparingLong(Tile::end);

  private final SortedMap<String, List<Tile>> files = new TreeMap<>();

  /** Files of which the one tile covers all, and so is proved; there may be millions of them. */
  private final Map<String, Tile> alone = new HashMap<>();

  /** By file, the number of lines before each tile by its first offset. */
  private final Map<String, NavigableMap<Long, Long>> lines = new HashMap<>();

  /** Takes a split's tile, in any order. */
  public void add(Tile tile) {
    List<Tile> tiles = files.get(tile.file());
    if (tiles == null && tile.isComplete() && !alone.containsKey(tile.file())) {
      alone.put(tile.file(), tile);
      return;
    }
    if (tiles == null) {
      tiles = new ArrayList<>();
      files.put(tile.file(), tiles);
    }
    Tile before = alone.remove(tile.file());
    if (before != null) {
      tiles.add(before);
    }
    tiles.add(tile);
  }

  /**
   * Checks all files.
   *
   * @return the starts that are now known, when some were guessed wrong; empty when all is proved
   * @throws QuernException with {@link Exit#PROOF} when the tiles cannot be put right by other
   *     starts: one is missing, doubled, or does not end where its file does
   */
  public List<Start> check() throws QuernException {
    List<Start> starts = new ArrayList<>();
    for (Map.Entry<String, List<Tile>> entry : files.entrySet()) {
      check(entry.getKey(), once(entry.getKey(), entry.getValue()), starts);
    }
    return starts;
  }

  /** The tiles in order. A file that was given n times as input has each of its tiles n times. */
  private static List<Tile> once(String file, List<Tile> tiles) throws QuernException {
    List<Tile> sorted = new ArrayList<>(tiles);
    sorted.sort(BY_PLACE);
    List<Tile> distinct = new ArrayList<>();
    List<Integer> times = new ArrayList<>();
    for (Tile tile : sorted) {
      int last = distinct.size() - 1;
      if (last >= 0 && BY_PLACE.compare(distinct.get(last), tile) == 0) {
        times.set(last, times.get(last) + 1);
      } else {
        distinct.add(tile);
        times.add(1);
      }
    }
    for (int i = 1; i < distinct.size(); i++) {
      if (distinct.get(i).start() == distinct.get(i - 1).start()) {
        throw new QuernException(
            Exit.PROOF,
            "%s: the split at byte %d was read twice with different rows: [%d, %d) and [%d, %d)"
                .formatted(
                    file,
                    distinct.get(i).start(),
                    distinct.get(i - 1).first(),
                    distinct.get(i - 1).end(),
                    distinct.get(i).first(),
                    distinct.get(i).end()));
      }
      if (!times.get(i).equals(times.get(0))) {
        throw new QuernException(
            Exit.PROOF,
            "%s: the split at byte %d was read %d times, the one at byte %d %d times"
                .formatted(
                    file,
                    distinct.get(0).start(),
                    times.get(0),
                    distinct.get(i).start(),
                    times.get(i)));
      }
    }
    return distinct;
  }

  private static void check(String file, List<Tile> tiles, List<Start> starts)
      throws QuernException {
    if (tiles.get(0).start() != 0) {
      throw new QuernException(
          Exit.PROOF,
          "%s: no task read its first bytes; the first split read begins at byte %d"
              .formatted(file, tiles.get(0).start()));
    }
    boolean known = true;
    long at = 0;
    for (int i = 0; i < tiles.size(); i++) {
      Tile tile = tiles.get(i);
      if (tile.first() > tile.end()) {
        throw new QuernException(
            Exit.PROOF,
            "%s: the split at byte %d ends at byte %d, before its first row at byte %d"
                .formatted(file, tile.start(), tile.end(), tile.first()));
      }
      if (known && tile.first() != at) {
        if (tile.start() == 0) {
          throw new QuernException(
              Exit.PROOF,
              "%s: expected the first split to begin at byte 0, found byte %d"
                  .formatted(file, tile.first()));
        }
        starts.add(new Start(file, tile.start(), at));
        // A row that began before a split and goes on behind it leaves no row to begin in it: the
        // next split begins where this one should have.
        known = i + 1 < tiles.size() && tiles.get(i + 1).start() <= at;
      } else {
        known = true;
        at = tile.end();
      }
    }
    Tile last = tiles.get(tiles.size() - 1);
    if (known && !last.whole() && at != last.length()) {
      throw new QuernException(
          Exit.PROOF,
          "%s: expected its rows to end at its end, byte %d, found byte %d; a split is missing, or"
                  .formatted(file, last.length(), at)
              + " the file changed while it was read");
    }
  }

  /**
   * The number of lines of {@code file} before the tile in which {@code offset} lies; to be asked
   * once all tiles are proved.
   */
  public long linesBefore(String file, long offset) {
    List<Tile> tiles = files.get(file);
    if (tiles == null) {
      return 0;
    }
    Map.Entry<Long, Long> tile =
        lines.computeIfAbsent(file, name -> lines(tiles)).floorEntry(offset);
    return tile == null ? 0 : tile.getValue();
  }

  private static NavigableMap<Long, Long> lines(List<Tile> tiles) {
    // Tiles without rows, and tiles of a file read several times, share their first offset.
    NavigableMap<Long, Long> lines = new TreeMap<>();
    for (Tile tile : tiles) {
      lines.merge(tile.first(), tile.lines(), Math::max);
    }
    long before = 0;
    for (Map.Entry<Long, Long> entry : lines.entrySet()) {
      before += entry.setValue(before);
    }
    return lines;
  }
}
