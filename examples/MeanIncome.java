import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.conf.Configured;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.Mapper;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;
import org.apache.hadoop.util.Tool;
import org.apache.hadoop.util.ToolRunner;
import quern.partitioners.HashPartitioner;
import quern.records.Schema;
import quern.records.csv.CsvInputFormat;
import quern.records.csv.Dialect;
import quern.records.csv.Row;
import quern.reducers.Moments;
import quern.reducers.MomentsCombiner;

/** A job of your own with parts of Quern: count, mean and deviation of incomes by city. */
public final class MeanIncome extends Configured implements Tool {
  public static final class Incomes extends Mapper<LongWritable, Row, Text, Moments> {
    private final Text city = new Text();
    private final Moments income = new Moments();

    @Override
    protected void map(LongWritable offset, Row row, Context context)
        throws java.io.IOException, InterruptedException {
      if (row.get("city") != null && row.get("income") != null) {
        city.set(row.get("city"));
        income.set(Double.parseDouble(row.get("income")));
        context.write(city, income);
      }
    }
  }

  @Override
  public int run(String[] args) throws Exception {
    Job job = Job.getInstance(getConf(), "mean income");
    job.setJarByClass(MeanIncome.class);
    FileInputFormat.addInputPath(job, new Path(args[0]));
    FileOutputFormat.setOutputPath(job, new Path(args[1]));
    Schema columns = Schema.parse("id, name, age, city, income, signup, comment");
    CsvInputFormat.configure(job, Dialect.RFC_4180, columns); // splits at any byte,
    CsvInputFormat.prove(job); // and proves that no row was missed
    job.setMapperClass(Incomes.class);
    job.setCombinerClass(MomentsCombiner.class); // in place, with Quern's HashCollector
    job.setPartitionerClass(HashPartitioner.class);
    job.setReducerClass(MomentsCombiner.class);
    job.setOutputKeyClass(Text.class);
    job.setOutputValueClass(Moments.class);
    return job.waitForCompletion(true) ? 0 : 1;
  }

  public static void main(String[] args) throws Exception {
    System.exit(ToolRunner.run(new Configuration(), new MeanIncome(), args));
  }
}
