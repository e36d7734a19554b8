/** Mappers: what a job does to one row. */
@NullMarked
package quern.mappers;

import org.jspecify.annotations.NullMarked;
