/** A pseudo-distributed cluster of Hadoop's own daemons, each a process of its own on loopback. */
@NullMarked
package quern.cluster;

import org.jspecify.annotations.NullMarked;
