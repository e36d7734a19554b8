/**
 * Authenticated encryption of a stream in segments, and the part of its header that tells the key.
 */
@NullMarked
package quern.codecs.aes;

import org.jspecify.annotations.NullMarked;
