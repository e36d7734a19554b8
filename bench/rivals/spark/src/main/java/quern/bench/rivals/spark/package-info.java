/** The works that Spark is measured on. */
package quern.bench.rivals.spark;
