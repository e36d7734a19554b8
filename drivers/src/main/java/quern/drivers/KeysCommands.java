package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quern.codecs.keys.KeyRing;
import quern.codecs.keys.NamedKey;
import quern.records.Column;
import quern.records.Exit;
import quern.records.Type;

/** The commands that look after the named keys that outputs are encrypted with. */
final class KeysCommands {
  private KeysCommands() {}

  /** Makes a key. */
  @Command(
      description = {
        "The key has 256 bits and stays with its provider: outputs are encrypted with data keys of",
        "their own, which it encrypts. A keystore that is not there is made, with the password that",
        "is given; without its file and its password nobody reads what its keys encrypt: keep copies."
      },
      footer = {
        "quern keys create payroll",
        "quern keys create payroll --provider kms://http@kms.example.org:9600/kms",
      })
  static final class Create implements Subcommand {
    @Parameters(paramLabel = "NAME", description = "Lower case.")
    private String name = "";

    @Mixin(name = "Keys")
    private KeyOptions keys = new KeyOptions();

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      KeyRing.requireName(name); // before a password is asked for
      Configuration conf = run.configuration(session);
      keys.configure(conf, session);
      try (KeyRing ring = KeyOptions.openToCreate(conf, session)) {
        tell("made", name, ring.create(name), ring, run, session);
      }
      return Exit.DONE;
    }
  }

  /** Gives a key a new version. */
  @Command(
      description = {
        "New outputs are encrypted under the new version. What is encrypted already stays as it is,",
        "and readable: a provider keeps all versions of its keys."
      },
      footer = "quern keys roll payroll")
  static final class Roll implements Subcommand {
    @Parameters(paramLabel = "NAME")
    private String name = "";

    @Mixin(name = "Keys")
    private KeyOptions keys = new KeyOptions();

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Configuration conf = run.configuration(session);
      keys.configure(conf, session);
      try (KeyRing ring = KeyOptions.openToChange(conf, session)) {
        tell("rolled", name, ring.roll(name), ring, run, session);
      }
      return Exit.DONE;
    }
  }

  /** Prints what keys there are. */
  @Command(
      description = "Prints names, versions, lengths, and when they were made; never a key itself.",
      footer = {"quern keys list", "quern keys list --on /etc/hadoop/conf --json | jq .keys"})
  static final class Listing implements Subcommand {
    private static final List<Column> FACTS =
        List.of(
            new Column("key", Type.STRING),
            new Column("versions", Type.LONG),
            new Column("bits", Type.LONG),
            new Column("created", Type.STRING));

    @Mixin(name = "Keys")
    private KeyOptions keys = new KeyOptions();

    @Mixin(name = "Where it runs")
    private RunOptions run = new RunOptions();

    @Override
    public Exit run(Session session) throws Exception {
      Configuration conf = run.configuration(session);
      keys.configure(conf, session);
      try (KeyRing ring = KeyOptions.open(conf, session)) {
        List<NamedKey> all = ring.list();
        if (run.json()) {
          printJson(all, ring, session);
        } else {
          printTable(all, session);
          if (!run.quiet()) {
            session.err().println(Numbers.count(all.size(), "key") + " in " + ring.provider());
          }
        }
      }
      return Exit.DONE;
    }

    private static void printTable(List<NamedKey> all, Session session) {
      TablePrinter table = TablePrinter.ofFacts(session, FACTS);
      for (NamedKey key : all) {
        table.add(
            key.name(),
            Numbers.grouped(key.versions()),
            Numbers.grouped(key.bits()),
            key.created().toString());
      }
      table.finish();
      session.out().flush();
    }

    private static void printJson(List<NamedKey> all, KeyRing ring, Session session)
        throws IOException {
      try (JsonGenerator json = JsonOutput.indented(session.out())) {
        json.writeStartObject();
        json.writeStringField("provider", ring.provider().toString());
        json.writeArrayFieldStart("keys");
        for (NamedKey key : all) {
          json.writeStartObject();
          json.writeStringField("key", key.name());
          json.writeNumberField("versions", key.versions());
          json.writeNumberField("bits", key.bits());
          json.writeStringField("created", key.created().toString());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
  }

  private static void tell(
      String what, String name, String version, KeyRing ring, RunOptions run, Session session)
      throws IOException {
    if (run.json()) {
      try (JsonGenerator json = JsonOutput.indented(session.out())) {
        json.writeStartObject();
        json.writeStringField("provider", ring.provider().toString());
        json.writeStringField("key", name);
        json.writeStringField("version", version);
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else if (!run.quiet()) {
      session
          .err()
          .println(
              "key '%s' %s: version %s, in %s".formatted(name, what, version, ring.provider()));
    }
  }
}
