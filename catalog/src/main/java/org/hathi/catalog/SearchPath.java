package org.hathi.catalog;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgNamespace;
import org.jspecify.annotations.Nullable;

/**
 * Resolves unqualified names: the setting search_path as a list of schema oids, for the current user.
 *
 * <p>The list is computed when it is asked for after a change of the setting, the user, the temporary schema,
 * pg_namespace or the roles. pg_catalog is searched first unless the setting names it; the temporary schema before
 * everything unless named (and never for functions and operators).
 */
public final class SearchPath {
    public static final int PG_CATALOG = 11;
    public static final int PG_TOAST = 99;
    public static final int PUBLIC = 2200;

    private final Catalog catalog;
    private String setting = "\"$user\", public";
    private int user = 10;
    private int tempNamespace;
    private int tempToastNamespace;
    private boolean valid;
    private int[] path = {PG_CATALOG};
    private int creation;
    private boolean tempCreation;
    private int version;

    SearchPath(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Sets search_path (its syntax was checked by {@link #parse}); called by the setting's assign hook. */
    public void assign(String setting) {
        this.setting = setting;
        valid = false;
        version++;
    }

    /** The user whose "$user" schema and USAGE privileges count. */
    public void setUser(int role) {
        if (user != role) {
            user = role;
            valid = false;
            version++;
        }
    }

    public int user() {
        return user;
    }

    /** This backend's temporary schema and its toast schema, 0 when it has none. */
    public void setTempNamespace(int namespace, int toastNamespace) {
        tempNamespace = namespace;
        tempToastNamespace = toastNamespace;
        valid = false;
        version++;
    }

    /** This backend's temporary schema, 0 when it has none yet. */
    public int tempNamespace() {
        return tempNamespace;
    }

    public int tempToastNamespace() {
        return tempToastNamespace;
    }

    /** Grows with every change that may resolve a name differently: cached plans compare it. */
    public int version() {
        return version;
    }

    void rowChanged(int catalogOid) {
        if (catalogOid == 0
                || catalogOid == PgNamespace.RELATION
                || catalogOid == PgAuthid.RELATION
                || catalogOid == PgAuthMembers.RELATION) {
            valid = false;
            version++;
        }
    }

    /**
     * Splits the value of search_path into names: comma separated, folded to lower case unless quoted.
     *
     * @return null when the syntax is invalid
     */
    public static @Nullable List<String> parse(String text) {
        List<String> out = new ArrayList<>();
        int n = text.length();
        int p = skip(text, 0);
        if (p == n) {
            return out;
        }
        while (true) {
            StringBuilder b = new StringBuilder();
            if (text.charAt(p) == '"') {
                p++;
                while (true) {
                    if (p >= n) {
                        return null;
                    }
                    char c = text.charAt(p++);
                    if (c == '"') {
                        if (p < n && text.charAt(p) == '"') {
                            p++;
                        } else {
                            break;
                        }
                    }
                    b.append(c);
                }
            } else {
                while (p < n && text.charAt(p) != ',' && !isSpace(text.charAt(p))) {
                    char c = text.charAt(p++);
                    b.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
                }
                if (b.isEmpty()) {
                    return null;
                }
            }
            out.add(Datums.nameOf(Datums.name(b.toString())));
            p = skip(text, p);
            if (p == n) {
                return out;
            }
            if (text.charAt(p) != ',') {
                return null;
            }
            p = skip(text, p + 1);
            if (p == n) {
                return null;
            }
        }
    }

    private static int skip(String s, int p) {
        while (p < s.length() && isSpace(s.charAt(p))) {
            p++;
        }
        return p;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
    }

    private void refresh() {
        if (valid) {
            return;
        }
        List<String> names = parse(setting);
        List<Integer> explicit = new ArrayList<>();
        boolean tempFirst = false;
        if (names != null) {
            for (String s : names) {
                int ns = explicitNamespace(s, explicit);
                if (s.equals("pg_temp") && explicit.isEmpty() && tempNamespace == 0) {
                    tempFirst = true;
                }
                if (ns != 0 && !explicit.contains(ns)) {
                    explicit.add(ns);
                }
            }
        }
        creation = explicit.isEmpty() ? 0 : explicit.get(0);
        tempCreation = tempFirst;
        if (!explicit.contains(PG_CATALOG)) {
            explicit.add(0, PG_CATALOG);
        }
        if (tempNamespace != 0 && !explicit.contains(tempNamespace)) {
            explicit.add(0, tempNamespace);
        }
        path = new int[explicit.size()];
        for (int i = 0; i < path.length; i++) {
            path[i] = explicit.get(i);
        }
        valid = true;
    }

    private int explicitNamespace(String s, List<Integer> before) {
        if (s.equals("pg_temp")) {
            return tempNamespace;
        }
        NamespaceInfo ns;
        if (s.equals("$user")) {
            String name = catalog.roleName(user);
            ns = name == null ? null : catalog.namespaceByName(name);
        } else {
            ns = catalog.namespaceByName(s);
        }
        if (ns == null || before.contains(ns.oid())) {
            return 0;
        }
        return catalog.acl().has(ObjectKind.SCHEMA, ns.oid(), user, Acl.USAGE) ? ns.oid() : 0;
    }

    /** The schemas searched, in order, implicit ones included. */
    public int[] active() {
        refresh();
        return path.clone();
    }

    /** The schema new objects go to: the first one of the setting that exists; 0 when there is none. */
    public int creationNamespace() {
        refresh();
        return creation;
    }

    /** Whether new objects go to the temporary schema, which this backend does not have yet. */
    public boolean createsInTemp() {
        refresh();
        return tempCreation;
    }

    /** As {@link #creationNamespace}, but 3F000 when there is none. */
    public int needCreationNamespace() {
        int ns = creationNamespace();
        if (ns == 0) {
            throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "no schema has been selected to create in");
        }
        return ns;
    }

    /** Where a schema stands in the path (0 = searched first); -1 when it is not in it. */
    public int position(int namespace) {
        refresh();
        for (int i = 0; i < path.length; i++) {
            if (path[i] == namespace) {
                return i;
            }
        }
        return -1;
    }

    /** As {@link #position}, for functions and operators: the temporary schema is never searched for them. */
    public int functionPosition(int namespace) {
        return namespace == tempNamespace && namespace != 0 ? -1 : position(namespace);
    }

    /** Oid of a schema named in a statement; 3F000 when there is none, 42501 without USAGE on it. */
    public int explicit(String schema) {
        int ns = explicitIfAny(schema);
        if (ns == 0) {
            throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + schema + "\" does not exist");
        }
        return ns;
    }

    /** As {@link #explicit}, but 0 when there is none. */
    public int explicitIfAny(String schema) {
        if (schema.equals("pg_temp") && tempNamespace != 0) {
            return tempNamespace;
        }
        NamespaceInfo ns = catalog.namespaceByName(schema);
        if (ns == null) {
            return 0;
        }
        catalog.acl().check(ObjectKind.SCHEMA, ns.oid(), user, Acl.USAGE);
        return ns.oid();
    }

    /** The relation a possibly qualified name means; null when there is none. */
    public @Nullable ClassInfo relation(@Nullable String schema, String name) {
        if (schema != null) {
            int ns = explicitIfAny(schema);
            return ns == 0 ? null : catalog.relationByName(name, ns);
        }
        refresh();
        for (int ns : path) {
            ClassInfo c = catalog.relationByName(name, ns);
            if (c != null) {
                return c;
            }
        }
        return null;
    }

    /** The type a possibly qualified pg_type.typname means; null when there is none. */
    public @Nullable TypeRow type(@Nullable String schema, String name) {
        if (schema != null) {
            int ns = explicitIfAny(schema);
            return ns == 0 ? null : catalog.typeByName(name, ns);
        }
        refresh();
        for (int ns : path) {
            TypeRow t = catalog.typeByName(name, ns);
            if (t != null) {
                return t;
            }
        }
        return null;
    }

    /** The collation a possibly qualified name means for encoding UTF8; null when there is none. */
    public @Nullable CollationInfo collation(@Nullable String schema, String name) {
        int only = schema == null ? 0 : explicitIfAny(schema);
        CollationInfo best = null;
        int bestAt = Integer.MAX_VALUE;
        for (CollationInfo c : catalog.collationsByName(name)) {
            int at = schema == null ? position(c.namespace()) : c.namespace() == only ? 0 : -1;
            if (at >= 0 && at < bestAt && (c.encoding() == -1 || c.encoding() == 6)) {
                best = c;
                bestAt = at;
            }
        }
        return best;
    }

    /** The operator class a possibly qualified name means for an index method; null when there is none. */
    public @Nullable OpclassInfo opclass(@Nullable String schema, String name, int method) {
        int only = schema == null ? 0 : explicitIfAny(schema);
        OpclassInfo best = null;
        int bestAt = Integer.MAX_VALUE;
        for (OpclassInfo c : catalog.opclassesOf(method)) {
            if (c.name().equals(name)) {
                int at = schema == null ? position(c.namespace()) : c.namespace() == only ? 0 : -1;
                if (at >= 0 && at < bestAt) {
                    best = c;
                    bestAt = at;
                }
            }
        }
        return best;
    }

    // -------------------------------------------------------------------------------------------- visibility

    /** Whether the relation is what its unqualified name means; false when it does not exist. */
    public boolean relationVisible(int oid) {
        ClassInfo c = catalog.relation(oid);
        if (c == null || position(c.namespace()) < 0) {
            return false;
        }
        ClassInfo found = relation(null, c.name());
        return found != null && found.oid() == oid;
    }

    /** Whether the type is what its unqualified name means. */
    public boolean typeVisible(int oid) {
        TypeRow t = catalog.findType(oid);
        if (t == null || position(t.info().namespace()) < 0) {
            return false;
        }
        TypeRow found = type(null, t.name());
        return found != null && found.oid() == oid;
    }

    /** Whether the function is found under its unqualified name with its argument types. */
    public boolean functionVisible(int oid) {
        ProcInfo p = catalog.findProc(oid);
        if (p == null) {
            return false;
        }
        int at = functionPosition(p.namespace());
        if (at < 0) {
            return false;
        }
        for (ProcInfo o : catalog.procsByName(p.name())) {
            int there = functionPosition(o.namespace());
            if (there >= 0 && there < at && java.util.Arrays.equals(o.argTypes(), p.argTypes())) {
                return false;
            }
        }
        return true;
    }

    /** Whether the operator is found under its unqualified name with its operand types. */
    public boolean operatorVisible(int oid) {
        OperatorInfo p = catalog.findOperator(oid);
        if (p == null) {
            return false;
        }
        int at = functionPosition(p.namespace());
        if (at < 0) {
            return false;
        }
        for (OperatorInfo o : catalog.operatorsByName(p.name())) {
            int there = functionPosition(o.namespace());
            if (there >= 0 && there < at && o.left() == p.left() && o.right() == p.right()) {
                return false;
            }
        }
        return true;
    }

    /** Whether the collation is what its unqualified name means. */
    public boolean collationVisible(int oid) {
        CollationInfo c = catalog.collation(oid);
        CollationInfo found = c == null ? null : collation(null, c.name());
        return found != null && found.oid() == oid;
    }

    /** Whether the operator class is what its unqualified name means. */
    public boolean opclassVisible(int oid) {
        OpclassInfo c = catalog.findOpclass(oid);
        OpclassInfo found = c == null ? null : opclass(null, c.name(), c.method());
        return found != null && found.oid() == oid;
    }

    /** Whether the operator family is what its unqualified name means. */
    public boolean opfamilyVisible(int oid) {
        OpfamilyInfo f = catalog.opfamily(oid);
        if (f == null) {
            return false;
        }
        int at = position(f.namespace());
        for (OpfamilyInfo o : catalog.opfamiliesOf(f.method())) {
            int there = position(o.namespace());
            if (o.name().equals(f.name()) && there >= 0 && there < at) {
                return false;
            }
        }
        return at >= 0;
    }
}
