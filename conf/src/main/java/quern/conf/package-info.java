/** Every setting of Quern, once: key, type, default and what it does. */
@NullMarked
package quern.conf;

import org.jspecify.annotations.NullMarked;
