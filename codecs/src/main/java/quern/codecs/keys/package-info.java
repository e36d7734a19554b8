/** Named keys of Hadoop's key providers, and how a job's tasks get the data keys they need. */
@NullMarked
package quern.codecs.keys;

import org.jspecify.annotations.NullMarked;
