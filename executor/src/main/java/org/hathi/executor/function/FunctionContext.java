package org.hathi.executor.function;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.session.Session;
import org.jspecify.annotations.Nullable;

/** What a call changes while it runs: the user of a SECURITY DEFINER function, and the settings in its SET clauses. */
final class FunctionContext {
    private final ExecEnv env;
    private final int caller;
    private boolean switched;
    private final List<String[]> settings = new ArrayList<>();

    private FunctionContext(ExecEnv env) {
        this.env = env;
        this.caller = env.roleOid;
    }

    /** Begins a call; null when the function runs as its caller does. */
    static @Nullable FunctionContext enter(ExecEnv env, ProcInfo proc) {
        String[] config = proc.config();
        if (!proc.securityDefiner() && config == null) {
            return null;
        }
        FunctionContext c = new FunctionContext(env);
        if (proc.securityDefiner()) {
            c.become(proc.owner());
        }
        for (String item : config == null ? new String[0] : config) {
            int eq = item.indexOf('=');
            String name = item.substring(0, eq);
            if (name.equals("role") && c.role(item.substring(eq + 1))) {
                continue;
            }
            c.settings.add(new String[] {name, env.settings.string(name)});
            env.settings.setLocal(
                    name, item.substring(eq + 1), env.catalog.acl().superuser(env.roleOid));
        }
        return c;
    }

    private void become(int role) {
        env.become(role);
        switched = true;
    }

    private int sessionRole() {
        return env.cx.session instanceof Session s ? s.sessionRole() : env.roleOid;
    }

    /** SET role of a function; false when it names none. */
    private boolean role(String name) {
        if (name.equals("none")) {
            return false;
        }
        int role = env.catalog.roleOid(name);
        if (!env.catalog.acl().isMember(sessionRole(), role)) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set role \"" + name + "\"");
        }
        become(role);
        return true;
    }

    /** Ends it; after an error the transaction's abort gives the settings back. */
    void leave(boolean ok) {
        if (ok) {
            for (String[] s : settings) {
                env.settings.setLocal(s[0], s[1], true);
            }
        }
        if (switched) {
            become(caller);
        }
    }
}
