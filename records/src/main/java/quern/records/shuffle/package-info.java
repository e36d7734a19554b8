/** What a job's parts and its shuffle have in common: records as bytes, and states in place. */
@NullMarked
package quern.records.shuffle;

import org.jspecify.annotations.NullMarked;
