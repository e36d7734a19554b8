package quern.drivers;

import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Reads the value of an option that may stand without one: {@code --show}, {@code --show=5}, {@code
 * --show 5}. Only a number is taken for its value, so that {@code --show people.csv} shows what was
 * made of the file.
 */
final class OptionalCount implements IParameterConsumer {
  @Override
  @SuppressWarnings("JdkObsolete") // picocli's interface
  public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
    String value = "20";
    if (!args.isEmpty() && isNumber(args.peek())) {
      value = args.pop();
    }
    try {
      option.setValue(Integer.valueOf(value));
    } catch (NumberFormatException e) {
      throw new ParameterException(
          command.commandLine(),
          ((picocli.CommandLine.Model.OptionSpec) option).longestName()
              + " "
              + value
              + ": expected a number of rows up to "
              + Integer.MAX_VALUE,
          e,
          option,
          value);
    }
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
