package org.hathi.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.table.PgAuthMembers;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.catalog.table.PgParameterAcl;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Privileges: what a role may do with an object, by its acl, its owner, role memberships and superuser status.
 *
 * <p>Privilege sets are bit masks with PostgreSQL's bits; in an {@link AclItem} the same bits 16 higher say WITH GRANT
 * OPTION. Role membership closures are cached until pg_auth_members, pg_authid or pg_database change.
 */
public final class Acl {
    public static final int INSERT = 1;
    public static final int SELECT = 1 << 1;
    public static final int UPDATE = 1 << 2;
    public static final int DELETE = 1 << 3;
    public static final int TRUNCATE = 1 << 4;
    public static final int REFERENCES = 1 << 5;
    public static final int TRIGGER = 1 << 6;
    public static final int EXECUTE = 1 << 7;
    public static final int USAGE = 1 << 8;
    public static final int CREATE = 1 << 9;
    public static final int CREATE_TEMP = 1 << 10;
    public static final int CONNECT = 1 << 11;
    public static final int SET = 1 << 12;
    public static final int ALTER_SYSTEM = 1 << 13;

    public static final int ALL_RELATION = INSERT | SELECT | UPDATE | DELETE | TRUNCATE | REFERENCES | TRIGGER;
    public static final int ALL_COLUMN = INSERT | SELECT | UPDATE | REFERENCES;
    public static final int ALL_SEQUENCE = USAGE | SELECT | UPDATE;
    public static final int ALL_DATABASE = CREATE | CREATE_TEMP | CONNECT;

    /** The letters of the privileges, by bit. */
    public static final String LETTERS = "arwdDxtXUCTcsA";

    /** Predefined roles with built-in meaning. */
    public static final int PG_DATABASE_OWNER = 6171;

    public static final int PG_READ_ALL_DATA = 6181;
    public static final int PG_WRITE_ALL_DATA = 6182;
    public static final int BOOTSTRAP_SUPERUSER = 10;

    private final Catalog catalog;
    private final Map<Integer, int[]> memberships = new HashMap<>();
    private final Map<Integer, int[]> inherited = new HashMap<>();

    Acl(Catalog catalog) {
        this.catalog = catalog;
    }

    void rowChanged(int catalogOid) {
        if (catalogOid == 0
                || catalogOid == PgAuthMembers.RELATION
                || catalogOid == PgAuthid.RELATION
                || catalogOid == PgDatabase.RELATION) {
            memberships.clear();
            inherited.clear();
        }
    }

    // --------------------------------------------------------------------------------------------------- roles

    /** Whether the role is a superuser; false when there is no such role. */
    public boolean superuser(int role) {
        RoleInfo r = catalog.role(role);
        return r != null && r.superuser();
    }

    /** Whether {@code role} has the privileges of {@code of}: is it, a superuser, or a member through INHERIT roles. */
    public boolean hasPrivilegesOf(int role, int of) {
        return role == of || superuser(role) || contains(closure(role, true), of);
    }

    /** Whether {@code role} is a member of {@code of}, directly or not (superusers of all). */
    public boolean isMember(int role, int of) {
        return role == of || superuser(role) || contains(closure(role, false), of);
    }

    /** As {@link #isMember} without regard to superuser status. */
    public boolean isMemberNoSuper(int role, int of) {
        return role == of || contains(closure(role, false), of);
    }

    /** Whether {@code role} is a member of {@code of} WITH ADMIN OPTION, directly or through another role. */
    public boolean isAdminOf(int role, int of) {
        if (superuser(role)) {
            return true;
        }
        for (int r : closure(role, false)) {
            for (RoleMember m : catalog.membershipsOf(r)) {
                if (m.role() == of && m.adminOption()) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean contains(int[] roles, int role) {
        for (int r : roles) {
            if (r == role) {
                return true;
            }
        }
        return false;
    }

    /** The role and all roles it is a member of; with {@code inherit}, only through roles that inherit. */
    private int[] closure(int role, boolean inherit) {
        Map<Integer, int[]> cache = inherit ? inherited : memberships;
        int[] known = cache.get(role);
        if (known != null) {
            return known;
        }
        DatabaseInfo db = catalog.database(catalog.databaseOid());
        List<Integer> found = new ArrayList<>();
        found.add(role);
        for (int i = 0; i < found.size(); i++) {
            int r = found.get(i);
            RoleInfo info = catalog.role(r);
            if (inherit && (info == null || !info.inherit())) {
                continue;
            }
            for (RoleMember m : catalog.membershipsOf(r)) {
                if (!found.contains(m.role())) {
                    found.add(m.role());
                }
            }
            if (db != null && db.owner() == r && !found.contains(PG_DATABASE_OWNER)) {
                found.add(PG_DATABASE_OWNER);
            }
        }
        int[] out = new int[found.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = found.get(i);
        }
        cache.put(role, out);
        return out;
    }

    // -------------------------------------------------------------------------------------------------- checks

    /** The acl an object of this kind has when its acl field is null. */
    public static AclItem[] defaults(ObjectKind kind, int owner) {
        AclItem mine = new AclItem(owner, owner, kind.all);
        if (kind.publicDefault == 0) {
            return kind.all == 0 ? new AclItem[0] : new AclItem[] {mine};
        }
        return new AclItem[] {new AclItem(0, owner, kind.publicDefault), mine};
    }

    /** The privileges of {@code mask} that {@code role} has by this acl (null: the default one). */
    public int mask(ObjectKind kind, AclItem @Nullable [] acl, int owner, int role, int mask) {
        AclItem[] items = acl == null ? defaults(kind, owner) : acl;
        int result = 0;
        // the owner always has grant options; the bits above 16 ask for them
        if ((mask & 0xFFFF0000) != 0 && hasPrivilegesOf(role, owner)) {
            result = mask & 0xFFFF0000;
        }
        for (AclItem i : items) {
            if ((i.grantee() == 0 || i.grantee() == role)) {
                result |= i.privileges() & mask;
            }
        }
        if (result == mask) {
            return result;
        }
        for (AclItem i : items) {
            if (i.grantee() != 0
                    && i.grantee() != role
                    && (i.privileges() & (mask & ~result)) != 0
                    && hasPrivilegesOf(role, i.grantee())) {
                result |= i.privileges() & mask;
            }
        }
        return result;
    }

    /** What of {@code mask} the role may do with the object. XX000 when the object does not exist. */
    public int mask(ObjectKind kind, int oid, int role, int mask) {
        if (kind == ObjectKind.TABLE || kind == ObjectKind.SEQUENCE) {
            return relationMask(oid, role, mask);
        }
        if (superuser(role)) {
            return mask;
        }
        Owned o = owned(kind, oid);
        if (kind == ObjectKind.SCHEMA) {
            return schemaMask(o, oid, role, mask);
        }
        if (kind == ObjectKind.TYPE) {
            TypeRow t = catalog.typeRow(oid);
            if (t.info().elem() != 0 && t.info().isArray()) {
                return mask(kind, t.info().elem(), role, mask);
            }
        }
        return mask(kind, o.acl(), o.owner(), role, mask);
    }

    private int schemaMask(Owned o, int oid, int role, int mask) {
        if (oid == catalog.searchPath().tempNamespace() && oid != 0) {
            return mask(ObjectKind.DATABASE, catalog.databaseOid(), role, CREATE_TEMP) != 0 ? mask : mask & USAGE;
        }
        int result = mask(ObjectKind.SCHEMA, o.acl(), o.owner(), role, mask);
        if ((mask & USAGE) != 0
                && (result & USAGE) == 0
                && (hasPrivilegesOf(role, PG_READ_ALL_DATA) || hasPrivilegesOf(role, PG_WRITE_ALL_DATA))) {
            result |= USAGE;
        }
        return result;
    }

    private int relationMask(int oid, int role, int wanted) {
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_TABLE, "relation with OID " + Integer.toUnsignedString(oid) + " does not exist");
        }
        int mask = wanted;
        boolean su = superuser(role);
        // catalogs are changed by DDL only
        int dangerous = INSERT | UPDATE | DELETE | TRUNCATE | USAGE;
        if ((mask & dangerous) != 0 && isSystemClass(c) && c.kind() != 'v' && !su) {
            mask &= ~dangerous;
        }
        if (su) {
            return mask;
        }
        ObjectKind kind = c.kind() == 'S' ? ObjectKind.SEQUENCE : ObjectKind.TABLE;
        int result = mask(kind, c.acl(), c.owner(), role, mask);
        if ((mask & SELECT) != 0 && (result & SELECT) == 0 && hasPrivilegesOf(role, PG_READ_ALL_DATA)) {
            result |= SELECT;
        }
        int write = INSERT | UPDATE | DELETE;
        if ((mask & write & ~result) != 0 && hasPrivilegesOf(role, PG_WRITE_ALL_DATA)) {
            result |= mask & write;
        }
        return result;
    }

    /** Whether this is a system catalog, its index or toast table (IsSystemClass). */
    static boolean isSystemClass(ClassInfo c) {
        return Integer.compareUnsigned(c.oid(), 16384) < 0 && c.namespace() == SearchPath.PG_CATALOG
                || c.namespace() == SearchPath.PG_TOAST;
    }

    /** Whether the role has all of {@code mask}. */
    public boolean has(ObjectKind kind, int oid, int role, int mask) {
        return mask(kind, oid, role, mask) == mask;
    }

    /** Whether the role has any of {@code mask}. */
    public boolean hasAny(ObjectKind kind, int oid, int role, int mask) {
        return mask(kind, oid, role, mask) != 0;
    }

    /** 42501 {@code permission denied for table x} unless the role has any privilege of {@code mask}. */
    public void check(ObjectKind kind, int oid, int role, int mask) {
        if (!hasAny(kind, oid, role, mask)) {
            throw denied(kind, oid);
        }
    }

    /** Whether the role has one of {@code mask} on a column itself (not through the table). */
    public boolean hasColumn(int relation, int attribute, int role, int mask) {
        ClassInfo c = catalog.relation(relation);
        AttributeInfo a = catalog.attribute(relation, attribute);
        if (c == null || a == null || a.dropped() || a.acl() == null) {
            return false;
        }
        return mask(ObjectKind.COLUMN, a.acl(), c.owner(), role, mask) != 0;
    }

    /** Whether the role has any of {@code mask} (SET, ALTER_SYSTEM) on a setting: by GRANT … ON PARAMETER. */
    public boolean mayUseParameter(String name, int role, int mask) {
        if (superuser(role)) {
            return true;
        }
        List<CatalogRow> rows = new ArrayList<>(1);
        catalog.store()
                .scan(
                        PgParameterAcl.RELATION,
                        PgParameterAcl.PARNAME_INDEX,
                        new Object[] {Datums.text(name.toLowerCase(Locale.ROOT))},
                        rows);
        if (rows.isEmpty()) {
            return false;
        }
        AclItem[] acl = rows.get(0).aclOrNull(PgParameterAcl.PARACL);
        return mask(ObjectKind.PARAMETER, acl, BOOTSTRAP_SUPERUSER, role, mask) != 0;
    }

    /** The error for missing privileges on an object. */
    public SqlError denied(ObjectKind kind, int oid) {
        return denied(wordFor(kind, oid), nameOf(kind, oid));
    }

    /** {@code permission denied for word name}. */
    public static SqlError denied(String word, String name) {
        return new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied for " + word + " " + name);
    }

    /** Whether the role owns the object (or has the privileges of its owner). */
    public boolean owns(ObjectKind kind, int oid, int role) {
        return superuser(role) || hasPrivilegesOf(role, owned(kind, oid).owner());
    }

    /** 42501 {@code must be owner of table x} unless the role owns the object. */
    public void checkOwner(ObjectKind kind, int oid, int role) {
        if (!owns(kind, oid, role)) {
            throw notOwner(wordFor(kind, oid), kind == ObjectKind.TYPE ? typeName(oid) : nameOf(kind, oid));
        }
    }

    /** The same with the words that the statement used for the object. */
    public void checkOwner(ObjectKind kind, int oid, int role, String word, String name) {
        if (!owns(kind, oid, role)) {
            throw notOwner(word, kind == ObjectKind.TYPE ? typeName(oid) : name);
        }
    }

    /** {@code must be owner of word name}. */
    public static SqlError notOwner(String word, String name) {
        return new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of " + word + " " + name);
    }

    /** A type as messages about privileges show it: of an array, its elements'. */
    private String typeName(int type) {
        TypeInfo t = catalog.type(type);
        return catalog.formatType(t.isArray() && t.elem() != 0 ? t.elem() : type, -1);
    }

    private String wordFor(ObjectKind kind, int oid) {
        if (kind == ObjectKind.TABLE) {
            ClassInfo c = catalog.relation(oid);
            return c == null ? kind.word : relationWord(c.kind());
        }
        if (kind == ObjectKind.FUNCTION) {
            ProcInfo p = catalog.findProc(oid);
            return p == null ? kind.word : p.isAggregate() ? "aggregate" : p.isProcedure() ? "procedure" : "function";
        }
        return kind.word;
    }

    /** How messages call a relation of a kind. */
    public static String relationWord(char relkind) {
        return switch (relkind) {
            case 'i', 'I' -> "index";
            case 'S' -> "sequence";
            case 'v' -> "view";
            case 'm' -> "materialized view";
            case 'f' -> "foreign table";
            default -> "table";
        };
    }

    // ------------------------------------------------------------------------------------- owner, acl and name

    private record Owned(int owner, AclItem @Nullable [] acl) {}

    private Owned owned(ObjectKind kind, int oid) {
        Owned o =
                switch (kind) {
                    case TABLE, SEQUENCE, COLUMN -> {
                        ClassInfo c = catalog.relation(oid);
                        yield c == null ? null : new Owned(c.owner(), c.acl());
                    }
                    case DATABASE -> {
                        DatabaseInfo d = catalog.database(oid);
                        yield d == null ? null : new Owned(d.owner(), d.acl());
                    }
                    case FUNCTION -> {
                        ProcInfo p = catalog.findProc(oid);
                        yield p == null ? null : new Owned(p.owner(), p.acl());
                    }
                    case LANGUAGE -> {
                        LanguageInfo l = catalog.language(oid);
                        yield l == null ? null : new Owned(l.owner(), l.acl());
                    }
                    case SCHEMA -> {
                        NamespaceInfo n = catalog.namespace(oid);
                        yield n == null ? null : new Owned(n.owner(), n.acl());
                    }
                    case TABLESPACE -> {
                        TablespaceInfo t = catalog.tablespace(oid);
                        yield t == null ? null : new Owned(t.owner(), t.acl());
                    }
                    case TYPE -> {
                        TypeRow t = catalog.findType(oid);
                        yield t == null ? null : new Owned(t.owner(), t.acl());
                    }
                    case OPERATOR -> {
                        OperatorInfo p = catalog.findOperator(oid);
                        yield p == null ? null : new Owned(p.owner(), null);
                    }
                    case OPCLASS -> {
                        OpclassInfo p = catalog.findOpclass(oid);
                        yield p == null ? null : new Owned(p.owner(), null);
                    }
                    case OPFAMILY -> {
                        OpfamilyInfo p = catalog.opfamily(oid);
                        yield p == null ? null : new Owned(p.owner(), null);
                    }
                    case COLLATION -> {
                        CollationInfo p = catalog.collation(oid);
                        yield p == null ? null : new Owned(p.owner(), null);
                    }
                    case CONVERSION -> {
                        ConversionInfo p = catalog.conversion(oid);
                        yield p == null ? null : new Owned(p.owner(), null);
                    }
                    case LARGE_OBJECT,
                            FOREIGN_DATA_WRAPPER,
                            FOREIGN_SERVER,
                            PARAMETER,
                            EXTENSION,
                            EVENT_TRIGGER,
                            STATISTICS,
                            TS_CONFIG,
                            TS_DICTIONARY,
                            PUBLICATION,
                            SUBSCRIPTION -> ownedByRow(kind, oid);
                };
        if (o == null) {
            throw CatalogLookup.missing(kind.word, oid);
        }
        return o;
    }

    private @Nullable Owned ownedByRow(ObjectKind kind, int oid) {
        ObjectNames.OidCatalog c = ObjectNames.OidCatalog.of(catalog.store().tables(), kind.catalog);
        CatalogRow r = c == null ? null : ObjectNames.row(catalog, c, oid);
        if (c == null || r == null) {
            return null;
        }
        int owner = c.owner() == 0 ? BOOTSTRAP_SUPERUSER : r.intAt(c.owner());
        return new Owned(owner, c.acl() == 0 ? null : r.aclOrNull(c.acl()));
    }

    /** Oid of the owner of an object. XX000 when it does not exist. */
    public int ownerOf(ObjectKind kind, int oid) {
        return owned(kind, oid).owner();
    }

    private String nameOf(ObjectKind kind, int oid) {
        return ObjectNames.name(catalog, kind.catalog, oid);
    }

    // --------------------------------------------------------------------------------------------- text form

    /** The text of an item as aclitemout writes it; role names by the catalog. */
    public String format(AclItem item) {
        StringBuilder b = new StringBuilder();
        if (item.grantee() != 0) {
            appendRole(b, item.grantee());
        }
        b.append('=');
        for (int i = 0; i < LETTERS.length(); i++) {
            if ((item.privileges() & 1 << i) != 0) {
                b.append(LETTERS.charAt(i));
            }
            if ((item.privileges() & 1 << i + 16) != 0) {
                b.append('*');
            }
        }
        b.append('/');
        appendRole(b, item.grantor());
        return b.toString();
    }

    private void appendRole(StringBuilder b, int role) {
        String name = catalog.roleName(role);
        String s = name == null ? Integer.toUnsignedString(role) : name;
        boolean safe = true;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            safe &= c == '_' || Character.isLetterOrDigit(c);
        }
        b.append(safe ? s : '"' + s.replace("\"", "\"\"") + '"');
    }

    /** The privilege bit of a letter; 0 when it is none. */
    static int bit(char letter) {
        int i = LETTERS.indexOf(letter);
        return i < 0 ? 0 : 1 << i;
    }
}
