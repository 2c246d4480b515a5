package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import org.hathi.executor.system.SystemContext;
import org.hathi.executor.system.SystemFunctions;
import org.jspecify.annotations.Nullable;

/** What the system functions see of a session. */
final class SystemView implements SystemContext.Session {
    private final Session session;

    private SystemView(Session session) {
        this.session = session;
    }

    /** Adds the system functions to the backend's function table, looking at {@code session}. */
    static void install(Session session) {
        BackendContext cx = session.context();
        SystemContext s = new SystemContext(cx.catalog(), cx.settings(), cx.clock())
                .connect(cx.segment(), cx.proc(), cx.sessions(), cx.storage(), cx.txn(), cx.dataDirectory());
        s.session = new SystemView(session);
        SystemFunctions.addTo(cx.functions(), s);
    }

    @Override
    public int sessionUser() {
        return session.sessionRole();
    }

    @Override
    public int slot() {
        return session.info().slot();
    }

    @Override
    public int pid() {
        return session.info().pid();
    }

    @Override
    public @Nullable String query() {
        var info = session.context().sessions().read(session.info().slot());
        return info == null ? null : info.query();
    }

    @Override
    public List<SystemContext.Prepared> prepared() {
        List<SystemContext.Prepared> l = new ArrayList<>();
        for (CachedStatement c : session.statements().values()) {
            if (!c.name.isEmpty()) {
                l.add(new SystemContext.Prepared(
                        c.name, c.sql, c.preparedAt, c.parameterTypes, c.fromSql, c.genericPlans, c.customPlans));
            }
        }
        return l;
    }

    @Override
    public List<SystemContext.Cursor> cursors() {
        List<SystemContext.Cursor> l = new ArrayList<>();
        for (Portal p : session.portals().byName.values()) {
            l.add(new SystemContext.Cursor(p.name, p.sql, p.holdable, p.binary, p.scrollable, p.createdAt));
        }
        return l;
    }

    @Override
    public List<String> channels() {
        return session.notifications().listening();
    }

    @Override
    public void notify(String channel, String payload) {
        session.notifications().notify(channel, payload);
    }

    @Override
    public String exportSnapshot() {
        return session.exportedSnapshots().export(pid());
    }

    @Override
    public double queueUsage() {
        return session.notifications().usage();
    }
}
