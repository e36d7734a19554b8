package quern.drivers;

/** The command line's entry point. */
public final class Main {
  private Main() {}

  /** Prints the help line, or with {@code --version} the version. */
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      String version = Main.class.getPackage().getImplementationVersion();
      System.out.println("quern " + (version == null ? "(not packaged)" : version));
      return;
    }
    System.out.println("usage: quern <command> [options] INPUT… OUTPUT");
  }
}
