/** What flows through a job: CSV rows, schemas, keys, expressions and manifests. */
@NullMarked
package quern.records;

import org.jspecify.annotations.NullMarked;
