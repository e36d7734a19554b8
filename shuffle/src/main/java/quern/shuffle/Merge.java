package quern.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Merges sorted segments: a tournament of losers (D. Knuth, "The Art of Computer Programming",
 * volume 3, section 5.4.1) over the prefixes of their next keys. Records of equal keys come in the
 * order of their segments.
 */
final class Merge implements Closeable {
  private final KeyOrder order;
  private final SegmentReader[] segments;
  private final long[] prefixes;

  /** Whether a segment has come to its end. */
  private final boolean[] ended;

  /** Loser of each match; the winner of all at 0. */
  private final int[] tree;

  private boolean started;

  /** A merge of {@code segments}, which it closes. */
  Merge(KeyOrder order, List<SegmentReader> segments) {
    this.order = order;
    this.segments = segments.toArray(SegmentReader[]::new);
    this.prefixes = new long[this.segments.length];
    this.ended = new boolean[this.segments.length];
    this.tree = new int[Math.max(1, this.segments.length)];
  }

  /**
   * Moves on to the next record.
   *
   * @return false when there is none
   */
  boolean next() throws IOException {
    if (segments.length == 0) {
      return false;
    }
    if (!started) {
      started = true;
      for (int i = 0; i < segments.length; i++) {
        advance(i);
      }
      tree[0] = segments.length == 1 ? 0 : play(1);
    } else if (!ended[tree[0]]) {
      int winner = tree[0];
      advance(winner);
      for (int node = (winner + segments.length) / 2; node > 0; node /= 2) {
        int other = tree[node];
        if (isBefore(other, winner)) {
          tree[node] = winner;
          winner = other;
        }
      }
      tree[0] = winner;
    }
    return !ended[tree[0]];
  }

  private void advance(int i) throws IOException {
    SegmentReader segment = segments[i];
    if (segment.next()) {
      prefixes[i] = order.prefix(segment.bytes(), segment.keyFrom(), segment.keyLength());
    } else {
      ended[i] = true;
      segment.close();
    }
  }

  /** Plays all matches below {@code node}; returns the winner. Leaves are the segments. */
  private int play(int node) {
    if (node >= segments.length) {
      return node - segments.length;
    }
    int left = play(2 * node);
    int right = play(2 * node + 1);
    boolean leftFirst = isBefore(left, right);
    tree[node] = leftFirst ? right : left;
    return leftFirst ? left : right;
  }

  private boolean isBefore(int a, int b) {
    if (ended[a] || ended[b]) {
      return !ended[a];
    }
    if (prefixes[a] != prefixes[b]) {
      return Long.compareUnsigned(prefixes[a], prefixes[b]) < 0;
    }
    if (order.decides(prefixes[a])) {
      return a < b;
    }
    SegmentReader one = segments[a];
    SegmentReader other = segments[b];
    int difference =
        order.compare(
            one.bytes(),
            one.keyFrom(),
            one.keyLength(),
            other.bytes(),
            other.keyFrom(),
            other.keyLength());
    return difference == 0 ? a < b : difference < 0;
  }

  /** The segment whose record is the next one. */
  SegmentReader current() {
    return segments[tree[0]];
  }

  /** How much has been given out, from 0 to 1. */
  float progress() {
    float sum = 0;
    for (int i = 0; i < segments.length; i++) {
      sum += ended[i] ? 1 : segments[i].progress();
    }
    return segments.length == 0 ? 1 : sum / segments.length;
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < segments.length; i++) {
      if (!ended[i]) {
        ended[i] = true;
        segments[i].close();
      }
    }
  }
}
