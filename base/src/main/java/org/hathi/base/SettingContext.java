package org.hathi.base;

/** When a setting may change, strictest first, in PostgreSQL's order; also the situation in which a change is tried. */
public enum SettingContext {
    INTERNAL("internal"),
    POSTMASTER("postmaster"),
    SIGHUP("sighup"),
    SUPERUSER_BACKEND("superuser-backend"),
    BACKEND("backend"),
    SUPERUSER("superuser"),
    USER("user");

    private final String label;

    SettingContext(String label) {
        this.label = label;
    }

    /** The word shown in {@code pg_settings.context}. */
    public String label() {
        return label;
    }

    static SettingContext of(String label) {
        for (SettingContext c : values()) {
            if (c.label.equals(label)) {
                return c;
            }
        }
        throw new IllegalArgumentException(label);
    }
}
