/** CSV in and out: dialects, the scanner, splits and what proves them. */
@NullMarked
package quern.records.csv;

import org.jspecify.annotations.NullMarked;
