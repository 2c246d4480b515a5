package org.hathi.base;

import org.jspecify.annotations.Nullable;

/**
 * One setting of one process: its definition and value. Look it up once with {@link Settings#setting} and keep it: the
 * object stays the same while values come and go, so reading a value is a field read.
 */
public final class Setting {
    /** A value in all its forms: {@code number} for bool (0/1), integer, real and enum (index of the label). */
    record Value(double number, String text) {}

    /** What a transaction must put back; see {@link Settings}, NESTING. */
    static final class Saved {
        static final int SAVE = 0;
        static final int SET = 1;
        static final int LOCAL = 2;
        static final int SET_LOCAL = 3;

        final @Nullable Saved previous;
        int level;
        int state;
        Value prior;
        SettingSource source;

        @Nullable
        Value masked;

        Saved(@Nullable Saved previous, int level, int state, Value prior, SettingSource source) {
            this.previous = previous;
            this.level = level;
            this.state = state;
            this.prior = prior;
            this.source = source;
        }
    }

    final SettingDef def;
    final Value boot;
    Value value;
    SettingSource source = SettingSource.DEFAULT;
    Value reset;
    SettingSource resetSource = SettingSource.DEFAULT;
    /** The value outside any session: from the default, the files and the command line. */
    Value base;

    SettingSource baseSource = SettingSource.DEFAULT;

    @Nullable
    Saved stack;

    @Nullable
    String sourceFile;

    int sourceLine;
    boolean pendingRestart;
    boolean inSession;
    boolean reportDirty;

    @Nullable
    String lastReported;

    Settings.@Nullable CheckHook check;
    Settings.@Nullable AssignHook assign;
    Settings.@Nullable ShowHook show;

    private double number;
    private String text;
    /** Milliseconds in the unit of a time setting; else 1. */
    private final long unitMillis;

    Setting(SettingDef def, Value boot) {
        this.def = def;
        this.boot = boot;
        this.value = boot;
        this.reset = boot;
        this.base = boot;
        this.unitMillis = switch (def.unit) {
            case "s" -> 1_000;
            case "min" -> 60_000;
            default -> 1;
        };
        this.number = boot.number;
        this.text = boot.text;
    }

    void become(Value v) {
        value = v;
        number = v.number;
        text = v.text;
    }

    public SettingDef def() {
        return def;
    }

    public String name() {
        return def.name;
    }

    /** The value of an integer setting in its own unit, or the index of an enum's label, or 0/1. */
    public int intValue() {
        return (int) number;
    }

    /** The value of an integer setting in its own unit. */
    public long longValue() {
        return (long) number;
    }

    /** The value of a memory setting in bytes (its unit is B, kB, 8kB or MB); negative values stay as they are. */
    public long bytes() {
        if (number < 0) {
            return (long) number;
        }
        return switch (def.unit) {
            case "kB" -> (long) number << 10;
            case "8kB" -> (long) number << 13;
            case "MB" -> (long) number << 20;
            default -> (long) number;
        };
    }

    /**
     * The value of a time setting in milliseconds (its unit is ms, s or min), rounded down; negative stays negative.
     */
    public long millis() {
        return number < 0 ? -1 : (long) (number * unitMillis);
    }

    public boolean bool() {
        return number != 0;
    }

    public double real() {
        return number;
    }

    /** The value in its canonical text form without unit: what {@code pg_settings.setting} shows. */
    public String string() {
        return text;
    }

    /** The value as {@code SHOW} displays it: with a unit, through the setting's show hook. */
    public String show() {
        Settings.ShowHook hook = show;
        return hook == null ? display(value) : hook.show(this);
    }

    /** The value in text form without unit, through the setting's show hook: {@code pg_settings.setting}. */
    public String shown() {
        Settings.ShowHook hook = show;
        return hook == null ? text : hook.show(this);
    }

    /** The reset value in text form without unit: {@code pg_settings.reset_val}. */
    public String resetString() {
        return reset.text;
    }

    public SettingSource source() {
        return source;
    }

    /** File the value came from, or null. */
    public @Nullable String sourceFile() {
        return source == SettingSource.FILE ? sourceFile : null;
    }

    public int sourceLine() {
        return source == SettingSource.FILE ? sourceLine : 0;
    }

    /** True if the configuration file holds another value, which waits for a restart. */
    public boolean pendingRestart() {
        return pendingRestart;
    }

    String display(Value v) {
        return switch (def.type) {
            case INTEGER -> SettingUnits.show(v.number, def.unit, true);
            case REAL -> SettingUnits.show(v.number, def.unit, false);
            case BOOL, STRING, ENUM -> v.text;
        };
    }
}
