/**
 * Faults made on purpose on a cluster of real daemons, at exact moments, and what must come of
 * them.
 */
package quern.drivers.faults;
