/** Joins: what is joined with what, and how joined rows are made of two. */
@NullMarked
package quern.records.join;

import org.jspecify.annotations.NullMarked;
