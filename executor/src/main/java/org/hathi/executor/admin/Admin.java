package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogTable;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.RoleInfo;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.session.BackendContext;
import org.hathi.executor.session.Session;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** What every administration command works with while one statement runs. */
final class Admin {
    final Session session;
    final BackendContext cx;
    final ExecEnv env;
    final Catalog catalog;
    final CatalogTable writer;
    final Dependencies deps;
    final String sql;
    final boolean topLevel;

    Admin(Session session, String sql, boolean topLevel) {
        this.session = session;
        this.cx = session.context();
        this.env = session.runner().env();
        this.catalog = cx.catalog();
        this.writer = catalog.writer();
        this.deps = new Dependencies(catalog);
        this.sql = sql;
        this.topLevel = topLevel;
    }

    int role() {
        return env.roleOid;
    }

    boolean superuser() {
        return catalog.acl().superuser(role());
    }

    void report(Severity severity, SqlState state, String message) {
        cx.reporter().report(new Report(severity, state, message));
    }

    void notice(String message) {
        cx.reporter().report(Report.of(Severity.NOTICE, message));
    }

    /** Error position of a location in the statement's text. */
    int position(int location) {
        return location < 0 || location > sql.length() ? 0 : sql.codePointCount(0, location) + 1;
    }

    SqlError error(SqlState state, String message, int location) {
        return new SqlError(state, message).position(position(location));
    }

    // ------------------------------------------------------------------------------------------------- names

    /** The relation a name stands for; 42P01 when there is none and {@code missingOk} is false. */
    @Nullable
    ClassInfo relation(RangeVar v, boolean missingOk) {
        String schema = v.schemaname();
        if (v.catalogname() != null) {
            var db = catalog.database(catalog.databaseOid());
            if (db == null || !db.name().equals(v.catalogname())) {
                throw error(
                        SqlState.FEATURE_NOT_SUPPORTED,
                        "cross-database references are not implemented: \"" + v.catalogname() + "." + schema + "."
                                + v.relname() + "\"",
                        v.location());
            }
        }
        ClassInfo c = null;
        if (schema == null || catalog.searchPath().explicitIfAny(schema) != 0) {
            c = catalog.searchPath().relation(schema, v.relname());
        }
        if (c == null && !missingOk) {
            if (schema != null) {
                catalog.searchPath().explicit(schema);
            }
            throw new SqlError(SqlState.UNDEFINED_TABLE, "relation \"" + qualified(v) + "\" does not exist")
                    .position(0);
        }
        return c;
    }

    ClassInfo needRelation(RangeVar v) {
        return java.util.Objects.requireNonNull(relation(v, false));
    }

    /**
     * The relation a name stands for, locked: looked up again when the lock was waited for.
     *
     * @param check what must be right before the lock is waited for
     */
    ClassInfo lockRelation(RangeVar v, int mode, Consumer<ClassInfo> check) {
        return lockRelation(v, mode, check, c -> catalog.locker().lock(c.oid(), c.shared(), mode));
    }

    /** As the other one; {@code take} takes the lock. */
    ClassInfo lockRelation(RangeVar v, int mode, Consumer<ClassInfo> check, Consumer<ClassInfo> take) {
        ClassInfo c = catalog.lockNamed(() -> relation(v, false), check.andThen(take), mode);
        return java.util.Objects.requireNonNull(c);
    }

    static String qualified(RangeVar v) {
        return v.schemaname() == null ? v.relname() : v.schemaname() + "." + v.relname();
    }

    /** The role a specification names; 42704 when there is none. PUBLIC is 0 where {@code publicOk}. */
    int role(RoleSpec r, boolean publicOk) {
        return switch (r.roletype()) {
            case CURRENT_ROLE, CURRENT_USER -> role();
            case SESSION_USER -> session.sessionRole();
            case PUBLIC -> {
                if (!publicOk) {
                    throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"public\" does not exist");
                }
                yield 0;
            }
            case CSTRING -> roleNamed(r.rolename() == null ? "" : r.rolename()).oid();
        };
    }

    RoleInfo roleNamed(String name) {
        RoleInfo i = catalog.roleByName(name);
        if (i == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        return i;
    }

    RoleInfo needRole(int oid) {
        RoleInfo i = catalog.role(oid);
        if (i == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT, "role with OID " + Integer.toUnsignedString(oid) + " does not exist");
        }
        return i;
    }

    // ------------------------------------------------------------------------------------------------- options

    /** An option's value as a boolean: absent is true. */
    static boolean bool(DefElem d) {
        Node n = d.arg();
        if (n == null) {
            return true;
        }
        String t = text(d);
        switch (t.toLowerCase(java.util.Locale.ROOT)) {
            case "true", "on", "1" -> {
                return true;
            }
            case "false", "off", "0" -> {
                return false;
            }
            default -> throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a Boolean value");
        }
    }

    static String text(DefElem d) {
        String t = Value.text(d.arg());
        if (t == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a parameter");
        }
        return t;
    }

    static long integer(DefElem d) {
        try {
            if (d.arg() instanceof Value.Int || d.arg() instanceof Value.Float) {
                return Long.parseLong(text(d));
            }
        } catch (NumberFormatException e) {
            throw new SqlError(
                    SqlState.NUMERIC_VALUE_OUT_OF_RANGE, "value \"" + text(d) + "\" is out of range for type bigint");
        }
        throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a numeric value");
    }

    static List<Node> items(@Nullable Node n) {
        List<Node> out = new ArrayList<>();
        if (n instanceof Value.Items i) {
            out.addAll(i.items());
        } else if (n != null) {
            out.add(n);
        }
        return out;
    }

    SqlError conflicting(DefElem d) {
        return error(SqlState.SYNTAX_ERROR, "conflicting or redundant options", d.location());
    }
}
