package org.hathi.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a setting apart from its value: one line of {@code settings.tsv}.
 *
 * <p>Fields of the line: name, type letter, unit, context, category, minimum, maximum, enum labels, boot value, flags
 * (E explain, N no_show_all, A no_reset_all, S not_in_sample, C runtime_computed, R report, L list, Q list with
 * quoting, D not allowed in files, U visible to members of pg_read_all_settings only).
 */
public final class SettingDef {
    private static final String[] NO_LABELS = {};

    final String name;
    final SettingType type;
    final String unit;
    final SettingContext context;
    final String category;
    final String min;
    final String max;
    final String[] labels;
    final String boot;
    final String flags;
    final double low;
    final double high;

    private SettingDef(String[] f) {
        name = f[0];
        type = SettingType.of(f[1].charAt(0));
        unit = f[2];
        context = SettingContext.of(f[3]);
        category = f[4];
        min = f[5];
        max = f[6];
        labels = type == SettingType.ENUM ? SettingsBytes.split(f[7], ',') : NO_LABELS;
        boot = f[8];
        flags = f[9];
        low = min.isEmpty() ? -Double.MAX_VALUE : Double.parseDouble(min);
        high = max.isEmpty() ? Double.MAX_VALUE : Double.parseDouble(max);
    }

    /** Those of {@code settings.tsv}, sorted by name. */
    static List<SettingDef> builtIn() {
        byte[] facts;
        try (InputStream in = SettingDef.class.getResourceAsStream("settings.tsv")) {
            if (in == null) {
                throw new IllegalStateException("settings.tsv missing");
            }
            facts = in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text = new String(facts, StandardCharsets.UTF_8);
        List<SettingDef> out = new ArrayList<>(512);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            out.add(parse(text.substring(at, end)));
            at = end + 1;
        }
        return out;
    }

    static SettingDef parse(String line) {
        return new SettingDef(SettingsBytes.split(line, '\t'));
    }

    /** A setting with a prefix that nobody has defined: a string anybody may set. */
    static SettingDef custom(String name) {
        return new SettingDef(new String[] {name, "s", "", "user", "Customized Options", "", "", "", "", "S"});
    }

    /** The name in its defined spelling. */
    public String name() {
        return name;
    }

    /** Whether the value is a comma-separated list, so that SET takes several. */
    public boolean isList() {
        return flags.indexOf('L') >= 0 || flags.indexOf('Q') >= 0;
    }

    /** Whether the elements of a list are identifiers to be quoted where needed. */
    public boolean isQuotedList() {
        return flags.indexOf('Q') >= 0;
    }

    /** Left out of SHOW ALL. */
    public boolean isHidden() {
        return flags.indexOf('N') >= 0;
    }

    public SettingType type() {
        return type;
    }

    /** Unit of an integer or real ({@code kB}, {@code 8kB}, {@code ms} …), or null. */
    public @Nullable String unit() {
        return unit.isEmpty() ? null : unit;
    }

    public SettingContext context() {
        return context;
    }

    public String category() {
        return category;
    }

    /** Lower bound as pg_settings shows it, or null. */
    public @Nullable String min() {
        return min.isEmpty() ? null : min;
    }

    /** Upper bound as pg_settings shows it, or null. */
    public @Nullable String max() {
        return max.isEmpty() ? null : max;
    }

    /** Labels of an enum (empty for other types). */
    public String[] labels() {
        return labels.clone();
    }

    /** The built-in default, in text. */
    public String boot() {
        return boot;
    }

    /** True if the flag letter (see the class comment) is set. */
    public boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    boolean isCustom() {
        return name.indexOf('.') >= 0;
    }
}
