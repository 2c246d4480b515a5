package org.hathi.executor.session;

import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.RoleInfo;

/**
 * SET ROLE and SET SESSION AUTHORIZATION. Both are settings, so that the end of a transaction or subtransaction undoes
 * them as any other: the roles in force follow what the two settings name, whoever changes those.
 */
final class RoleSwitch {
    private RoleSwitch() {}

    /** What a name stood for when it was set: a hook at the end of a failed transaction cannot ask the catalogs. */
    record Known(int oid, boolean superuser) {}

    static void install(Session session) {
        session.context().settings().onAssign("role", x -> follow(session));
        session.context().settings().onAssign("session_authorization", x -> follow(session));
    }

    private static void follow(Session session) {
        SessionState state = session.state;
        if (state == null) {
            return; // between sessions: the next one brings its roles with it
        }
        Settings settings = session.context().settings();
        Known user = state.knownRoles.get(settings.string("session_authorization"));
        String role = settings.string("role");
        Known current = role.equals("none") ? user : state.knownRoles.get(role);
        if (user == null || current == null) {
            return; // one of two settings that change together
        }
        settings.override("is_superuser", current.superuser() ? "on" : "off");
        session.sessionRole(user.oid());
        session.currentRole(current.oid());
    }

    /** Remembers the roles in force, which may come back, and the one that is going to be. */
    private static void remember(Session session, String name, int oid) {
        Settings settings = session.context().settings();
        put(session, settings.string("session_authorization"), session.sessionRole());
        if (!settings.string("role").equals("none")) {
            put(session, settings.string("role"), java.util.Objects.requireNonNull(session.state).role);
        }
        put(session, name, oid);
    }

    private static void put(Session session, String name, int oid) {
        SessionState state = java.util.Objects.requireNonNull(session.state);
        state.knownRoles.put(
                name, new Known(oid, session.context().catalog().acl().superuser(oid)));
    }

    private static void set(Session session, String setting, String name, boolean local) {
        if (local) {
            session.context().settings().setLocal(setting, name, true);
        } else {
            session.context().settings().set(setting, name, true);
        }
    }

    static void setRole(Session session, String name, boolean local) {
        BackendContext cx = session.context();
        if (!name.equals("none")) {
            RoleInfo r = cx.catalog().roleByName(name);
            if (r == null) {
                throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
            }
            if (!cx.catalog().acl().isMember(session.sessionRole(), r.oid())) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set role \"" + name + "\"");
            }
            remember(session, name, r.oid());
        } else {
            remember(session, cx.settings().string("session_authorization"), session.sessionRole());
        }
        set(session, "role", name, local);
    }

    static void setSessionAuthorization(Session session, String name, boolean local) {
        BackendContext cx = session.context();
        RoleInfo r = cx.catalog().roleByName(name);
        if (r == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
        }
        if (r.oid() != session.info().roleOid() && !session.info().superuser()) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set session authorization \"" + name + "\"");
        }
        remember(session, name, r.oid());
        set(session, "role", "none", local);
        set(session, "session_authorization", name, local);
    }
}
