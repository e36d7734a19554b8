package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.codecs.block.Repair;
import quern.codecs.hamming.Correction;
import quern.records.Exit;

/** Mends damaged files that a Hamming code protects. */
@Command(
    description = {
      "Reads files that --codec hamming has written, past the checksums by which the file system",
      "refuses damaged ones, corrects them, proves each block by its checksum, and puts the file as it",
      "was written in the place of the damaged one. Needs no key, for files that are encrypted too."
    },
    footer = {
      "quern repair out/part-m-00000.csv.ham",
      "quern repair --dry-run out",
    })
final class RepairCommand implements Subcommand {
  private static final String EXTENSION = ".ham";

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Files, or directories of them.")
  private List<String> paths = new ArrayList<>();

  @Option(names = "--dry-run", description = "Says what is damaged, and changes nothing.")
  private boolean dryRun;

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  /** What became of a file; where it is beyond repair, only why. */
  private record Report(
      Path file, @Nullable Repair repair, boolean refused, boolean changed, String error) {}

  @Override
  public Exit run(Session session) throws Exception {
    Configuration conf = run.configuration(session);
    List<FileStatus> files = new ArrayList<>();
    for (String path : paths) {
      files.addAll(find(new Path(path), conf));
    }
    List<Report> reports = new ArrayList<>();
    for (FileStatus file : files) {
      Report report = mend(file, conf);
      reports.add(report);
      if (report.repair == null) {
        session.err().println(report.file + ": " + report.error);
      } else if (!run.quiet() && !run.json()) {
        session.out().println(report.file + ": " + told(report, report.repair));
      }
    }
    if (run.json()) {
      printJson(reports, session.out());
    }
    boolean all = reports.stream().allMatch(report -> report.repair != null);
    return all ? Exit.DONE : Exit.FAILED;
  }

  private static List<FileStatus> find(Path path, Configuration conf) throws IOException {
    FileSystem fs = path.getFileSystem(conf);
    if (!fs.exists(path)) {
      throw new UsageException("%s: there is no such file or directory".formatted(path));
    }
    FileStatus status = fs.getFileStatus(path);
    if (status.isFile()) {
      return List.of(status);
    }
    List<FileStatus> files =
        Arrays.stream(fs.listStatus(path)).filter(RepairCommand::isProtected).sorted().toList();
    if (files.isEmpty()) {
      throw new UsageException(
          "%s: none of its files ends in %s, as protected ones do".formatted(path, EXTENSION));
    }
    return files;
  }

  private static boolean isProtected(FileStatus file) {
    String name = file.getPath().getName();
    return file.isFile()
        && !name.startsWith(".")
        && name.toLowerCase(Locale.ROOT).endsWith(EXTENSION);
  }

  private Report mend(FileStatus file, Configuration conf) {
    Path path = file.getPath();
    try (FileSystem unverified = FileSystem.newInstance(path.toUri(), conf)) {
      unverified.setVerifyChecksum(false);
      FileSystem fs = path.getFileSystem(conf);
      boolean refused = isRefused(fs, path);
      Repair repair = new Repair();
      Repair.Opener damaged = at(unverified, path);
      if (dryRun) {
        repair.repair(damaged, file.getLen(), OutputStream.nullOutputStream());
        return new Report(path, repair, refused, false, "");
      }
      Path mended = new Path(path.getParent(), "." + path.getName() + ".mended");
      try {
        try (FSDataOutputStream out = create(fs, mended, file)) {
          repair.repair(damaged, file.getLen(), out);
          out.hsync();
        }
        boolean changed = repair.changedBytes() > 0 || refused;
        if (changed) {
          prove(fs, mended, repair);
          FileContext.getFileContext(path.toUri(), conf).rename(mended, path, Rename.OVERWRITE);
        }
        return new Report(path, repair, refused, changed, "");
      } finally {
        fs.delete(mended, false);
      }
    } catch (IOException e) {
      return new Report(path, null, false, false, String.valueOf(e.getMessage()));
    }
  }

  private static Repair.Opener at(FileSystem fs, Path path) {
    return position -> {
      FSDataInputStream in = fs.open(path);
      in.seek(position);
      return in;
    };
  }

  /** As the damaged one is kept. */
  private static FSDataOutputStream create(FileSystem fs, Path path, FileStatus like)
      throws IOException {
    return fs.create(
        path,
        like.getPermission(),
        EnumSet.of(CreateFlag.CREATE, CreateFlag.OVERWRITE),
        fs.getConf().getInt("io.file.buffer.size", 4096),
        (short) Math.max(1, like.getReplication()),
        like.getBlockSize(),
        null);
  }

  /** Whether the file system refuses a file's bytes. */
  private static boolean isRefused(FileSystem fs, Path path) {
    try (InputStream in = fs.open(path)) {
      in.transferTo(OutputStream.nullOutputStream());
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Reads what was written as anybody will. */
  private static void prove(FileSystem fs, Path mended, Repair made) throws IOException {
    Repair proof = new Repair();
    long length = fs.getFileStatus(mended).getLen();
    proof.repair(at(fs, mended), length, OutputStream.nullOutputStream());
    if (proof.changedBytes() > 0 || proof.blocks() != made.blocks()) {
      throw new IOException("what was written in its place is not right; nothing was changed");
    }
  }

  private static String told(Report report, Repair repair) {
    String blocks = Numbers.count(repair.blocks(), "block");
    String would = report.changed ? "" : "would be ";
    if (repair.changedBytes() == 0) {
      return report.refused
          ? "its %s are right, the file system's checksums were not; %swritten anew"
              .formatted(blocks, would)
          : "undamaged, " + blocks;
    }
    Correction corrected = repair.corrected();
    return "%smended: %s of %s, the first at byte %s; %s in %s corrected"
        .formatted(
            would,
            Numbers.count(repair.changedBytes(), "byte"),
            blocks,
            Numbers.grouped(repair.firstChange()),
            Numbers.count(corrected.words(), "codeword"),
            Numbers.count(corrected.chunks(), "chunk"));
  }

  private static void printJson(List<Report> reports, PrintStream out) throws IOException {
    try (JsonGenerator json = JsonOutput.indented(out)) {
      json.writeStartArray();
      for (Report report : reports) {
        json.writeStartObject();
        json.writeStringField("file", report.file.toString());
        Repair repair = report.repair;
        if (repair == null) {
          json.writeStringField("error", report.error);
        } else {
          json.writeBooleanField("mended", report.changed);
          json.writeNumberField("blocks", repair.blocks());
          json.writeNumberField("damagedBytes", repair.changedBytes());
          json.writeNumberField("firstDamage", repair.firstChange());
          json.writeNumberField("correctedWords", repair.corrected().words());
          json.writeNumberField("correctedChunks", repair.corrected().chunks());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }
}
