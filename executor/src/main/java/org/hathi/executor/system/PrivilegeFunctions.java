package org.hathi.executor.system;

import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ObjectKind;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/**
 * has_…_privilege and pg_has_role. Their prosrc says how role and object are given: {@code has_table_privilege_name_id}
 * is (role name, table oid, privilege); with one suffix the role is the current user.
 */
final class PrivilegeFunctions {
    private static final String[] KINDS = {
        "table",
        "sequence",
        "database",
        "function",
        "language",
        "schema",
        "tablespace",
        "type",
        "server",
        "foreign_data_wrapper",
        "parameter",
        "column",
        "any_column"
    };
    private static final int GRANT = 16;

    private PrivilegeFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        if (p.startsWith("pg_has_role_")) {
            String[] forms = p.substring("pg_has_role_".length()).split("_");
            return c -> role(s, c, forms);
        }
        for (String kind : KINDS) {
            String prefix = "has_" + kind + "_privilege_";
            if (p.startsWith(prefix)) {
                String[] forms = p.substring(prefix.length()).split("_");
                return switch (kind) {
                    case "column" -> c -> column(s, c, forms);
                    case "any_column" -> c -> anyColumn(s, c, forms);
                    case "parameter" -> c -> parameter(s, c, forms);
                    default -> c -> object(s, c, forms, kind);
                };
            }
        }
        return null;
    }

    /** The role of the first argument; PUBLIC is 0. */
    private static int roleOf(SystemContext s, Call c, String form, boolean publicToo) {
        if (form.equals("id")) {
            return c.i(0);
        }
        String name = c.name(0);
        return publicToo && name.equals("public") ? 0 : s.catalog.roleOid(name);
    }

    private static Object role(SystemContext s, Call c, String[] forms) {
        int role = forms.length == 2 ? roleOf(s, c, forms[0], false) : s.user();
        int at = forms.length - 1;
        int of = forms[at].equals("id") ? c.i(at) : s.catalog.roleOid(c.name(at));
        boolean yes = false;
        for (String word : c.text(at + 1).split(",")) {
            yes |= switch (normal(word)) {
                case "USAGE" -> s.catalog.acl().hasPrivilegesOf(role, of);
                case "MEMBER" -> s.catalog.acl().isMember(role, of);
                case "USAGE WITH GRANT OPTION",
                        "USAGE WITH ADMIN OPTION",
                        "MEMBER WITH GRANT OPTION",
                        "MEMBER WITH ADMIN OPTION" -> s.catalog.acl().isAdminOf(role, of);
                default -> throw unrecognized(word);
            };
        }
        return yes;
    }

    private static String normal(String word) {
        return word.strip().toUpperCase(Locale.ROOT);
    }

    private static SqlError unrecognized(String word) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, "unrecognized privilege type: \"" + word.strip() + "\"");
    }

    /** One privilege word as a bit (grant option 16 higher), which must be allowed for the kind. */
    private static int privilege(String word, int allowed) {
        String w = normal(word);
        boolean grant = w.endsWith(" WITH GRANT OPTION");
        if (grant) {
            w = w.substring(0, w.length() - " WITH GRANT OPTION".length());
        }
        int bit =
                switch (w) {
                    case "SELECT" -> Acl.SELECT;
                    case "INSERT" -> Acl.INSERT;
                    case "UPDATE" -> Acl.UPDATE;
                    case "DELETE" -> Acl.DELETE;
                    case "TRUNCATE" -> Acl.TRUNCATE;
                    case "REFERENCES" -> Acl.REFERENCES;
                    case "TRIGGER" -> Acl.TRIGGER;
                    case "EXECUTE" -> Acl.EXECUTE;
                    case "USAGE" -> Acl.USAGE;
                    case "CREATE" -> Acl.CREATE;
                    case "TEMPORARY", "TEMP" -> Acl.CREATE_TEMP;
                    case "CONNECT" -> Acl.CONNECT;
                    case "SET" -> Acl.SET;
                    case "ALTER SYSTEM" -> Acl.ALTER_SYSTEM;
                    default -> 0;
                };
        if (w.equals("RULE") && (allowed & Acl.TRUNCATE) != 0) {
            return 0;
        }
        if (bit == 0 || (bit & allowed) == 0) {
            throw unrecognized(word);
        }
        return grant ? bit << GRANT : bit;
    }

    private static int mask(String list, int allowed) {
        int m = 0;
        for (String word : list.split(",")) {
            m |= privilege(word, allowed);
        }
        return m;
    }

    private static ObjectKind kindOf(String kind) {
        return switch (kind) {
            case "table", "column", "any_column" -> ObjectKind.TABLE;
            case "sequence" -> ObjectKind.SEQUENCE;
            case "database" -> ObjectKind.DATABASE;
            case "function" -> ObjectKind.FUNCTION;
            case "language" -> ObjectKind.LANGUAGE;
            case "schema" -> ObjectKind.SCHEMA;
            case "tablespace" -> ObjectKind.TABLESPACE;
            case "type" -> ObjectKind.TYPE;
            case "server" -> ObjectKind.FOREIGN_SERVER;
            default -> ObjectKind.FOREIGN_DATA_WRAPPER;
        };
    }

    private static @Nullable Object object(SystemContext s, Call c, String[] forms, String kindName) {
        ObjectKind kind = kindOf(kindName);
        int role = forms.length == 2 ? roleOf(s, c, forms[0], true) : s.user();
        int at = forms.length - 1;
        boolean byOid = forms[at].equals("id");
        int oid = byOid ? c.i(at) : named(s.catalog, c, kind, c.text(at));
        int mask = mask(c.text(at + 1), kind.all);
        if (byOid && !exists(s.catalog, kind, oid)) {
            return null;
        }
        if (kind == ObjectKind.SEQUENCE) {
            ClassInfo r = s.catalog.relation(oid);
            if (r != null && r.kind() != 'S') {
                if (byOid) {
                    return null;
                }
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.text(at) + "\" is not a sequence");
            }
        }
        return s.catalog.acl().hasAny(kind, oid, role, mask);
    }

    private static int named(Catalog k, Call c, ObjectKind kind, String name) {
        return switch (kind) {
            case DATABASE -> {
                var d = k.databaseByName(name);
                if (d == null) {
                    throw new SqlError(SqlState.INVALID_CATALOG_NAME, "database \"" + name + "\" does not exist");
                }
                yield d.oid();
            }
            case FUNCTION -> k.regLookup(c.cx(), Oids.REGPROCEDURE, name, false);
            case TYPE -> k.regLookup(c.cx(), Oids.REGTYPE, name, false);
            case LANGUAGE -> {
                var l = k.languageByName(name);
                if (l == null) {
                    throw new SqlError(SqlState.UNDEFINED_OBJECT, "language \"" + name + "\" does not exist");
                }
                yield l.oid();
            }
            case SCHEMA -> {
                var n = k.namespaceByName(name);
                if (n == null) {
                    throw new SqlError(SqlState.INVALID_SCHEMA_NAME, "schema \"" + name + "\" does not exist");
                }
                yield n.oid();
            }
            case TABLESPACE -> {
                var t = k.tablespaceByName(name);
                if (t == null) {
                    throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
                }
                yield t.oid();
            }
            case TABLE, SEQUENCE -> k.regLookup(c.cx(), Oids.REGCLASS, name, false);
            default ->
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        (kind == ObjectKind.FOREIGN_SERVER ? "server" : kind.word) + " \"" + name
                                + "\" does not exist");
        };
    }

    private static boolean exists(Catalog k, ObjectKind kind, int oid) {
        return switch (kind) {
            case TABLE, SEQUENCE -> k.relation(oid) != null;
            case DATABASE -> k.database(oid) != null;
            case FUNCTION -> k.findProc(oid) != null;
            case LANGUAGE -> k.language(oid) != null;
            case SCHEMA -> k.namespace(oid) != null;
            case TABLESPACE -> k.tablespace(oid) != null;
            case TYPE -> k.findType(oid) != null;
            default -> k.writer().byOid(kind.catalog, oid) != null;
        };
    }

    /** has_column_privilege: role form (absent with two forms), table form, column form. */
    private static @Nullable Object column(SystemContext s, Call c, String[] forms) {
        int at = forms.length - 2;
        int role = at == 1 ? roleOf(s, c, forms[0], true) : s.user();
        boolean byOid = forms[at].equals("id");
        int table = byOid ? c.i(at) : named(s.catalog, c, ObjectKind.TABLE, c.text(at));
        int mask = mask(c.text(at + 2), Acl.ALL_COLUMN);
        ClassInfo r = s.catalog.relation(table);
        if (r == null) {
            return null;
        }
        boolean byNumber = forms[at + 1].equals("attnum");
        AttributeInfo a = byNumber
                ? s.catalog.attribute(table, (short) c.i(at + 1))
                : s.catalog.attributeByName(table, c.text(at + 1));
        if (a == null || a.dropped()) {
            if (byNumber) {
                return null;
            }
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + c.text(at + 1) + "\" of relation \"" + r.name() + "\" does not exist");
        }
        return columnHas(s, table, a, role, mask);
    }

    private static boolean columnHas(SystemContext s, int table, AttributeInfo a, int role, int mask) {
        if (s.catalog.acl().hasAny(ObjectKind.TABLE, table, role, mask)) {
            return true;
        }
        for (int bit = mask; bit != 0; bit &= bit - 1) {
            if (s.catalog.acl().hasColumn(table, a.number(), role, Integer.lowestOneBit(bit))) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Object anyColumn(SystemContext s, Call c, String[] forms) {
        int role = forms.length == 2 ? roleOf(s, c, forms[0], true) : s.user();
        int at = forms.length - 1;
        int table = forms[at].equals("id") ? c.i(at) : named(s.catalog, c, ObjectKind.TABLE, c.text(at));
        int mask = mask(c.text(at + 1), Acl.ALL_COLUMN);
        if (s.catalog.relation(table) == null) {
            return null;
        }
        for (AttributeInfo a : s.catalog.attributes(table)) {
            if (a.number() > 0 && !a.dropped() && columnHas(s, table, a, role, mask)) {
                return true;
            }
        }
        return s.catalog.acl().hasAny(ObjectKind.TABLE, table, role, mask);
    }

    private static Object parameter(SystemContext s, Call c, String[] forms) {
        int role = forms.length == 2 ? roleOf(s, c, forms[0], true) : s.user();
        int at = forms.length - 1;
        int mask = mask(c.text(at + 1), ObjectKind.PARAMETER.all);
        return s.catalog.acl().mayUseParameter(c.text(at), role, mask);
    }
}
