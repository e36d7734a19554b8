package quern.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page of benchmarks: what is measured stands between two marks in it, and is replaced; all
 * else is written by hand. A chart of each work lies in a folder beside the page.
 *
 * @param file the page
 */
record Page(Path file) {
  private static final String BEGIN = "<!-- measured by bench/run all -->";
  private static final String END = "<!-- end of what was measured -->";

  /** Puts the report of a work into the page, in place of an older one. */
  void put(Report report) throws IOException {
    String name = report.work().name();
    Path charts = Path.of(file.toString().replaceFirst("\\.md$", ""));
    Files.createDirectories(charts);
    Files.writeString(charts.resolve(name + ".svg"), report.chart().toString());
    String begin = BEGIN.replace("all", name);
    String end = END.replace("what", name);
    String section =
        begin
            + "\n"
            + report.toString().stripTrailing()
            + "\n\n![%s](%s/%s.svg)\n".formatted(name, charts.getFileName(), name)
            + end;
    String page = Files.readString(file);
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    Files.writeString(
        file,
        from >= 0 && to >= from
            ? page.substring(0, from) + section + page.substring(to + end.length())
            : page.stripTrailing() + "\n\n" + section + "\n");
  }
}
