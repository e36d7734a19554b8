/** A Huffman coder for blocks of bytes. */
@NullMarked
package quern.codecs.huffman;

import org.jspecify.annotations.NullMarked;
