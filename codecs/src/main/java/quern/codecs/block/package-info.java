/** The block container: chains of coders, blocks, and the streams made of them; free of Hadoop. */
@NullMarked
package quern.codecs.block;

import org.jspecify.annotations.NullMarked;
