/** Test data, and side-by-side runs of whole processes against what else does the same work. */
@NullMarked
package quern.bench;

import org.jspecify.annotations.NullMarked;
