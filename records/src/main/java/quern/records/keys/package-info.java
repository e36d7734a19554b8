/** Shuffle keys: columns of a row as byte strings whose unsigned order is the SQL order. */
@NullMarked
package quern.records.keys;

import org.jspecify.annotations.NullMarked;
