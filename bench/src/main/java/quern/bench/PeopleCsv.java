package quern.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * A CSV file of made-up people: {@code id,name,age,city,income,signup,comment}.
 *
 * <p>About 60 bytes a row: 17 million rows are 1 GB. The ids count from 1; ages are even over 0 to
 * 99; 1,000 cities follow Zipf's law; incomes have two decimals; the signup is an ISO date of the
 * years 2010 to 2025. One comment in ten is quoted and has a comma inside, and one in four of those
 * has doubled quotes too. A few names are not ASCII. No field is empty and none holds a line end.
 */
@Command(
    name = "people",
    description = "Writes a CSV file of made-up people, about 60 bytes a row.",
    mixinStandardHelpOptions = true)
public final class PeopleCsv implements Callable<Integer> {
  static final String HEADER = "id,name,age,city,income,signup,comment";

  /** Rows generated from one random generator; part of what a seed means. */
  static final int BLOCK_ROWS = 1 << 16;

  private static final int CITIES = 1_000;
  private static final LocalDate FIRST_SIGNUP = LocalDate.of(2010, 1, 1);
  private static final LocalDate END_OF_SIGNUPS = LocalDate.of(2026, 1, 1);

  @Parameters(index = "0", paramLabel = "ROWS", description = "number of rows below the header")
  private long rows;

  @Parameters(index = "1", paramLabel = "FILE", description = "what to write; must not exist")
  private Path file = Path.of("");

  @Option(names = "--seed", description = "the same seed, the same bytes (${DEFAULT-VALUE})")
  private long seed = 42;

  private PeopleCsv() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new PeopleCsv()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    write(file, rows, seed, Runtime.getRuntime().availableProcessors());
    return 0;
  }

  /**
   * Writes {@code rows} rows below a header.
   *
   * @param threads how many generate at once; has no influence on the bytes
   * @throws java.nio.file.FileAlreadyExistsException if the file is there already
   */
  public static void write(Path file, long rows, long seed, int threads) throws IOException {
    if (rows < 0) {
      throw new IllegalArgumentException("rows: expected 0 or more, found " + rows);
    }
    Rows generator = new Rows();
    long blocks = Math.max(1, (rows + BLOCK_ROWS - 1) / BLOCK_ROWS);
    BlockFile.write(
        file,
        blocks,
        seed,
        threads,
        (block, random, sink) -> {
          if (block == 0) {
            sink.put((HEADER + "\n").getBytes(UTF_8));
          }
          long first = block * BLOCK_ROWS;
          generator.append(first + 1, Math.min(BLOCK_ROWS, rows - first), random, sink);
        });
  }

  /** Makes rows. Immutable, so that threads may share one. */
  public static final class Rows {
    private static final byte[] DOUBLED_QUOTE = {'"', '"'};
    private static final byte[] NOTHING = {};

    private final byte[][] firstNames = WordList.ofResource("first-names.txt");
    private final byte[][] lastNames = WordList.ofResource("last-names.txt");
    private final byte[][] cities = cities();
    private final Zipf cityRanks = new Zipf(CITIES);
    private final byte[][] signups =
        WordList.of(
            FIRST_SIGNUP
                .datesUntil(END_OF_SIGNUPS)
                .map(LocalDate::toString)
                .toArray(String[]::new));
    private final byte[][] plain =
        WordList.of("ok", "ok", "new", "paid", "late", "moved", "to call", "vip", "due", "no mail");
    private final byte[][] words =
        WordList.of("late", "paid", "moved", "called", "abroad", "wrote", "owes 20", "back soon");

    /** Appends {@code count} rows with the ids from {@code firstId} on. */
    public void append(long firstId, long count, SplittableRandom random, ByteSink sink) {
      for (long id = firstId; id < firstId + count; id++) {
        sink.putDecimal(id);
        sink.put(',');
        sink.put(any(firstNames, random));
        sink.put(' ');
        sink.put(any(lastNames, random));
        sink.put(',');
        sink.putDecimal(random.nextInt(100));
        sink.put(',');
        sink.put(cities[cityRanks.next(random)]);
        sink.put(',');
        appendIncome(random, sink);
        sink.put(',');
        sink.put(any(signups, random));
        sink.put(',');
        appendComment(random, sink);
        sink.put('\n');
      }
    }

    /** From 8,000.00 to some 129,000.00, most of them low. */
    private static void appendIncome(SplittableRandom random, ByteSink sink) {
      long cents = 800_000L + (long) random.nextInt(2_000) * random.nextInt(6_000);
      cents += random.nextInt(100_000);
      sink.putDecimal(cents / 100);
      sink.put('.');
      sink.putDigits(cents % 100, 2);
    }

    private void appendComment(SplittableRandom random, ByteSink sink) {
      int kind = random.nextInt(40);
      if (kind >= 4) {
        sink.put(any(plain, random));
        return;
      }
      byte[] mark = kind == 0 ? DOUBLED_QUOTE : NOTHING;
      sink.put('"');
      sink.put(mark);
      sink.put(any(words, random));
      sink.put(mark);
      sink.put(',');
      sink.put(' ');
      sink.put(any(words, random));
      sink.put('"');
    }

    private static byte[] any(byte[][] words, SplittableRandom random) {
      return words[random.nextInt(words.length)];
    }

    /** Every stem with every ending once, so mixed that neighbouring ranks share neither. */
    private static byte[][] cities() {
      String[] stems =
          ("Ash Bar Bel Cas Dal Elm Far Gal Ham Kil Lan Mar Nor Oak Pen Ral Sal Tor Ul Val Wes York"
                  + " Zel Bran Cold Drum East Fair Glen High Iron Kings Long Mill New Old Red Stan"
                  + " Thorn White")
              .split(" ", -1);
      String[] ends =
          ("ton ford ham by ley wick worth field bury mouth dale burg ville port stead well bridge"
                  + " don den more hurst gate ness wood land")
              .split(" ", -1);
      String[] names = new String[CITIES];
      for (int rank = 0; rank < CITIES; rank++) {
        int stem = rank % stems.length;
        int end = (rank / stems.length + rank) % ends.length;
        names[rank] = stems[stem] + ends[end];
      }
      return WordList.of(names);
    }
  }
}
