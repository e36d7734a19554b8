/** The works that Hadoop's own MapReduce is measured on, where its examples have none. */
package quern.bench.rivals.stock;
