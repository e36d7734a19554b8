/** From rows to a published directory: output format, task pages, proofs and the one committer. */
@NullMarked
package quern.records.commit;

import org.jspecify.annotations.NullMarked;
