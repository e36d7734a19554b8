/** The works that DuckDB is measured on. */
package quern.bench.rivals.duckdb;
