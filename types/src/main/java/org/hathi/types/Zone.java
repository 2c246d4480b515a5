package org.hathi.types;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;

/** A session time zone: its display name (the TimeZone setting) and its rules. Immutable. */
public final class Zone {
    public static final Zone UTC = new Zone("UTC", ZoneOffset.UTC.getRules());

    private final String name;
    private final ZoneRules rules;

    Zone(String name, ZoneRules rules) {
        this.name = name;
        this.rules = rules;
    }

    /** The zone with an IANA name. */
    static Zone of(ZoneId id) {
        return new Zone(id.getId(), id.getRules());
    }

    public String name() {
        return name;
    }

    public ZoneRules rules() {
        return rules;
    }
}
