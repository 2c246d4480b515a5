package org.hathi.catalog;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Text forms of reg* values: regclass, regproc, regprocedure, regoper, regoperator, regtype, regrole, regnamespace …
 */
final class RegNames {
    private RegNames() {}

    private static final int REGCOLLATION = 4191;

    static int lookup(Catalog catalog, int kind, String text, boolean missingOk) {
        return new RegNameReader(catalog, missingOk).lookup(kind, text);
    }

    static @Nullable String format(Catalog catalog, int kind, int oid) {
        return switch (kind) {
            case Oids.REGCLASS -> relation(catalog, oid);
            case Oids.REGPROC -> procName(catalog, oid);
            case Oids.REGPROCEDURE -> procedure(catalog, oid);
            case Oids.REGOPER -> operName(catalog, oid);
            case Oids.REGOPERATOR -> operator(catalog, oid);
            case Oids.REGTYPE -> catalog.findType(oid) == null ? null : catalog.formatType(oid, -1);
            case Oids.REGROLE -> quoteOrNull(catalog.roleName(oid));
            case Oids.REGNAMESPACE -> namespace(catalog, oid);
            case REGCOLLATION -> collation(catalog, oid);
            case Oids.REGCONFIG ->
                textSearch(
                        catalog,
                        CacheId.TS_CONFIG_OID,
                        oid,
                        PgTsConfig.CFGNAME,
                        PgTsConfig.CFGNAMESPACE,
                        CacheId.TS_CONFIG_NAME);
            case Oids.REGDICTIONARY ->
                textSearch(
                        catalog,
                        CacheId.TS_DICT_OID,
                        oid,
                        PgTsDict.DICTNAME,
                        PgTsDict.DICTNAMESPACE,
                        CacheId.TS_DICT_NAME);
            default -> null;
        };
    }

    private static @Nullable String namespace(Catalog catalog, int oid) {
        NamespaceInfo n = catalog.namespace(oid);
        return n == null ? null : Identifiers.quote(n.name());
    }

    private static @Nullable String collation(Catalog catalog, int oid) {
        CollationInfo c = catalog.collation(oid);
        if (c == null) {
            return null;
        }
        return qualifyUnless(catalog, catalog.searchPath().collationVisible(oid), c.namespace(), c.name());
    }

    private static @Nullable String quoteOrNull(@Nullable String s) {
        return s == null ? null : Identifiers.quote(s);
    }

    static String qualifyUnless(Catalog catalog, boolean visible, int namespace, String name) {
        NamespaceInfo n = visible ? null : catalog.namespace(namespace);
        return n == null ? Identifiers.quote(name) : Identifiers.qualified(displaySchema(catalog, n), name);
    }

    /** This backend's temporary schema is shown as pg_temp. */
    private static String displaySchema(Catalog catalog, NamespaceInfo n) {
        return n.oid() == catalog.searchPath().tempNamespace() ? "pg_temp" : n.name();
    }

    static @Nullable String relation(Catalog catalog, int oid) {
        ClassInfo c = catalog.relation(oid);
        return c == null
                ? null
                : qualifyUnless(catalog, catalog.searchPath().relationVisible(oid), c.namespace(), c.name());
    }

    /** regproc: the name alone when it is the only function of that name and visible, else qualified. */
    private static @Nullable String procName(Catalog catalog, int oid) {
        ProcInfo p = catalog.findProc(oid);
        if (p == null) {
            return null;
        }
        int found = 0;
        for (ProcInfo o : catalog.procsByName(p.name())) {
            if (catalog.searchPath().functionPosition(o.namespace()) >= 0) {
                found++;
            }
        }
        boolean alone = found == 1 && catalog.searchPath().functionPosition(p.namespace()) >= 0;
        return qualifyUnless(catalog, alone, p.namespace(), p.name());
    }

    static @Nullable String procedure(Catalog catalog, int oid) {
        ProcInfo p = catalog.findProc(oid);
        if (p == null) {
            return null;
        }
        StringBuilder b = new StringBuilder();
        NamespaceInfo n = catalog.searchPath().functionVisible(oid) ? null : catalog.namespace(p.namespace());
        b.append(n == null ? Identifiers.quote(p.name()) : Identifiers.qualified(n.name(), p.name()));
        return b.append('(').append(typeList(catalog, p.argTypes())).append(')').toString();
    }

    static String typeList(Catalog catalog, int[] types) {
        StringBuilder b = new StringBuilder();
        for (int i = 0; i < types.length; i++) {
            if (i > 0) {
                b.append(',');
            }
            b.append(catalog.formatType(types[i], -1));
        }
        return b.toString();
    }

    private static @Nullable String operName(Catalog catalog, int oid) {
        OperatorInfo o = catalog.findOperator(oid);
        if (o == null) {
            return oid == 0 ? "0" : null;
        }
        int found = 0;
        for (OperatorInfo x : catalog.operatorsByName(o.name())) {
            if (catalog.searchPath().functionPosition(x.namespace()) >= 0) {
                found++;
            }
        }
        NamespaceInfo n = catalog.namespace(o.namespace());
        boolean alone = found == 1 && catalog.searchPath().functionPosition(o.namespace()) >= 0;
        return alone || n == null ? o.name() : Identifiers.quote(n.name()) + '.' + o.name();
    }

    static @Nullable String operator(Catalog catalog, int oid) {
        OperatorInfo o = catalog.findOperator(oid);
        if (o == null) {
            return oid == 0 ? "0" : null;
        }
        StringBuilder b = new StringBuilder();
        NamespaceInfo n = catalog.namespace(o.namespace());
        if (!catalog.searchPath().operatorVisible(oid) && n != null) {
            b.append(Identifiers.quote(n.name())).append('.');
        }
        b.append(o.name()).append('(');
        b.append(o.left() == 0 ? "NONE" : catalog.formatType(o.left(), -1)).append(',');
        b.append(o.right() == 0 ? "NONE" : catalog.formatType(o.right(), -1)).append(')');
        return b.toString();
    }

    private static @Nullable String textSearch(
            Catalog catalog, CacheId byOid, int oid, int nameColumn, int namespaceColumn, CacheId byName) {
        CatalogRow r = (CatalogRow) catalog.cache(byOid).get(oid, 0, 0, null);
        if (r == null) {
            return null;
        }
        String name = r.nameAt(nameColumn);
        int at = catalog.searchPath().position(r.intAt(namespaceColumn));
        boolean visible = at >= 0;
        Object same = catalog.cache(byName).get(0, 0, 0, name);
        if (same instanceof List<?> rows) {
            for (Object o : rows) {
                int there = catalog.searchPath().position(((CatalogRow) o).intAt(namespaceColumn));
                visible &= there < 0 || there >= at;
            }
        }
        return qualifyUnless(catalog, visible, r.intAt(namespaceColumn), name);
    }

    /** The type a name such as {@code numeric(10,2)[]} or {@code timestamp with time zone} means: its oid. */
    static int typeOid(Catalog catalog, String text, boolean missingOk) {
        TypeNames.Name t = catalog.typeNames().read(text);
        List<String> names = t.names();
        String schema = RegNameReader.schema(catalog, names, "qualified name", "", missingOk);
        TypeRow row = catalog.searchPath().type(schema, names.get(names.size() - 1));
        if (row == null) {
            if (missingOk) {
                return 0;
            }
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "type \"" + t.shown() + "\" does not exist");
        }
        if (!t.array()) {
            return row.oid();
        }
        TypeInfo i = row.info();
        return i.array();
    }
}
