package quern.bench;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG, readable on light and dark pages.
 *
 * @param title above the bars
 * @param unit behind each figure
 * @param bars from the top
 */
record BarChart(String title, String unit, List<Bar> bars) {
  /**
   * A bar.
   *
   * @param value its length; negative where there is nothing to show but the label
   * @param isOurs whether it is the one that the others are compared with
   */
  record Bar(String label, double value, boolean isOurs) {}

  private static final int WIDTH = 760;
  private static final int LABELS = 300;
  private static final int FIGURES = 70;
  private static final int HEAD = 34;
  private static final int STEP = 30;
  private static final int THICK = 20;

  @Override
  public String toString() {
    int height = HEAD + STEP * bars.size() + 6;
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" font-family="sans-serif" font-size="13" fill="#808080">
        <title>%s</title>
        <text x="0" y="18" font-weight="bold">%s</text>
        """
            .formatted(WIDTH, height, WIDTH, height, escape(title), escape(title)));
    for (int i = 0; i < bars.size(); i++) {
      Bar bar = bars.get(i);
      int y = HEAD + STEP * i;
      double length = Math.max(0, bar.value) / Math.max(most, 1e-9) * (WIDTH - LABELS - FIGURES);
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n",
              LABELS - 8,
              y + 15,
              escape(bar.label)));
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              LABELS,
              y,
              length,
              THICK,
              bar.isOurs ? "#2e8b57" : "#9aa5b1"));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>%n",
              LABELS + length + 6,
              y + 15,
              bar.value < 0 ? "failed" : String.format(Locale.ROOT, "%.1f %s", bar.value, unit)));
    }
    return svg.append("</svg>\n").toString();
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
