/** The command line, and one small driver for each job. */
@NullMarked
package quern.drivers;

import org.jspecify.annotations.NullMarked;
