/** Which of the steps that could start does: policies, on real time and in simulations alike. */
@NullMarked
package quern.flows.schedule;

import org.jspecify.annotations.NullMarked;
