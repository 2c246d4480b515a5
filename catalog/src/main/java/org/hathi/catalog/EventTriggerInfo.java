package org.hathi.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A row of pg_event_trigger.
 */
public record EventTriggerInfo(
        int oid, String name, String event, int owner, int function, char enabled, String @Nullable [] tags) {}
