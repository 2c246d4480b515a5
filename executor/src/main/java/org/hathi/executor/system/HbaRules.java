package org.hathi.executor.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Datums;
import org.jspecify.annotations.Nullable;

/** pg_hba_file_rules and pg_ident_file_mappings: what the files say now, line by line. */
final class HbaRules {
    private HbaRules() {}

    /** Fields of a line; a field is a list of words, joined by commas in the file. */
    private static List<List<String>> fields(String line) {
        List<List<String>> out = new ArrayList<>();
        List<String> field = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i <= line.length(); i++) {
            char c = i == line.length() ? ' ' : line.charAt(i);
            if (i < line.length() && c == '"') {
                quoted = !quoted;
                any = true;
            } else if (!quoted && (c == '#' || Character.isWhitespace(c))) {
                if (any) {
                    field.add(word.toString());
                    out.add(field);
                    field = new ArrayList<>();
                    word.setLength(0);
                    any = false;
                }
                if (c == '#') {
                    break;
                }
            } else if (!quoted && c == ',') {
                field.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
                any = true;
            }
        }
        return out;
    }

    private static List<String> lines(SystemContext s, String setting, String file) {
        String name = s.settings.string(setting);
        Path p = name.isEmpty()
                ? s.dataDirectory().resolve(file)
                : s.dataDirectory().resolve(name);
        try {
            return Files.readAllLines(p);
        } catch (IOException e) {
            throw new SqlError(SqlState.UNDEFINED_FILE, "could not open file \"" + p + "\": " + e.getMessage());
        }
    }

    static void rules(SystemContext s, RowSource.Rows out) {
        int n = 0;
        for (String line : lines(s, "hba_file", "pg_hba.conf")) {
            n++;
            List<List<String>> f = fields(line);
            if (f.isEmpty()) {
                continue;
            }
            boolean local = f.get(0).get(0).equals("local");
            int method = local ? 3 : 4;
            String address = local || f.size() < 4 ? null : f.get(3).get(0);
            String mask = null;
            if (address != null && (Character.isLetterOrDigit(address.charAt(0)) || address.charAt(0) == ':')) {
                int slash = address.indexOf('/');
                byte[] a = SessionFunctions.inet(slash < 0 ? address : address.substring(0, slash));
                if (a != null && slash >= 0) {
                    mask = mask(a.length - 2, Integer.parseInt(address.substring(slash + 1)));
                    address = address.substring(0, slash);
                } else if (a != null && f.size() > 5) {
                    mask = f.get(4).get(0);
                    method = 5;
                }
            }
            if (f.size() <= method) {
                out.add(n, null, null, null, null, null, null, null, "end-of-line before authentication method");
                continue;
            }
            List<String> options = new ArrayList<>();
            for (int i = method + 1; i < f.size(); i++) {
                options.add(String.join(",", f.get(i)));
            }
            out.add(
                    n,
                    f.get(0).get(0),
                    array(f.get(1)),
                    array(f.get(2)),
                    address,
                    mask,
                    f.get(method).get(0),
                    options.isEmpty() ? null : array(options),
                    null);
        }
    }

    private static byte[] array(List<String> words) {
        return Datums.textArray(words.toArray(new String[0]));
    }

    private static @Nullable String mask(int bytes, int bits) {
        byte[] m = new byte[bytes];
        for (int i = 0; i < bits && i < bytes * 8; i++) {
            m[i / 8] |= (byte) (0x80 >> i % 8);
        }
        try {
            String s = java.net.InetAddress.getByAddress(m).getHostAddress();
            return bytes == 4 ? s : short6(s);
        } catch (java.net.UnknownHostException e) {
            throw SqlError.internal(String.valueOf(e.getMessage()));
        }
    }

    /** The longest run of zero groups at the end as "::" (a mask has no other). */
    private static String short6(String s) {
        String t = s;
        int groups = 8;
        while (groups > 0 && t.endsWith(":0")) {
            t = t.substring(0, t.length() - 2);
            groups--;
        }
        return t.equals("0") ? "::" : groups < 7 ? t + "::" : s;
    }

    static void mappings(SystemContext s, RowSource.Rows out) {
        int n = 0;
        for (String line : lines(s, "ident_file", "pg_ident.conf")) {
            n++;
            List<List<String>> f = fields(line);
            if (f.size() >= 3) {
                out.add(n, f.get(0).get(0), f.get(1).get(0), f.get(2).get(0), null);
            } else if (!f.isEmpty()) {
                out.add(n, null, null, null, "missing entry at end of line");
            }
        }
    }
}
