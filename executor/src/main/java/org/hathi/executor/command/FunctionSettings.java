package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.executor.session.SessionCommands;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.jspecify.annotations.Nullable;

/** The settings a function runs with (proconfig): items {@code name=value}. */
final class FunctionSettings {
    private FunctionSettings() {}

    /** The items after SET or RESET; null when none are left. */
    static String @Nullable [] apply(Ddl ddl, String @Nullable [] old, @Nullable VariableSetStmt v) {
        if (v == null) {
            throw SqlError.internal("SET without a setting");
        }
        List<String> out = new ArrayList<>(old == null ? List.of() : List.of(old));
        String name = v.name() == null ? "" : v.name();
        switch (v.kind()) {
            case RESET_ALL -> out.clear();
            case RESET, SET_DEFAULT -> out.removeIf(i -> i.startsWith(name + "="));
            case SET_VALUE, SET_CURRENT -> {
                var s = ddl.settings.find(name);
                String own = s == null ? name : s.name();
                String value = v.kind() == org.hathi.parser.tree.UtilityStmt.VariableSetKind.SET_CURRENT
                        ? ddl.settings.setting(name).show()
                        : SessionCommands.value(ddl.settings, v);
                ddl.settings.validate(own, value);
                if (s != null
                        && s.def().context() == org.hathi.base.SettingContext.SUPERUSER
                        && !ddl.catalog.acl().mayUseParameter(own, ddl.role(), org.hathi.catalog.Acl.SET)) {
                    throw new org.hathi.base.SqlError(
                            org.hathi.base.SqlState.INSUFFICIENT_PRIVILEGE,
                            "permission denied to set parameter \"" + own + "\"");
                }
                put(out, own, own + "=" + value);
            }
            case SET_MULTI -> throw SqlError.unsupported("SET TRANSACTION in a function");
        }
        return out.isEmpty() ? null : out.toArray(new String[0]);
    }

    private static void put(List<String> l, String name, String item) {
        for (int i = 0; i < l.size(); i++) {
            if (l.get(i).startsWith(name + "=")) {
                l.set(i, item);
                return;
            }
        }
        l.add(item);
    }
}
