package quern.bench;

import java.util.SplittableRandom;

/**
 * Ranks 0 to <i>n</i> − 1, rank <i>k</i> with a probability in proportion to 1 / (<i>k</i> + 1).
 *
 * <p>Each draw takes constant time by the alias method (A. J. Walker 1977, set up as in M. D. Vose
 * 1991). Immutable, so that threads may share one.
 */
final class Zipf {
  private static final double ONE = 1L << 32;

  /** The share of each slot that is its own, in 2<sup>−32</sup>; the rest is its alias's. */
  private final long[] own;

  private final int[] alias;

  Zipf(int n) {
    own = new long[n];
    alias = new int[n];
    double harmonic = 0;
    for (int k = n; k > 0; k--) {
      harmonic += 1.0 / k;
    }
    double[] weight = new double[n];
    for (int k = 0; k < n; k++) {
      weight[k] = n / (harmonic * (k + 1));
    }
    fill(weight);
  }

  /** Gives each slot the weight 1: what a light rank leaves free is filled from a heavy one. */
  private void fill(double[] weight) {
    // The weights fall, so the light ranks are the last ones, and `heavy` moves up to meet them.
    int n = weight.length;
    int[] light = new int[n];
    int lights = 0;
    int heavy = 0;
    for (int k = 0; k < n; k++) {
      if (weight[k] < 1) {
        light[lights++] = k;
      }
    }
    while (lights > 0 && heavy < n && weight[heavy] >= 1) {
      int k = light[--lights];
      own[k] = (long) (weight[k] * ONE);
      alias[k] = heavy;
      weight[heavy] -= 1 - weight[k];
      if (weight[heavy] < 1) {
        light[lights++] = heavy++;
      }
    }
    // What is left has the weight 1 but for rounding.
    while (lights > 0) {
      own[light[--lights]] = (long) ONE;
    }
    while (heavy < n && own[heavy] == 0) {
      own[heavy++] = (long) ONE;
    }
  }

  int next(SplittableRandom random) {
    long bits = random.nextLong();
    int slot = (int) (((bits >>> 32) * own.length) >>> 32);
    return (bits & 0xFFFF_FFFFL) < own[slot] ? slot : alias[slot];
  }
}
