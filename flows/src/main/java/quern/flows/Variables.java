package quern.flows;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import quern.conf.Nearest;

/**
 * The variables of a flow file: {@code ${name}} stands for a text, {@code $$} for a dollar sign.
 */
final class Variables {
  private static final Pattern USE = Pattern.compile("\\$(\\$|\\{([^}]*)\\}?)?");
  static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private final Map<String, String> values = new LinkedHashMap<>();

  void set(String name, String value) {
    values.put(name, value);
  }

  /**
   * {@code text} with its variables replaced, once: what they stand for is taken as it is.
   *
   * @throws IllegalArgumentException when there is no such variable
   */
  String replace(String text) {
    Matcher use = USE.matcher(text);
    StringBuilder replaced = new StringBuilder();
    while (use.find()) {
      use.appendReplacement(replaced, Matcher.quoteReplacement(value(use)));
    }
    return use.appendTail(replaced).toString();
  }

  private String value(Matcher use) {
    if (use.group(1) == null || use.group().equals("$$")) {
      return "$"; // alone it is a dollar sign, as in a regular expression
    }
    String name = use.group(2);
    if (!use.group().endsWith("}")) {
      throw new IllegalArgumentException(use.group() + " is never closed; $$ is a dollar sign");
    }
    String value = values.get(name);
    if (value == null) {
      List<String> names = new ArrayList<>(values.keySet());
      throw new IllegalArgumentException(
          "no variable is called '"
              + name
              + "'; "
              + Nearest.to(name, names).map("did you mean '%s'? "::formatted).orElse("")
              + "there are "
              + String.join(", ", names));
    }
    return value;
  }
}
