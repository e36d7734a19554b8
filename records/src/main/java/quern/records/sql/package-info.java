/** SQL expressions over rows: conditions, select lists and single values. */
@NullMarked
package quern.records.sql;

import org.jspecify.annotations.NullMarked;
