/** The codecs by name, and Quern's own as Hadoop's interfaces have them. */
@NullMarked
package quern.codecs;

import org.jspecify.annotations.NullMarked;
