/** Reducers and combiners: what a job does to the rows of one key. */
@NullMarked
package quern.reducers;

import org.jspecify.annotations.NullMarked;
