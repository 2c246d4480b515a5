package org.hathi.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * The shape of the system catalogs themselves: columns, indexes, toast tables, from the fact files. The caches read
 * catalogs through these descriptions (never through pg_attribute), so a backend's first query needs few catalog pages
 * and the bootstrap problem (reading pg_class needs pg_class) does not arise.
 *
 * <p>The files are indexed by line on construction; a catalog is parsed when it is first used. Not thread safe.
 */
public final class CatalogTables {
    /**
     * A system catalog.
     *
     * @param toast oid of its toast table, 0 for none
     * @param mapped its file is found through pg_filenode.map
     * @param publicRead PUBLIC may read it
     */
    public record Table(
            int oid,
            String name,
            int rowType,
            boolean shared,
            boolean mapped,
            int toast,
            int toastIndex,
            boolean publicRead,
            TupleDesc desc) {}

    /**
     * An index of a system catalog.
     *
     * @param compare prosrc of the order function of each column
     * @param types stored column types (name columns are stored as cstring)
     */
    public record Index(
            int oid,
            String name,
            int table,
            boolean shared,
            boolean mapped,
            boolean unique,
            boolean primary,
            int[] columns,
            int[] collations,
            int[] opclasses,
            int[] options,
            String[] compare,
            int[] types) {}

    private final Map<Integer, String> tableLines = new HashMap<>();
    private final Map<Integer, String> indexLines = new HashMap<>();
    private final Map<Integer, Table> tables = new HashMap<>();
    private final Map<Integer, Index> indexes = new HashMap<>();

    public CatalogTables() {
        for (String line : lines("catalogs.tsv")) {
            tableLines.put(oidOf(line), line);
        }
        for (String line : lines("indexes.tsv")) {
            indexLines.put(oidOf(line), line);
        }
    }

    private static int oidOf(String line) {
        return Integer.parseInt(line.substring(0, line.indexOf('\t')));
    }

    /** The lines of a fact file without its header. */
    static List<String> lines(String file) {
        String text = read(file);
        List<String> out = new ArrayList<>(128);
        int p = text.indexOf('\n') + 1;
        while (p < text.length()) {
            int e = text.indexOf('\n', p);
            out.add(text.substring(p, e));
            p = e + 1;
        }
        return out;
    }

    /** A fact file as text. */
    static String read(String file) {
        return resource("facts/" + file);
    }

    /** A resource of this room as text. */
    static String resource(String file) {
        try (InputStream in = CatalogTables.class.getResourceAsStream(file)) {
            if (in == null) {
                throw SqlError.internal("missing catalog facts " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The catalog with this oid; null when it is none. */
    public @Nullable Table tableIfAny(int oid) {
        Table t = tables.get(oid);
        if (t == null) {
            String line = tableLines.get(oid);
            if (line == null) {
                return null;
            }
            t = parseTable(line);
            tables.put(oid, t);
        }
        return t;
    }

    /** The catalog with this oid. */
    public Table table(int oid) {
        Table t = tableIfAny(oid);
        if (t == null) {
            throw SqlError.internal("not a system catalog: " + oid);
        }
        return t;
    }

    /** The catalog index with this oid; null when it is none. */
    public @Nullable Index indexIfAny(int oid) {
        Index x = indexes.get(oid);
        if (x == null) {
            String line = indexLines.get(oid);
            if (line == null) {
                return null;
            }
            x = parseIndex(line);
            indexes.put(oid, x);
        }
        return x;
    }

    /** The catalog index with this oid. */
    public Index index(int oid) {
        Index x = indexIfAny(oid);
        if (x == null) {
            throw SqlError.internal("not an index of a system catalog: " + oid);
        }
        return x;
    }

    /** Oids of all catalogs, ascending. */
    public int[] tableOids() {
        return tableLines.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** Oids of all catalog indexes, ascending (indexes of toast tables not among them). */
    public int[] indexOids() {
        return indexLines.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
    }

    /** The indexes of a catalog, by oid. */
    public List<Index> indexesOf(int table) {
        List<Index> out = new ArrayList<>(4);
        String key = "\t" + table + "\t";
        for (Map.Entry<Integer, String> e : indexLines.entrySet()) {
            String line = e.getValue();
            int second = line.indexOf('\t', line.indexOf('\t') + 1);
            if (line.startsWith(key, second)) {
                out.add(index(e.getKey()));
            }
        }
        out.sort((a, b) -> Integer.compare(a.oid(), b.oid()));
        return out;
    }

    static String[] split(String s, char sep) {
        if (s.isEmpty()) {
            return new String[0];
        }
        List<String> out = new ArrayList<>();
        int p = 0;
        for (int e = s.indexOf(sep); e >= 0; e = s.indexOf(sep, p)) {
            out.add(s.substring(p, e));
            p = e + 1;
        }
        out.add(s.substring(p));
        return out.toArray(new String[0]);
    }

    private static int[] ints(String s) {
        String[] parts = split(s, ' ');
        int[] r = new int[parts.length];
        for (int i = 0; i < r.length; i++) {
            r[i] = Integer.parseInt(parts[i]);
        }
        return r;
    }

    private static Table parseTable(String line) {
        String[] f = split(line, '\t');
        String[] cols = split(f[8], ' ');
        Attribute[] attrs = new Attribute[cols.length];
        for (int i = 0; i < cols.length; i++) {
            String[] c = split(cols[i], ':');
            attrs[i] = attribute(
                    c[0], i + 1, Integer.parseInt(c[1]), c[2].equals("1"), Integer.parseInt(c[3]), c[4].charAt(0));
        }
        int rowType = Integer.parseInt(f[2]);
        return new Table(
                Integer.parseInt(f[0]),
                f[1],
                rowType,
                f[3].equals("1"),
                f[4].equals("1"),
                Integer.parseInt(f[5]),
                Integer.parseInt(f[6]),
                f[7].equals("1"),
                new TupleDesc(rowType, -1, attrs));
    }

    private static Index parseIndex(String line) {
        String[] f = split(line, '\t');
        return new Index(
                Integer.parseInt(f[0]),
                f[1],
                Integer.parseInt(f[2]),
                f[3].equals("1"),
                f[4].equals("1"),
                f[5].equals("1"),
                f[6].equals("1"),
                ints(f[7]),
                ints(f[8]),
                ints(f[9]),
                ints(f[10]),
                split(f[11], ' '),
                ints(f[12]));
    }

    /** The stored columns of a catalog index. */
    public TupleDesc indexDesc(Index x) {
        TupleDesc heap = table(x.table()).desc();
        Attribute[] attrs = new Attribute[x.columns().length];
        for (int i = 0; i < attrs.length; i++) {
            Attribute h = heap.get(x.columns()[i] - 1);
            char storage = x.types()[i] == h.typeOid() ? h.storage() : 'p';
            attrs[i] = attribute(h.name(), i + 1, x.types()[i], false, x.collations()[i], storage);
        }
        return new TupleDesc(attrs);
    }

    /** A column of one of the types that catalogs use. */
    static Attribute attribute(String name, int number, int type, boolean notNull, int collation, char storage) {
        int len = lengthOf(type);
        return new Attribute(
                name,
                type,
                -1,
                len,
                len > 0 && len <= 8 && type != Oids.TID,
                alignOf(type, len),
                storage,
                '\0',
                notNull,
                false,
                false,
                null,
                '\0',
                '\0',
                false,
                collation,
                number,
                isArray(type) ? 1 : 0);
    }

    private static int lengthOf(int type) {
        return switch (type) {
            case Oids.BOOL, Oids.CHAR -> 1;
            case Oids.INT2 -> 2;
            case Oids.INT4, Oids.OID, Oids.REGPROC, Oids.XID, Oids.CID, Oids.FLOAT4 -> 4;
            case Oids.TID -> 6;
            case Oids.INT8, Oids.TIMESTAMPTZ, Oids.PG_LSN, Oids.FLOAT8 -> 8;
            case Oids.NAME -> Datums.NAME_BYTES;
            case Oids.CSTRING -> -2;
            default -> -1;
        };
    }

    private static char alignOf(int type, int len) {
        return switch (type) {
            case Oids.ANYARRAY, PG_STATISTIC_ARRAY -> 'd';
            case Oids.NAME, Oids.CSTRING -> 'c';
            default ->
                switch (len) {
                    case 1 -> 'c';
                    case 2, 6 -> 's';
                    case 8 -> 'd';
                    default -> 'i';
                };
        };
    }

    private static final int PG_STATISTIC_ARRAY = 10028;

    /** Whether pg_attribute.attndims of a catalog column of this type is 1. */
    static boolean isArray(int type) {
        return switch (type) {
            case Oids.INT2VECTOR,
                    Oids.OIDVECTOR,
                    Oids.INT2_ARRAY,
                    Oids.OID_ARRAY,
                    Oids.TEXT_ARRAY,
                    Oids.CHAR_ARRAY,
                    Oids.FLOAT4_ARRAY,
                    Oids.ACLITEM_ARRAY,
                    PG_STATISTIC_ARRAY -> true;
            default -> false;
        };
    }

    /** Whether a relation is shared by all databases (catalogs, their indexes and toast tables: fixed oids). */
    public static boolean isSharedRelation(int oid) {
        return switch (oid) {
            case 1213,
                    1214,
                    1232,
                    1233,
                    1260,
                    1261,
                    1262,
                    2396,
                    2397,
                    2671,
                    2672,
                    2676,
                    2677,
                    2694,
                    2695,
                    2697,
                    2698,
                    2846,
                    2847,
                    2964,
                    2965,
                    2966,
                    2967,
                    3592,
                    3593,
                    4060,
                    4061,
                    4175,
                    4176,
                    4177,
                    4178,
                    4181,
                    4182,
                    4183,
                    4184,
                    4185,
                    4186,
                    6000,
                    6001,
                    6002,
                    6100,
                    6114,
                    6115,
                    6243,
                    6244,
                    6245,
                    6246,
                    6247 -> true;
            default -> false;
        };
    }
}
