package quern.drivers;

import quern.records.Exit;

/**
 * One command. An implementation is a picocli command whose options sit in mixins:
 * {@code @Mixin(name = "Rows")} makes a group with that heading on the help page; the command's own
 * options stand under its {@code optionListHeading}. It is listed in {@link Commands}, which also
 * has its name and its one line of summary.
 */
interface Subcommand {
  /**
   * Runs it, its options being set.
   *
   * @throws Exception what {@link Failures} turns into a message and an exit code
   */
  Exit run(Session session) throws Exception;
}
