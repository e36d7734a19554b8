package quern.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quern.records.Exit;

/** What is wrong with a command that writes is said before anything is written. */
class CsvErrorsTest {
  @TempDir private Path scratch;

  @BeforeEach
  void writeInput() throws IOException {
    Files.writeString(scratch.resolve("in.csv"), "id,name,age\n1,Ann,17\n2,Bob,81\n");
    Files.writeString(scratch.resolve("other.csv"), "id,name,income\n1,Ann,17\n");
    Files.createDirectories(scratch.resolve("empty"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          csv in.csv out --wehre age>1               | csv has no option --wehre; did you mean --where?
          cvs in.csv out                             | no command is called 'cvs'; did you mean 'csv'?
          csv in.csv out --where agee>18             | did you mean 'age'?
          csv in.csv out --select id,nme             | did you mean 'name'?
          csv in.csv out --where name>18             | ^
          csv in.csv out --where age>                | expected
          csv in.csv out --where id+1                | a condition is expected here
          csv none.csv out                           | input none.csv: there is no such file or directory
          csv no*.csv out                            | no file matches
          csv empty out                              | the directory has no files to read
          csv in.csv empty/../in.csv                 | in.csv
          csv empty/../in.csv .                      | must not be the same nor lie in one another
          csv in.csv in.csv/out                      | must not be the same nor lie in one another
          csv in.csv out --rejects out               | must not be the same nor lie in one another
          csv in.csv out --rejects out/rejects       | must not be the same nor lie in one another
          csv in.csv out --max-rejects some          | --max-rejects: expected a number of rows or a percentage
          csv in.csv out --max-rejects -1            | expected a number of rows or a percentage
          csv in.csv out --codec gzpi                | --codec: no codec is called 'gzpi'. Did you mean 'gzip'?
          csv in.csv out --partitions 2 --partition-by hsah:id | did you mean 'hash'?
          csv in.csv out --partitions 2 --partition-by hash:idd | did you mean 'id'?
          csv in.csv out --partitions 2 --partition-by hash | lacks its columns
          csv in.csv out --partitions 2 --partition-by random:id | random takes no columns
          csv in.csv out --partition-by hash:id      | --partitions: say how many
          csv in.csv out --partitions -2             | --partitions: say how many
          csv in.csv out --partitions two            | two
          csv in.csv out --out-quote ab              | --out-quote 'ab': it must be one ASCII character
          csv in.csv out --out-sep=                  | --out-sep '': it is empty
          csv in.csv other.csv out                   | other.csv has id, name, income
          csv in.csv out --schema idd_long           | no column is called 'idd_long'
          csv in.csv out --max-columns 2             | the header names 3 columns; maxColumns allows 2
          csv in.csv out --storage-policy HOT        | --storage-policy: expected the output on HDFS, found file:out, on the file system file:///
          csv in.csv out --erasure-coding replicate  | --erasure-coding: expected the output on HDFS
          wordcount in.csv out --replication 2       | --replication: expected the output on HDFS
          csv in.csv out --replication 40000         | --replication 40000: expected 1 to 32767 copies
          csv in.csv out --replication two           | two
          wordcount in.csv out --partitions 0        | --partitions: say how many
          wordcount none.txt out                     | there is no such file or directory
          """)
  void aMistakeEndsWithTwoAndLeavesNothing(String line, String message) throws IOException {
    List<String> args = new ArrayList<>();
    for (String word : Arrays.asList(line.split(" ", -1))) {
      boolean isPath = word.matches("(in|other|none|no\\*|out|empty|\\.)(\\.csv|\\.txt)?(/.*)?");
      args.add(isPath ? scratch + "/" + word : word);
    }
    List<String> before = Jobs.names(scratch);

    Jobs.Result result = Jobs.run(args);

    assertThat(result.err().replace(scratch + "/", "")).startsWith("quern: ").contains(message);
    assertThat(result.exit()).as(result.err()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).doesNotContain("\tat ");
    assertThat(Jobs.names(scratch)).isEqualTo(before);
  }

  @Test
  void aTypeErrorPointsAtThePlaceInTheExpression() {
    Jobs.Result result =
        Jobs.run(
            "csv",
            scratch.resolve("in.csv"),
            scratch.resolve("out"),
            "--where",
            "id = 1 and age > 'old'");

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    List<String> lines = result.err().lines().toList();
    int caret = -1;
    for (int i = 0; i < lines.size(); i++) {
      caret = lines.get(i).strip().equals("^") ? i : caret;
    }
    assertThat(caret).as(result.err()).isPositive();
    String expression = lines.get(caret - 1);
    assertThat(expression).contains("id = 1 and age > 'old'");
    assertThat(lines.get(caret).indexOf('^'))
        .isBetween(expression.indexOf("age"), expression.length() - 1);
  }

  @Test
  void anOutputThatAnotherRunHoldsIsRefused() throws IOException {
    Path out = scratch.resolve("out");
    Files.createDirectories(out.resolve("_temporary"));

    Jobs.Result result = Jobs.run("csv", scratch.resolve("in.csv"), out);

    assertThat(result.exit()).isEqualTo(Exit.USAGE);
    assertThat(result.err()).contains("expected nothing there");
    assertThat(Jobs.names(out)).containsExactly("_temporary");
  }

  @Test
  void aBrokenUtf16FileNamesItsRemedy() throws IOException {
    Path file =
        Files.write(scratch.resolve("u.csv"), new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0});

    assertThat(Jobs.run("csv", file, scratch.resolve("out")).err()).contains("--encoding UTF-16");
  }
}
