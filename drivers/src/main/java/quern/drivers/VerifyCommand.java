package quern.drivers;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileChecksum;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapred.JobConf;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;
import org.apache.hadoop.util.StringUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quern.records.Exit;
import quern.records.commit.Manifest;
import quern.records.commit.Part;
import quern.records.csv.CsvFiles;
import quern.records.csv.Dialect;
import quern.records.csv.PartContent;

/** Reads an output again and holds it against its manifest. */
@Command(
    description = {
      "Reads every part of an output and proves that it holds the rows that were written: as many,",
      "and the same by a 128-bit hash. Finds parts that lack, are damaged, were changed or exchanged,",
      "and files that do not belong there."
    },
    footer = {"quern verify out", "quern verify --inputs --json /data/2026/*"})
final class VerifyCommand implements Subcommand {
  @Parameters(
      paramLabel = "PATH",
      arity = "1..*",
      description = "Directories that commands of Quern wrote.")
  private List<String> paths = new ArrayList<>();

  @Option(
      names = "--inputs",
      description = "Looks too whether the files that were read are still as they were.")
  private boolean inputs;

  @Mixin(name = "Keys")
  private KeyOptions keys = new KeyOptions();

  @Mixin(name = "Where it runs")
  private RunOptions run = new RunOptions();

  /** Something that is not as the manifest says. */
  private record Finding(String where, String what) {}

  /** What was found in one directory. */
  private record Report(String path, Manifest manifest, int lengthOnly, List<Finding> findings) {}

  @Override
  public Exit run(Session session) throws Exception {
    JobConf conf = run.configuration(session);
    List<Report> reports = new ArrayList<>();
    for (String path : paths) {
      Report report = verify(path, conf, session);
      reports.add(report);
      if (!run.json()) {
        print(report, session);
      }
    }
    if (run.json()) {
      printJson(reports, session);
    }
    boolean all = reports.stream().allMatch(report -> report.findings.isEmpty());
    return all ? Exit.DONE : Exit.PROOF;
  }

  private Report verify(String path, JobConf conf, Session session)
      throws IOException, InterruptedException {
    Path given = new Path(path);
    FileSystem fs = given.getFileSystem(conf);
    Path directory = fs.makeQualified(given);
    if (!fs.exists(directory)) {
      throw new UsageException(path + ": there is no such directory");
    }
    Manifest manifest =
        Manifest.read(fs, directory)
            .orElseThrow(
                () ->
                    new UsageException(
                        "%s: there is no %s in it, so nothing says what it should hold"
                            .formatted(path, Manifest.NAME)));
    List<Finding> findings = new ArrayList<>();
    if (conf.getBoolean(FileOutputCommitter.SUCCESSFUL_JOB_OUTPUT_DIR_MARKER, true)
        && !isOfRejects(manifest)
        && !fs.exists(new Path(directory, FileOutputCommitter.SUCCEEDED_FILE_NAME))) {
      findings.add(
          new Finding(
              FileOutputCommitter.SUCCEEDED_FILE_NAME,
              "expected, as the job's last word; not there"));
    }
    Map<String, FileStatus> there = new TreeMap<>();
    list(fs, directory, "", there);
    List<Part> toRead = new ArrayList<>();
    int lengthOnly = 0;
    for (Part part : manifest.parts()) {
      FileStatus file = there.remove(part.name());
      if (file == null) {
        findings.add(new Finding(part.name(), "expected, not there"));
      } else if (file.getLen() != part.bytes()) {
        findings.add(
            new Finding(
                part.name(),
                "expected %s, found %s"
                    .formatted(
                        Numbers.count(part.bytes(), "byte"), Numbers.grouped(file.getLen()))));
      } else if (part.rows() < 0) {
        lengthOnly++;
      } else {
        toRead.add(part);
      }
    }
    there.keySet().forEach(name -> findings.add(new Finding(name, "no part of the output")));
    findings.addAll(read(directory, manifest, toRead, conf, session));
    if (inputs) {
      findings.addAll(changedInputs(manifest, conf));
    }
    return new Report(path, manifest, lengthOnly, findings);
  }

  /** A directory of rejects is complete with the output that it belongs to, and has no mark. */
  private static boolean isOfRejects(Manifest manifest) {
    return !manifest.parts().isEmpty()
        && manifest.parts().stream().allMatch(part -> part.name().startsWith("rejects-"));
  }

  private static void list(FileSystem fs, Path directory, String prefix, Map<String, FileStatus> to)
      throws IOException {
    for (FileStatus entry : fs.listStatus(directory)) {
      String name = entry.getPath().getName();
      if (name.startsWith("_") || name.startsWith(".")) {
        continue;
      }
      if (entry.isDirectory()) {
        list(fs, entry.getPath(), prefix + name + "/", to);
      } else {
        to.put(prefix + name, entry);
      }
    }
  }

  private List<Finding> read(
      Path directory, Manifest manifest, List<Part> parts, JobConf conf, Session session)
      throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    if (parts.isEmpty()) {
      return findings;
    }
    List<String> names =
        parts.stream().map(part -> new Path(directory, part.name()).toString()).toList();
    CsvFiles files = CsvFiles.find(names, conf);
    keys.attach(conf, files, null, session);
    Dialect dialect = Dialect.of(manifest.dialect());
    int width = manifest.schema().size();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(parts.size(), Runtime.getRuntime().availableProcessors()));
    try {
      List<Callable<String>> reads = new ArrayList<>();
      for (int i = 0; i < parts.size(); i++) {
        Part part = parts.get(i);
        FileStatus file = files.files().get(i);
        reads.add(() -> compare(part, file, files, dialect, width));
      }
      List<Future<String>> results = pool.invokeAll(reads);
      for (int i = 0; i < parts.size(); i++) {
        String what = results.get(i).get();
        if (!what.isEmpty()) {
          findings.add(new Finding(parts.get(i).name(), what));
        }
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
    return findings;
  }

  /** What is wrong with a part; empty when nothing is. */
  private static String compare(
      Part part, FileStatus file, CsvFiles files, Dialect dialect, int width) {
    PartContent content;
    try {
      content = PartContent.read(files, file, dialect, width);
    } catch (IOException e) {
      return "cannot be read: " + e.getMessage();
    }
    if (content.rows() != part.rows()) {
      return "expected %s, found %s"
          .formatted(Numbers.count(part.rows(), "row"), Numbers.grouped(content.rows()));
    }
    return content.hash().equals(part.hash())
        ? ""
        : "expected rows with the hash %s, found %s: some were changed"
            .formatted(part.hash(), content.hash());
  }

  private static List<Finding> changedInputs(Manifest manifest, Configuration conf)
      throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (Manifest.Input input : manifest.inputs()) {
      Path path = new Path(input.path());
      FileSystem fs = path.getFileSystem(conf);
      try {
        FileStatus file = fs.getFileStatus(path);
        String checksum = input.checksum().isEmpty() ? "" : checksum(fs.getFileChecksum(path));
        if (file.getLen() != input.length() || !checksum.equals(input.checksum())) {
          findings.add(new Finding(input.path(), "is another input by now: it was changed"));
        } else if (checksum.isEmpty() && file.getModificationTime() != input.modified()) {
          findings.add(
              new Finding(input.path(), "was written again, though it is as long as before"));
        }
      } catch (FileNotFoundException e) {
        findings.add(new Finding(input.path(), "was read, and is not there any more"));
      }
    }
    return findings;
  }

  private static String checksum(FileChecksum checksum) {
    return checksum == null
        ? ""
        : checksum.getAlgorithmName() + ":" + StringUtils.byteToHexString(checksum.getBytes());
  }

  private void print(Report report, Session session) {
    for (Finding finding : report.findings) {
      session.out().println("%s: %s: %s".formatted(report.path, finding.where, finding.what));
    }
    if (report.findings.isEmpty() && !run.quiet()) {
      Manifest manifest = report.manifest;
      session
          .out()
          .println(
              "%s: %s, %s: all there, and as written%s"
                  .formatted(
                      report.path,
                      Numbers.count(manifest.parts().size(), "part"),
                      Numbers.count(manifest.rows(), "row"),
                      report.lengthOnly == 0
                          ? ""
                          : "; of "
                              + Numbers.count(report.lengthOnly, "part")
                              + " by another writer only the length is known"));
    }
  }

  private static void printJson(List<Report> reports, Session session) throws IOException {
    try (JsonGenerator json = JsonOutput.indented(session.out())) {
      json.writeStartArray();
      for (Report report : reports) {
        json.writeStartObject();
        json.writeStringField("path", report.path);
        json.writeBooleanField("proved", report.findings.isEmpty());
        json.writeNumberField("parts", report.manifest.parts().size());
        json.writeNumberField("rows", report.manifest.rows());
        json.writeNumberField("lengthOnly", report.lengthOnly);
        json.writeArrayFieldStart("findings");
        for (Finding finding : report.findings) {
          json.writeStartObject();
          json.writeStringField("where", finding.where);
          json.writeStringField("what", finding.what);
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeRaw('\n');
    }
  }
}
