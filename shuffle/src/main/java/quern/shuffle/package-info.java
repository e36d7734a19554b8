/** The shuffle: map-output collectors, and the checked way to the reduce tasks. */
@NullMarked
package quern.shuffle;

import org.jspecify.annotations.NullMarked;
