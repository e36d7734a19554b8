/**
 * Block container and coders, free of Hadoop, and the one adapter that makes them Hadoop codecs.
 */
@NullMarked
package quern.codecs;

import org.jspecify.annotations.NullMarked;
