/**
 * Flows: chains of jobs as a graph, read from YAML or built in Java, and checked before they run.
 */
@NullMarked
package quern.flows;

import org.jspecify.annotations.NullMarked;
