package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a fact file into datums.
 *
 * <p>LAYOUT: the header names the columns as {@code name} or {@code name=default}; in a row an empty cell is the
 * default, {@code \N} is NULL and {@code \e} the empty string; backslash escapes are COPY's.
 */
final class FactFile {
    private FactFile() {}

    /** The rows of {@code facts/<catalog>.tsv} as datums of the catalog's columns; empty when there is no such file. */
    static List<@Nullable Object[]> rows(CatalogTables.Table table) {
        if (FactFile.class.getResource("facts/" + table.name() + ".tsv") == null) {
            return List.of();
        }
        String text = CatalogTables.read(table.name() + ".tsv");
        int end = text.indexOf('\n');
        TupleDesc desc = table.desc();
        String[] header = CatalogTables.split(text.substring(0, end), '\t');
        @Nullable Object[] defaults = new Object[desc.size()];
        for (int i = 0; i < header.length; i++) {
            int eq = header[i].indexOf('=');
            String name = eq < 0 ? header[i] : header[i].substring(0, eq);
            if (!name.equals(desc.get(i).name())) {
                throw SqlError.internal("fact file of " + table.name() + " has unexpected column " + name);
            }
            defaults[i] = eq < 0 ? null : datum(desc.get(i).typeOid(), header[i].substring(eq + 1));
        }
        List<@Nullable Object[]> out = new ArrayList<>();
        for (int p = end + 1; p < text.length(); p = end + 1) {
            end = text.indexOf('\n', p);
            @Nullable Object[] row = defaults.clone();
            int column = 0;
            for (int c = p; c <= end; column++) {
                int e = text.indexOf('\t', c);
                if (e < 0 || e > end) {
                    e = end;
                }
                if (e > c) {
                    row[column] = datum(desc.get(column).typeOid(), text.substring(c, e));
                }
                c = e + 1;
            }
            out.add(row);
        }
        return out;
    }

    /** A datum from PostgreSQL's text form (oids numeric), COPY-escaped. */
    static @Nullable Object datum(int type, String cell) {
        if (cell.equals("\\N")) {
            return null;
        }
        String s = cell.equals("\\e") ? "" : cell.indexOf('\\') < 0 ? cell : unescape(cell);
        return switch (type) {
            case Oids.BOOL -> s.equals("t") ? 1L : 0L;
            case Oids.CHAR -> s.isEmpty() ? 0L : (long) s.charAt(0);
            case Oids.INT2, Oids.INT4, Oids.INT8, Oids.OID, Oids.REGPROC, Oids.XID, Oids.CID -> Long.parseLong(s);
            case Oids.FLOAT4 -> Datums.float4(Float.parseFloat(s));
            case Oids.NAME -> Datums.name(s);
            case Oids.TEXT, Oids.PG_NODE_TREE -> Datums.text(s);
            case Oids.OIDVECTOR -> Datums.oidVector(numbers(s, ' '));
            case Oids.INT2VECTOR -> Datums.int2Vector(numbers(s, ' '));
            case Oids.OID_ARRAY -> Datums.oidArray(numbers(inner(s), ','));
            case Oids.INT2_ARRAY -> Datums.int2Array(numbers(inner(s), ','));
            case Oids.TEXT_ARRAY -> Datums.textArray(elements(inner(s)));
            case Oids.CHAR_ARRAY -> Datums.charArray(chars(elements(inner(s))));
            case Oids.ACLITEM_ARRAY -> Datums.aclArray(acl(elements(inner(s))));
            default -> throw SqlError.internal("fact files cannot hold values of type " + type);
        };
    }

    private static String unescape(String s) {
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\') {
                c = s.charAt(++i);
                b.append(
                        switch (c) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            default -> c;
                        });
            } else {
                b.append(c);
            }
        }
        return b.toString();
    }

    private static String inner(String s) {
        return s.substring(1, s.length() - 1);
    }

    private static int[] numbers(String s, char sep) {
        String[] parts = CatalogTables.split(s, sep);
        int[] r = new int[parts.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (int) Long.parseLong(parts[i]);
        }
        return r;
    }

    /** Elements of array text between the braces, unquoted. */
    private static String[] elements(String s) {
        List<String> out = new ArrayList<>();
        int p = 0;
        while (p < s.length()) {
            StringBuilder b = new StringBuilder();
            if (s.charAt(p) == '"') {
                for (p++; s.charAt(p) != '"'; p++) {
                    if (s.charAt(p) == '\\') {
                        p++;
                    }
                    b.append(s.charAt(p));
                }
                p++;
            } else {
                while (p < s.length() && s.charAt(p) != ',') {
                    b.append(s.charAt(p++));
                }
            }
            out.add(b.toString());
            p++;
        }
        return out.toArray(new String[0]);
    }

    private static byte[] chars(String[] s) {
        byte[] r = new byte[s.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = (byte) s[i].charAt(0);
        }
        return r;
    }

    /** Items written {@code granteeOid=letters/grantorOid}, grantee 0 = PUBLIC. */
    private static AclItem[] acl(String[] items) {
        AclItem[] r = new AclItem[items.length];
        for (int i = 0; i < r.length; i++) {
            int eq = items[i].indexOf('=');
            int slash = items[i].indexOf('/');
            int privileges = 0;
            for (int p = eq + 1; p < slash; p++) {
                int bit = Acl.bit(items[i].charAt(p));
                if (p + 1 < slash && items[i].charAt(p + 1) == '*') {
                    bit |= bit << 16;
                    p++;
                }
                privileges |= bit;
            }
            r[i] = new AclItem(
                    Integer.parseUnsignedInt(items[i].substring(0, eq)),
                    Integer.parseUnsignedInt(items[i].substring(slash + 1)),
                    privileges);
        }
        return r;
    }
}
