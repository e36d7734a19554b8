package quern.records.csv;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathFilter;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.jspecify.annotations.Nullable;
import quern.codecs.BlockCodec;
import quern.codecs.aes.WrappedKey;
import quern.codecs.block.StreamHeader;
import quern.conf.Settings;
import quern.records.Column;
import quern.records.Exit;
import quern.records.QuernException;
import quern.records.Schema;
import quern.records.Type;
import quern.records.commit.Manifest;
import quern.records.commit.Parallel;

/**
 * A command's inputs, seen from the client: which files they are, what their columns are called,
 * and what types those seem to have.
 *
 * <p>Each input is a file, a directory (its files, without those below it unless Hadoop is told to
 * go there) or a glob. Names that start with {@code _} or {@code .} are passed over unless named.
 */
public final class CsvFiles {
  private static final String RECURSIVE = "mapreduce.input.fileinputformat.input.dir.recursive";

  /** Files that have no codec; asking Hadoop for one loads them all. */
  private static final Set<String> PLAIN = Set.of("csv", "tsv", "txt", "tbl", "psv", "dat");

  private static final PathFilter VISIBLE =
      path -> !path.getName().startsWith("_") && !path.getName().startsWith(".");

  /** Inputs up to this size are read whole rather than sampled. */
  private static final long WHOLE = 2 << 20;

  private static final int WHOLE_FILES = 64;
  private static final long HEAD = 256 << 10;
  private static final int PLACES = 16;
  private static final long PLACE = 64 << 10;

  private final Configuration conf;
  private final int maxRowBytes;
  private final List<FileStatus> files;
  private final DirectoryColumns directories;
  private @Nullable CompressionCodecFactory codecs;

  private CsvFiles(Configuration conf, List<FileStatus> files, DirectoryColumns directories) {
    this.conf = conf;
    this.directories = directories;
    this.maxRowBytes = Settings.CSV_MAX_ROW_BYTES.get(conf);
    this.files = List.copyOf(files);
  }

  /**
   * Finds the files.
   *
   * @param inputs as the user wrote them
   * @throws QuernException when an input is missing, or has no file in it
   */
  public static CsvFiles find(List<String> inputs, Configuration conf) throws IOException {
    List<FileStatus> files = new ArrayList<>();
    Set<Path> seen = new HashSet<>();
    List<String> columns = null;
    for (String input : inputs) {
      for (Found found : expand(input, conf)) {
        if (columns != null && !columns.equals(found.columns)) {
          throw usage(
              "input %s: %s is in directories that tell the columns %s, another file in such that tell %s; files read together must have the same columns"
                  .formatted(input, found.file.getPath(), found.columns, columns));
        }
        columns = found.columns;
        if (seen.add(found.file.getPath())) {
          files.add(found.file);
        }
      }
    }
    return new CsvFiles(conf, files, new DirectoryColumns(columns == null ? List.of() : columns));
  }

  /**
   * A file that was found.
   *
   * @param columns what the directories below the input tell in their names, {@code city=Oslo}
   */
  private record Found(FileStatus file, List<String> columns) {}

  private static List<Found> expand(String input, Configuration conf) throws IOException {
    Path path;
    try {
      path = new Path(input);
    } catch (IllegalArgumentException e) {
      throw usage("input '" + input + "' is not a path: " + e.getMessage());
    }
    FileSystem fs = path.getFileSystem(conf);
    List<Found> found = new ArrayList<>();
    boolean recursive = conf.getBoolean(RECURSIVE, false);
    FileStatus status = statusOrNull(fs, path);
    if (status != null) {
      add(fs, status, recursive, List.of(), found);
      if (found.isEmpty()) {
        throw usage("input " + input + ": the directory has no files to read" + hint(recursive));
      }
      return found;
    }
    // Only now as a pattern: the name of a file that there is may hold a bracket.
    FileStatus[] matches = fs.globStatus(path, VISIBLE);
    if (matches == null || matches.length == 0) {
      throw usage(
          input.matches(".*[*?\\[{].*")
              ? "input " + input + ": no file matches"
              : "input " + input + ": there is no such file or directory");
    }
    Arrays.sort(matches);
    for (FileStatus match : matches) {
      add(fs, match, recursive, List.of(), found);
    }
    if (found.isEmpty()) {
      throw usage(
          "input " + input + ": only directories without files to read match" + hint(recursive));
    }
    return found;
  }

  private static QuernException usage(String message) {
    return new QuernException(Exit.USAGE, message);
  }

  private static @Nullable FileStatus statusOrNull(FileSystem fs, Path path) throws IOException {
    try {
      return fs.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  private static String hint(boolean recursive) {
    return recursive
        ? " (names that start with _ or . are passed over)"
        : " (folders within and names that start with _ or . are passed over; -D "
            + RECURSIVE
            + "=true reads folders within)";
  }

  private static void add(
      FileSystem fs, FileStatus status, boolean recursive, List<String> columns, List<Found> to)
      throws IOException {
    if (status.isFile()) {
      to.add(new Found(status, columns));
      return;
    }
    FileStatus[] children = fs.listStatus(status.getPath(), VISIBLE);
    Arrays.sort(children);
    for (FileStatus child : children) {
      String column = child.isFile() ? null : DirectoryName.column(child.getPath().getName());
      if (column != null) {
        List<String> deeper = new ArrayList<>(columns);
        deeper.add(column);
        add(fs, child, recursive, deeper, to);
      } else if (child.isFile() || recursive) {
        add(fs, child, recursive, columns, to);
      }
    }
  }

  /**
   * The columns, as strings, that the names of directories below an input tell, and no file has;
   * those of the upper directories first.
   */
  public Schema directories() {
    return Schema.ofStrings(directories.names());
  }

  /** Whether an input is a directory with others in it whose names tell columns. */
  public static boolean hasPartitions(FileSystem fs, Path input) throws IOException {
    FileStatus status = statusOrNull(fs, input);
    return status != null
        && status.isDirectory()
        && Arrays.stream(fs.listStatus(input, VISIBLE))
            .anyMatch(
                child ->
                    child.isDirectory() && DirectoryName.column(child.getPath().getName()) != null);
  }

  /** The directories in which the files are that {@link #directories} tell something of. */
  public Set<Path> partitionDirectories() {
    Set<Path> parents = new LinkedHashSet<>();
    if (directories.size() > 0) {
      files.forEach(file -> parents.add(file.getPath().getParent()));
    }
    return parents;
  }

  /**
   * An empty batch for {@code reader} on a file, which hands out fields in the schema's order.
   *
   * @param header the file's columns; null when the dialect has no header
   * @param reference the file the schema's names are from, for messages
   * @throws QuernException when the columns are not those of the schema in some order
   */
  public RowBatch newBatch(
      RowReader reader, Schema schema, String reference, @Nullable List<String> header, String file)
      throws IOException {
    RowBatch batch =
        reader.newBatch(header == null ? schema.size() - directories.size() : header.size());
    directories.apply(batch, schema, reference, header, file);
    return batch;
  }

  /** The files: inputs in the order given, the files of each by name. */
  public List<FileStatus> files() {
    return files;
  }

  /** The length of all files in bytes, as they are stored. */
  public long bytes() {
    return files.stream().mapToLong(FileStatus::getLen).sum();
  }

  /** Whether rows of a file can be read from within. */
  public boolean isSplittable(FileStatus file, Dialect dialect) {
    return SplitText.isSplittable(codec(file.getPath()), dialect);
  }

  /** Whether a file is stored as the text it is, without a codec. */
  public boolean isPlain(FileStatus file) {
    return codec(file.getPath()) == null;
  }

  /** Opens a file to be read from within, which {@link #isSplittable}. */
  public SplitText openSplit(FileStatus file, Dialect dialect) throws IOException {
    return SplitText.open(conf, file, codec(file.getPath()), dialect);
  }

  /** The wrapped data keys of those files that are encrypted. */
  public Set<WrappedKey> wrappedKeys() throws IOException {
    List<Path> encoded = new ArrayList<>();
    for (FileStatus file : files) {
      if (codec(file.getPath()) instanceof BlockCodec) {
        encoded.add(file.getPath());
      }
    }
    Set<WrappedKey> keys = new LinkedHashSet<>();
    Parallel.forEach(encoded, this::wrappedKey, key -> key.ifPresent(keys::add));
    return keys;
  }

  private Optional<WrappedKey> wrappedKey(Path path) throws IOException {
    try (InputStream in = InputFile.open(conf, path, codec(path))) {
      return Optional.ofNullable(StreamHeader.read(in).key());
    } catch (IOException e) {
      throw new QuernException(Exit.FAILED, "cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private @Nullable CompressionCodec codec(Path path) {
    String name = path.getName();
    int dot = name.lastIndexOf('.');
    if (dot < 0 || PLAIN.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
      return null;
    }
    if (codecs == null) {
      codecs = new CompressionCodecFactory(conf);
    }
    return codecs.getCodec(path);
  }

  /** Opens a file as the dialect sees it: uncompressed, and in UTF-8. */
  public InputStream open(FileStatus file, Dialect dialect) throws IOException {
    Path path = file.getPath();
    CompressionCodec codec = codec(path);
    InputStream in = InputFile.open(conf, path, codec);
    return Transcoder.toUtf8(in, codec, dialect.encoding(), path.toString());
  }

  /** The file whose header names the columns: the first that is not empty. */
  private String reference(Dialect dialect) {
    return files.stream()
        .filter(file -> file.getLen() > 0 && dialect.hasHeader())
        .map(file -> file.getPath().toString())
        .findFirst()
        .orElse("");
  }

  /**
   * The names of the columns: of the first file that is not empty, or {@code _c0, _c1, …} when the
   * dialect has no header.
   *
   * @throws QuernException when all files are empty
   */
  public List<String> header(Dialect dialect) throws IOException {
    for (FileStatus file : files) {
      List<String> names = header(file, dialect);
      if (!names.isEmpty()) {
        return names;
      }
    }
    throw usage(
        "there is no row in the input, so that nothing tells the columns: "
            + files.get(0).getPath()
            + (files.size() > 1 ? " and " + (files.size() - 1) + " more files are" : " is")
            + " empty; --schema names them");
  }

  private List<String> header(FileStatus file, Dialect dialect) throws IOException {
    // Without a header the first row is read as one, for the number of its fields.
    Dialect reading = dialect.hasHeader() ? dialect : dialect.with(CsvOption.HEADER, "true");
    try (RowReader reader = new RowReader(reading, maxRowBytes)) {
      reader.openStart(open(file, dialect), file.getPath().toString(), Long.MAX_VALUE);
      List<String> names = reader.header();
      if (names == null) {
        return List.of();
      }
      if (dialect.hasHeader()) {
        return names;
      }
      List<String> numbered = new ArrayList<>();
      for (int i = 0; i < names.size(); i++) {
        numbered.add("_c" + i);
      }
      return numbered;
    }
  }

  /**
   * Finds the columns and their types.
   *
   * @param infer where the types of columns come from that are not declared
   * @param declared what the user says; with a header it may name some columns only, which are
   *     found by name; without one it names all
   * @throws quern.records.UnknownColumnException when a column declared is not in the header
   */
  public DiscoveredSchema discover(Dialect dialect, Infer infer, @Nullable Schema declared)
      throws IOException {
    return discover(dialect, infer, declared, FullScan.HERE);
  }

  /** Likewise, with a way to look at all rows if that is asked for. */
  public DiscoveredSchema discover(
      Dialect dialect, Infer infer, @Nullable Schema declared, FullScan fullScan)
      throws IOException {
    if (declared != null && !dialect.hasHeader()) {
      return new DiscoveredSchema(declared, "", null, false, -1);
    }
    String reference = reference(dialect);
    List<String> names = directories.behind(header(dialect), reference);
    Type[] types = declared == null ? new Type[names.size()] : declaredTypes(names, declared);
    boolean allDeclared = Arrays.stream(types).noneMatch(java.util.Objects::isNull);
    if (infer != Infer.NONE) {
      inferDirectories(dialect, types);
    }
    if (infer == Infer.NONE || allDeclared) {
      return new DiscoveredSchema(schema(names, types, null), reference, null, false, -1);
    }
    @Nullable Schema recorded = infer == Infer.SAMPLE ? recorded(names) : null;
    if (recorded != null) {
      for (int i = 0; i < types.length; i++) {
        types[i] = types[i] == null ? recorded.column(i).type() : types[i];
      }
      return new DiscoveredSchema(schema(names, types, null), reference, null, true, -1);
    }
    if (infer == Infer.FULL) {
      SchemaInference all = fullScan.scan(this, dialect, names, reference);
      return new DiscoveredSchema(
          schema(names, types, all), reference, all, true, all.rows() + all.skipped());
    }
    Sampling sampling = new Sampling(dialect, names, reference);
    sampling.sample();
    return new DiscoveredSchema(
        schema(names, types, sampling.inference),
        reference,
        sampling.inference,
        sampling.complete,
        sampling.estimatedRows());
  }

  /** Sets those types of columns of directories that are not declared: their names tell all. */
  private void inferDirectories(Dialect dialect, Type[] types) throws QuernException {
    int own = types.length - directories.size();
    SchemaInference inference = new SchemaInference(directories.size(), dialect.formats());
    Set<Path> seen = new HashSet<>();
    for (FileStatus file : files) {
      if (directories.size() > 0 && seen.add(file.getPath().getParent())) {
        inference.add(directories.row(dialect, file.getPath().toString()));
      }
    }
    for (int i = own; i < types.length; i++) {
      types[i] = types[i] == null ? inference.type(i - own) : types[i];
    }
  }

  /**
   * What the one directory that all files are in says of itself, if that is about these columns.
   */
  private @Nullable Schema recorded(List<String> names) throws IOException {
    Path directory = files.get(0).getPath().getParent();
    if (directory == null
        || !files.stream().allMatch(file -> directory.equals(file.getPath().getParent()))) {
      return null;
    }
    return Manifest.read(directory.getFileSystem(conf), directory)
        .map(Manifest::schema)
        .filter(schema -> schema.names().equals(names))
        .orElse(null);
  }

  /** A way to look at all rows for their columns' types. */
  @FunctionalInterface
  public interface FullScan {
    /** In this process, one file after the other. */
    FullScan HERE = CsvFiles::scanHere;

    /**
     * Looks at all rows.
     *
     * @param names the columns
     * @param reference the file whose header gave the names; empty when none did
     */
    SchemaInference scan(CsvFiles files, Dialect dialect, List<String> names, String reference)
        throws IOException;
  }

  private SchemaInference scanHere(Dialect dialect, List<String> names, String reference)
      throws IOException {
    Sampling sampling = new Sampling(dialect, names, reference);
    sampling.readAll();
    return sampling.inference;
  }

  /** Takes rows one by one. */
  @FunctionalInterface
  public interface RowHandler {
    /** Takes a row, which is valid until this returns; false when no more are wanted. */
    boolean row(RowBatch batch, int row) throws IOException;
  }

  /**
   * Reads the rows, file by file, until the handler has enough. Malformed rows are kept, left out
   * or refused as the dialect's mode says.
   *
   * @throws QuernException with {@link Exit#REFUSED} at a malformed row in mode failfast
   */
  public void read(Dialect dialect, DiscoveredSchema columns, RowHandler handler)
      throws IOException {
    for (FileStatus file : files) {
      try (RowReader reader = new RowReader(dialect, maxRowBytes)) {
        reader.openStart(open(file, dialect), file.getPath().toString(), Long.MAX_VALUE);
        List<String> header = reader.header();
        boolean isEmpty = header != null && header.isEmpty();
        if (!isEmpty) {
          RowBatch batch =
              newBatch(
                  reader, columns.schema(), columns.reference(), header, file.getPath().toString());
          if (!read(reader, batch, dialect, handler)) {
            return;
          }
        }
      }
    }
  }

  private static boolean read(RowReader reader, RowBatch batch, Dialect dialect, RowHandler handler)
      throws IOException {
    while (reader.read(batch)) {
      for (int row = 0; row < batch.rows; row++) {
        Malformed malformed = batch.malformed(row);
        if (malformed != null && dialect.mode() == Mode.FAILFAST) {
          throw new QuernException(
              Exit.REFUSED,
              "%s: the row at byte %d is malformed: %s; --mode permissive keeps it, --mode drop leaves it out"
                  .formatted(batch.source(), batch.offset(row), malformed.text()));
        }
        boolean left = malformed != null && dialect.mode() == Mode.DROP;
        if (left || malformed == Malformed.ROW_TOO_LONG) {
          continue;
        }
        if (!handler.row(batch, row)) {
          return false;
        }
      }
    }
    return true;
  }

  private static Type[] declaredTypes(List<String> names, Schema declared) {
    Schema header = Schema.ofStrings(names);
    Type[] types = new Type[names.size()];
    for (Column column : declared.columns()) {
      types[header.indexOf(column.name())] = column.type();
    }
    return types;
  }

  private static Schema schema(
      List<String> names, Type[] declared, @Nullable SchemaInference inference) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Type type = declared[i];
      if (type == null) {
        type = inference == null ? Type.STRING : inference.type(i);
      }
      columns.add(new Column(names.get(i), type));
    }
    return new Schema(columns);
  }

  /** Reads rows here and there, or all of them. */
  private final class Sampling {
    private final Dialect dialect;
    private final List<String> names;
    private final String reference;
    private final SchemaInference inference;
    private final Set<Path> headsRead = new HashSet<>();
    private long bytesRead;
    private int filesRead;
    private boolean complete;

    Sampling(Dialect dialect, List<String> names, String reference) {
      this.dialect = dialect;
      this.names = names;
      this.reference = reference;
      this.inference = new SchemaInference(names.size(), dialect.formats());
    }

    void readAll() throws IOException {
      for (FileStatus file : files) {
        head(file, Long.MAX_VALUE);
      }
      complete = true;
    }

    void sample() throws IOException {
      boolean small =
          bytes() <= WHOLE
              && files.size() <= WHOLE_FILES
              && files.stream().allMatch(file -> isSplittable(file, dialect));
      if (small) {
        readAll();
        return;
      }
      head(files.get(0), HEAD);
      for (int place = 1; place < PLACES; place++) {
        long target = (long) ((double) bytes() * place / PLACES);
        int file = 0;
        while (target >= files.get(file).getLen()) {
          target -= files.get(file++).getLen();
        }
        place(files.get(file), file == 0, target);
      }
      complete = filesRead == files.size();
    }

    private void place(FileStatus file, boolean first, long offset) throws IOException {
      if (!isSplittable(file, dialect) || offset < PLACE) {
        if (!headsRead.contains(file.getPath())) {
          head(file, PLACE);
        }
      } else if (!first || offset >= HEAD) {
        middle(file, offset);
      }
    }

    /** Reads the rows that start in a file's first {@code end} bytes. */
    private void head(FileStatus file, long end) throws IOException {
      headsRead.add(file.getPath());
      try (RowReader reader = new RowReader(dialect, maxRowBytes)) {
        reader.openStart(open(file, dialect), file.getPath().toString(), end);
        List<String> header = reader.header();
        RowBatch batch = batch(reader, header == null || header.isEmpty() ? null : header, file);
        while (reader.read(batch)) {
          inference.add(batch, false);
        }
        bytesRead += reader.next();
        filesRead += reader.next() < end ? 1 : 0;
      }
    }

    private void middle(FileStatus file, long offset) throws IOException {
      @Nullable List<String> header = dialect.hasHeader() ? header(file, dialect) : null;
      try (SplitText text = openSplit(file, dialect);
          RowReader reader = new RowReader(dialect, maxRowBytes)) {
        SplitText.Place place = text.at(offset);
        reader.openGuess(
            place.read(place.base()),
            file.getPath().toString(),
            place.base(),
            place.start(),
            place.start() + PLACE,
            header == null ? names.size() - directories.size() : header.size());
        RowBatch batch = batch(reader, header, file);
        while (reader.read(batch)) {
          // Where the guess was wrong, what is malformed says nothing.
          inference.add(batch, true);
        }
        bytesRead += reader.next() - reader.first();
      }
    }

    private RowBatch batch(RowReader reader, @Nullable List<String> header, FileStatus file)
        throws IOException {
      return newBatch(
          reader, Schema.ofStrings(names), reference, header, file.getPath().toString());
    }

    /** How many rows there are, about: -1 when nothing tells. */
    long estimatedRows() {
      if (complete) {
        return inference.rows() + inference.skipped();
      }
      boolean plain = files.stream().allMatch(file -> codec(file.getPath()) == null);
      if (!plain || bytesRead == 0) {
        return -1;
      }
      return Math.round((double) inference.rows() / bytesRead * bytes());
    }
  }
}
