package quern.codecs.keys;

import java.time.Instant;

/**
 * What a provider tells of a named key.
 *
 * @param name its name
 * @param versions how many versions it has had
 * @param bits its length
 * @param created when it was made
 */
public record NamedKey(String name, int versions, int bits, Instant created) {}
