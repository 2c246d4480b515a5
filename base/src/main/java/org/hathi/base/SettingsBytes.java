package org.hathi.base;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings as bytes, to be taken to another process.
 *
 * <p>LAYOUT UTF-8 text; for each value: name, value, source's ordinal, file, line, separated by NUL, ended by byte 1.
 */
final class SettingsBytes {
    private SettingsBytes() {}

    /** Receives what {@link #restore} reads. */
    @FunctionalInterface
    interface Taker {
        void take(String name, String value, SettingSource source, String file, int line);
    }

    static byte[] base(Collection<Setting> settings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Setting s : settings) {
            if (s.baseSource != SettingSource.DEFAULT) {
                write(out, s.def.name, s.base.text(), s.baseSource, s.sourceFile, s.sourceLine);
            }
        }
        return out.toByteArray();
    }

    static byte[] session(Collection<Setting> touched) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Setting s : touched) {
            if (!s.reset.equals(s.base) || s.resetSource != s.baseSource) {
                write(out, s.def.name, s.reset.text(), s.resetSource, null, 0);
            }
            if (s.source.compareTo(SettingSource.OVERRIDE) > 0) {
                write(out, s.def.name, s.value.text(), s.source, null, 0);
            }
        }
        return out.toByteArray();
    }

    static void restore(byte[] bytes, Taker taker) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\1', at);
            String[] f = split(text.substring(at, end), '\0');
            SettingSource source = SettingSource.values()[Integer.parseInt(f[2])];
            taker.take(f[0], f[1], source, f[3], Integer.parseInt(f[4]));
            at = end + 1;
        }
    }

    private static void write(
            ByteArrayOutputStream out,
            String name,
            String value,
            SettingSource source,
            @Nullable String file,
            int line) {
        String text =
                name + '\0' + value + '\0' + source.ordinal() + '\0' + (file == null ? "" : file) + '\0' + line + '\1';
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static String[] split(String text, char by) {
        List<String> parts = new ArrayList<>();
        int at = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == by) {
                parts.add(text.substring(at, i));
                at = i + 1;
            }
        }
        return parts.toArray(new String[0]);
    }
}
