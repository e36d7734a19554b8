/** The checks of {@code quern doctor}: what a machine and a cluster need for Quern's jobs. */
@NullMarked
package quern.drivers.doctor;

import org.jspecify.annotations.NullMarked;
