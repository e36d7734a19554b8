package quern.records.csv;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What columns are called. */
final class ColumnNames {
  private ColumnNames() {}

  /**
   * A header's names as the columns are called: a name that stands there twice gets its position,
   * from 0, added in each place, as Spark has it.
   */
  static List<String> unique(List<String> header) {
    Map<String, Integer> times = new HashMap<>();
    header.forEach(name -> times.merge(name, 1, Integer::sum));
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>(header);
    for (int i = 0; i < header.size(); i++) {
      String name = header.get(i);
      if (times.getOrDefault(name, 1) > 1) {
        name += i;
        while (!taken.add(name)) {
          name += "_";
        }
      }
      names.add(name);
    }
    return names;
  }
}
