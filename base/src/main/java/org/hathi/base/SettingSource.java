package org.hathi.base;

/** Where a setting's value came from, weakest first: a weaker source never replaces the value of a stronger one. */
public enum SettingSource {
    DEFAULT("default"),
    DYNAMIC_DEFAULT("default"),
    ENVIRONMENT("environment variable"),
    FILE("configuration file"),
    ARGUMENT("command line"),
    GLOBAL("global"),
    DATABASE("database"),
    ROLE("user"),
    DATABASE_ROLE("database user"),
    CLIENT("client"),
    OVERRIDE("override"),
    INTERACTIVE("interactive"),
    TEST("test"),
    SESSION("session");

    private final String label;

    SettingSource(String label) {
        this.label = label;
    }

    /** The word shown in {@code pg_settings.source}. */
    public String label() {
        return label;
    }
}
