package quern.drivers;

import java.util.ArrayList;
import java.util.List;

/** A flow of ten steps, of most kinds of jobs, that branches and joins. */
final class TenSteps {
  /** How many they are: s0 to s9. */
  static final int COUNT = 10;

  private TenSteps() {}

  /** The flow's file, with the input {@code people.csv} and all outputs below {@code folder}. */
  static String text(String folder) {
    StringBuilder text = new StringBuilder("name: ten\nsteps:\n");
    step(text, folder, "s0", "csv people.csv s0 --where 'age > 18' --rejects r0");
    step(text, folder, "s1", "csv s0 s1 --partitions 3 --partition-by hash:city");
    step(text, folder, "s2", "sort s0 s2 --by 'income desc, id'");
    step(text, folder, "s3", "aggregate s1 s3 --by city --agg 'count(*) as n, sum(age) as years'");
    step(text, folder, "s4", "top 1 s2 s4 --by income --per city");
    step(text, folder, "s5", "distinct s1 s5 --by age");
    step(text, folder, "s6", "join s3 s4 s6 --using city");
    step(text, folder, "s7", "recode s5 s7 --codec gzip");
    step(text, folder, "s8", "sort s6 s8 --by city");
    step(text, folder, "s9", "csv s8 s9 --select 'city, n, years, name'");
    return text.toString();
  }

  /** The directories that are written: a step's is called as it is, and {@code r0} has rejects. */
  static List<String> outputs() {
    List<String> outputs = new ArrayList<>(List.of("r0"));
    for (int i = 0; i < COUNT; i++) {
      outputs.add("s" + i);
    }
    return outputs;
  }

  private static void step(StringBuilder text, String folder, String name, String command) {
    String located = command.replaceAll("(?<= )(people\\.csv|[rs]\\d)(?= |$)", folder + "/$1");
    text.append("  ").append(name).append(":\n    command: ").append(located).append('\n');
  }
}
