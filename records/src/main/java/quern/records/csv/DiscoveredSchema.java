package quern.records.csv;

import org.jspecify.annotations.Nullable;
import quern.records.Schema;

/**
 * A schema, and how sure it is.
 *
 * @param schema the columns
 * @param reference the file whose header gave the names; empty when none did
 * @param inference what the types rest on; null when no row was looked at
 * @param complete whether every row was looked at
 * @param estimatedRows about how many rows there are; -1 when nothing tells
 */
public record DiscoveredSchema(
    Schema schema,
    String reference,
    @Nullable SchemaInference inference,
    boolean complete,
    long estimatedRows) {}
