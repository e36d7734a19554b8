/**
 * Runs flows: decides what is still right, starts the rest in the order of a policy, and retries.
 */
@NullMarked
package quern.flows.run;

import org.jspecify.annotations.NullMarked;
