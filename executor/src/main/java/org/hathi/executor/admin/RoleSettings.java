package org.hathi.executor.admin;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Setting;
import org.hathi.base.SettingContext;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.DatabaseInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RoleInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgDbRoleSetting;
import org.hathi.executor.session.SessionCommands;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.Clause.RoleSpecType;
import org.hathi.parser.tree.RoleStmt.AlterDatabaseSetStmt;
import org.hathi.parser.tree.RoleStmt.AlterRoleSetStmt;
import org.hathi.parser.tree.UtilityStmt.VariableSetKind;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.jspecify.annotations.Nullable;

/**
 * ALTER ROLE and ALTER DATABASE … SET and RESET: the rows of pg_db_role_setting, which sessions read when they start.
 */
final class RoleSettings {
    private final Admin a;

    RoleSettings(Admin a) {
        this.a = a;
    }

    void role(AlterRoleSetStmt s) {
        int role = 0;
        if (s.role() != null) {
            checkReserved(s.role(), "Cannot alter reserved roles.");
            RoleInfo r = a.needRole(a.role(s.role(), false));
            role = r.oid();
            if (r.superuser()) {
                if (!a.superuser()) {
                    throw denied("must be superuser to alter superusers");
                }
            } else if (!a.superuser() && !a.needRole(a.role()).createRole() && role != a.role()) {
                throw denied("permission denied");
            }
        }
        int database = 0;
        if (s.database() != null) {
            DatabaseInfo d = database(s.database());
            database = d.oid();
            if (s.role() == null) {
                a.catalog.acl().checkOwner(ObjectKind.DATABASE, database, a.role());
            }
        } else if (s.role() == null && !a.superuser()) {
            throw denied("must be superuser to alter settings globally");
        }
        alter(database, role, s.setstmt());
    }

    void database(AlterDatabaseSetStmt s) {
        DatabaseInfo d = database(s.dbname());
        a.catalog.acl().checkOwner(ObjectKind.DATABASE, d.oid(), a.role());
        alter(d.oid(), 0, s.setstmt());
    }

    /** 42939 for the roles that are always there. */
    static void checkReserved(RoleSpec role, String detail) {
        String name = role.rolename();
        if (role.roletype() == RoleSpecType.CSTRING && name != null && name.startsWith("pg_")) {
            throw new SqlError(SqlState.RESERVED_NAME, "role name \"" + name + "\" is reserved").detail(detail);
        }
    }

    private static SqlError denied(String message) {
        return new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, message);
    }

    private DatabaseInfo database(String name) {
        DatabaseInfo d = a.catalog.databaseByName(name);
        if (d == null) {
            throw new SqlError(SqlState.UNDEFINED_DATABASE, "database \"" + name + "\" does not exist");
        }
        return d;
    }

    private void alter(int database, int role, VariableSetStmt v) {
        CatalogRow row = a.writer.find(
                PgDbRoleSetting.RELATION, PgDbRoleSetting.DATABASEID_ROL_INDEX, Datums.oid(database), Datums.oid(role));
        List<String> list = new ArrayList<>();
        String[] old = row == null ? null : row.textsOrNull(PgDbRoleSetting.SETCONFIG);
        if (old != null) {
            list.addAll(List.of(old));
        }
        if (v.kind() == VariableSetKind.RESET_ALL) {
            list.removeIf(i -> mayChange(i.substring(0, i.indexOf('='))));
        } else {
            String value = wanted(v);
            String name = checked(v.name() == null ? "" : v.name(), value);
            replace(list, name, value == null ? null : name + "=" + value);
        }
        store(row, database, role, list);
        a.writer.increment();
    }

    private void store(@Nullable CatalogRow row, int database, int role, List<String> list) {
        String[] items = list.toArray(new String[0]);
        if (row == null) {
            if (items.length > 0) {
                a.writer.insert(
                        PgDbRoleSetting.RELATION,
                        new RowBuilder(PgDbRoleSetting.COLUMNS)
                                .oid(PgDbRoleSetting.SETDATABASE, database)
                                .oid(PgDbRoleSetting.SETROLE, role)
                                .texts(PgDbRoleSetting.SETCONFIG, items)
                                .row());
            }
        } else if (items.length == 0) {
            a.writer.delete(row);
        } else {
            a.writer.set(row, PgDbRoleSetting.SETCONFIG, Datums.textArray(items));
        }
    }

    /** Puts an item in place of the one with its name, or at the end; null removes it. */
    private static void replace(List<String> list, String name, @Nullable String item) {
        for (int i = 0; i < list.size(); i++) {
            String x = list.get(i);
            if (x.regionMatches(true, 0, name, 0, name.length()) && x.startsWith("=", name.length())) {
                if (item == null) {
                    list.remove(i);
                } else {
                    list.set(i, item);
                }
                return;
            }
        }
        if (item != null) {
            list.add(item);
        }
    }

    /** The value to store; null when the setting is to be forgotten. */
    private @Nullable String wanted(VariableSetStmt v) {
        Settings settings = a.env.settings;
        return switch (v.kind()) {
            case SET_VALUE -> SessionCommands.value(settings, v);
            case SET_CURRENT ->
                settings.setting(v.name() == null ? "" : v.name()).show();
            default -> null;
        };
    }

    private boolean mayChange(String name) {
        Setting s = a.env.settings.find(name);
        return s == null
                || s.def().context() == SettingContext.USER
                || a.catalog.acl().mayUseParameter(s.name(), a.role(), Acl.SET);
    }

    /** The setting's own spelling of its name; throws as SET would for a setting or value that cannot be. */
    private String checked(String name, @Nullable String value) {
        Settings settings = a.env.settings;
        Setting s = settings.find(name);
        if (s == null) {
            if (value != null) {
                settings.validate(name, value);
            } else if (name.indexOf('.') < 0) {
                settings.setting(name);
            }
            return name;
        }
        String quoted = "parameter \"" + s.name() + "\" cannot be changed";
        switch (s.def().context()) {
            case INTERNAL -> throw new SqlError(SqlState.CANT_CHANGE_RUNTIME_PARAM, quoted);
            case POSTMASTER ->
                throw new SqlError(SqlState.CANT_CHANGE_RUNTIME_PARAM, quoted + " without restarting the server");
            case SIGHUP -> throw new SqlError(SqlState.CANT_CHANGE_RUNTIME_PARAM, quoted + " now");
            default -> {
                if (!mayChange(name) && s.def().context() != SettingContext.BACKEND) {
                    throw denied("permission denied to set parameter \"" + s.name() + "\"");
                }
            }
        }
        if (value != null) {
            settings.validate(name, value);
        }
        return s.name();
    }
}
