package org.hathi.base;

/** The five kinds of setting, named as {@code pg_settings.vartype} names them. */
public enum SettingType {
    BOOL("bool"),
    INTEGER("integer"),
    REAL("real"),
    STRING("string"),
    ENUM("enum");

    private final String label;

    SettingType(String label) {
        this.label = label;
    }

    /** The word shown in {@code pg_settings.vartype}. */
    public String label() {
        return label;
    }

    static SettingType of(char letter) {
        return switch (letter) {
            case 'b' -> BOOL;
            case 'i' -> INTEGER;
            case 'r' -> REAL;
            case 'e' -> ENUM;
            default -> STRING;
        };
    }
}
