package org.hathi.executor.function;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecEnv;
import org.jspecify.annotations.Nullable;

/** What a call changes while it runs: the user of a SECURITY DEFINER function, and the settings in its SET clauses. */
final class FunctionContext {
    private final ExecEnv env;
    private final int caller;
    private final boolean definer;
    private final List<String[]> settings = new ArrayList<>();

    private FunctionContext(ExecEnv env, boolean definer) {
        this.env = env;
        this.caller = env.roleOid;
        this.definer = definer;
    }

    /** Begins a call; null when the function runs as its caller does. */
    static @Nullable FunctionContext enter(ExecEnv env, ProcInfo proc) {
        String[] config = proc.config();
        if (!proc.securityDefiner() && config == null) {
            return null;
        }
        FunctionContext c = new FunctionContext(env, proc.securityDefiner());
        if (c.definer) {
            c.become(proc.owner());
        }
        for (String item : config == null ? new String[0] : config) {
            int eq = item.indexOf('=');
            String name = item.substring(0, eq);
            c.settings.add(new String[] {name, env.settings.string(name)});
            env.settings.setLocal(
                    name, item.substring(eq + 1), env.catalog.acl().superuser(env.roleOid));
        }
        return c;
    }

    private void become(int role) {
        env.roleOid = role;
        env.catalog.searchPath().setUser(role);
    }

    /** Ends it; after an error the transaction's abort gives the settings back. */
    void leave(boolean ok) {
        if (ok) {
            for (String[] s : settings) {
                env.settings.setLocal(s[0], s[1], true);
            }
        }
        if (definer) {
            become(caller);
        }
    }
}
