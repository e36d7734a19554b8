/** Partitioners by hash, at random and by range, and what chooses their cut points. */
@NullMarked
package quern.partitioners;

import org.jspecify.annotations.NullMarked;
