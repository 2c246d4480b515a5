package org.hathi.base;

import java.util.Locale;

/**
 * The validity rules of single settings that need nothing but text: enum spellings, octal modes, DateStyle, log
 * destinations.
 */
final class SettingChecks {
    private SettingChecks() {}

    static void install(Settings s) {
        s.onCheck("DateStyle", (v, source) -> dateStyle(s.string("DateStyle"), v));
        s.onCheck("client_encoding", (v, source) -> encoding(v));
        s.onCheck("log_destination", (v, source) -> logDestination(v));
        s.onCheck("application_name", (v, source) -> ascii(v));
        s.onCheck("cluster_name", (v, source) -> ascii(v));
        for (String mode : new String[] {"data_directory_mode", "unix_socket_permissions", "log_file_mode"}) {
            s.onShow(mode, x -> octal(x.intValue()));
        }
        s.onShow("archive_command", x -> s.string("archive_mode").equals("off") ? "(disabled)" : x.string());
    }

    private static String octal(int mode) {
        String t = Integer.toOctalString(mode);
        return "0".repeat(Math.max(0, 4 - t.length())) + t;
    }

    /** Index of an enum's label, accepting PostgreSQL's unlisted spellings; throws 22023. */
    static int label(SettingDef def, String text) {
        int i = find(def, text);
        if (i < 0) {
            i = find(def, alias(def, text.toLowerCase(Locale.ROOT)));
        }
        if (i >= 0 || def.labels.length == 0) {
            return i;
        }
        StringBuilder hint = new StringBuilder("Available values: ");
        for (int k = 0; k < def.labels.length; k++) {
            hint.append(k == 0 ? "" : ", ").append(def.labels[k]);
        }
        throw Settings.invalid("invalid value for parameter \"" + def.name + "\": \"" + text + "\"")
                .hint(hint.append('.').toString());
    }

    private static int find(SettingDef def, String text) {
        for (int i = 0; i < def.labels.length; i++) {
            if (def.labels[i].equalsIgnoreCase(text)) {
                return i;
            }
        }
        return -1;
    }

    private static String alias(SettingDef def, String text) {
        return switch (text) {
            case "true", "yes", "1" -> "on";
            case "false", "no", "0" -> "off";
            case "debug" -> "debug2";
            case "archive", "hot_standby" -> def.name.equals("wal_level") ? "replica" : text;
            default -> text;
        };
    }

    private static String ascii(String v) {
        StringBuilder b = new StringBuilder(v.length());
        for (int i = 0; i < v.length(); i++) {
            char c = v.charAt(i);
            b.append(c >= 32 && c < 127 ? c : '?');
        }
        return b.toString();
    }

    /** A list of names, quoted or in any case, between commas; empty for blanks alone. */
    private static java.util.List<String> identifiers(String setting, String value) {
        java.util.List<String> out = new java.util.ArrayList<>();
        String rest = value.strip();
        while (!rest.isEmpty() || !out.isEmpty()) {
            boolean quoted = rest.startsWith("\"");
            int end = quoted ? rest.indexOf('"', 1) : 0;
            while (!quoted && end < rest.length() && rest.charAt(end) != ',' && rest.charAt(end) > ' ') {
                end++;
            }
            if (end <= 0) {
                throw listSyntax(setting, value);
            }
            out.add(quoted ? rest.substring(1, end) : rest.substring(0, end).toLowerCase(Locale.ROOT));
            rest = rest.substring(quoted ? end + 1 : end).stripLeading();
            if (rest.isEmpty()) {
                return out;
            }
            if (rest.charAt(0) != ',') {
                throw listSyntax(setting, value);
            }
            rest = rest.substring(1).stripLeading();
        }
        return out;
    }

    private static SqlError listSyntax(String setting, String value) {
        return Settings.invalid("invalid value for parameter \"" + setting + "\": \"" + value + "\"")
                .detail("List syntax is invalid.");
    }

    /** DateStyle takes an output style and a field order in any order; what is not named stays. */
    static String dateStyle(String current, String value) {
        int comma = current.indexOf(',');
        String style = comma < 0 ? "ISO" : current.substring(0, comma).trim();
        String order = comma < 0 ? "MDY" : current.substring(comma + 1).trim();
        String newStyle = null;
        String newOrder = null;
        boolean conflict = false;
        for (String w : identifiers("DateStyle", value)) {
            String k = w.toUpperCase(Locale.ROOT);
            String st = null;
            String or = null;
            if (k.equals("ISO") || k.equals("SQL") || k.startsWith("POSTGRES") || k.equals("GERMAN")) {
                st = k.startsWith("POSTGRES") ? "Postgres" : k.equals("GERMAN") ? "German" : k;
                if (k.equals("GERMAN") && newOrder == null) {
                    order = "DMY";
                }
            } else if (k.equals("YMD")) {
                or = "YMD";
            } else if (k.equals("DMY") || k.startsWith("EURO")) {
                or = "DMY";
            } else if (k.equals("MDY") || k.equals("US") || k.startsWith("NONEURO")) {
                or = "MDY";
            } else if (k.equals("DEFAULT")) {
                st = "ISO";
                or = "MDY";
            } else {
                throw Settings.invalid("invalid value for parameter \"DateStyle\": \"" + value + "\"")
                        .detail("Unrecognized key word: \"" + w + "\".");
            }
            conflict |= st != null && newStyle != null && !st.equals(newStyle);
            conflict |= or != null && newOrder != null && !or.equals(newOrder);
            newStyle = st == null ? newStyle : st;
            newOrder = or == null ? newOrder : or;
        }
        if (conflict) {
            throw Settings.invalid("invalid value for parameter \"DateStyle\": \"" + value + "\"")
                    .detail("Conflicting \"datestyle\" specifications.");
        }
        return (newStyle == null ? style : newStyle) + ", " + (newOrder == null ? order : newOrder);
    }

    /**
     * Canonical name of a client encoding; Hathi converts none yet, so only UTF8 and SQL_ASCII (no conversion) pass.
     */
    private static String encoding(String v) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < v.length(); i++) {
            if (Character.isLetterOrDigit(v.charAt(i))) {
                b.append(Character.toLowerCase(v.charAt(i)));
            }
        }
        return switch (b.toString()) {
            case "utf8", "unicode" -> "UTF8";
            case "sqlascii" -> "SQL_ASCII";
            case "latin1", "iso88591" -> "LATIN1";
            default -> throw Settings.invalid("invalid value for parameter \"client_encoding\": \"" + v + "\"");
        };
    }

    private static String logDestination(String v) {
        for (String raw : SettingsBytes.split(v, ',')) {
            String w = raw.trim().toLowerCase(Locale.ROOT);
            if (!w.equals("stderr") && !w.equals("csvlog") && !w.equals("jsonlog") && !w.equals("syslog")) {
                throw Settings.invalid("invalid value for parameter \"log_destination\": \"" + v + "\"")
                        .detail("Unrecognized key word: \"" + raw.trim() + "\".");
            }
        }
        return v;
    }
}
