package quern.drivers;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import quern.records.Exit;

/** Prints a script that has the shell complete commands and options. */
@Command(
    description = "The script serves bash and zsh.",
    footer = {"source <(quern completion)", "quern completion >> ~/.bash_completion"})
final class Completion implements Subcommand {
  @Override
  public Exit run(Session session) {
    CommandLine quern = new CommandLine(CommandLine.Model.CommandSpec.create());
    for (Commands.Entry entry : Commands.all()) {
      int space = entry.name().indexOf(' ');
      CommandLine parent = space < 0 ? quern : group(quern, entry.name().substring(0, space));
      parent.addSubcommand(
          entry.name().substring(space + 1), CommandParser.commandLine(entry, entry.make().get()));
    }
    session.out().print(AutoComplete.bash("quern", quern));
    return Exit.DONE;
  }

  private static CommandLine group(CommandLine quern, String word) {
    CommandLine group = quern.getSubcommands().get(word);
    if (group == null) {
      group = new CommandLine(CommandLine.Model.CommandSpec.create());
      quern.addSubcommand(word, group);
    }
    return group;
  }
}
