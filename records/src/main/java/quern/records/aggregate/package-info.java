/** Aggregates: what they keep of the rows of a group, and the table of groups that is kept. */
@NullMarked
package quern.records.aggregate;

import org.jspecify.annotations.NullMarked;
