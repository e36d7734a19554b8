/** JMH benchmarks of single parts. */
@NullMarked
package quern.bench.jmh;

import org.jspecify.annotations.NullMarked;
