/**
 * Error correction: a Hamming code that repairs flipped bits and lost stretches of stored bytes.
 */
@NullMarked
package quern.codecs.hamming;

import org.jspecify.annotations.NullMarked;
