/**
 * What a flow remembers between runs, and how it tells an output that is right from one that is
 * not.
 */
@NullMarked
package quern.flows.state;

import org.jspecify.annotations.NullMarked;
