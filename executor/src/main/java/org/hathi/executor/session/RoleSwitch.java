package org.hathi.executor.session;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.RoleInfo;

/** SET ROLE and SET SESSION AUTHORIZATION. */
final class RoleSwitch {
    private RoleSwitch() {}

    static void setRole(Session session, String name, boolean local) {
        BackendContext cx = session.context();
        int target;
        if (name.equals("none")) {
            target = session.sessionRole();
        } else {
            RoleInfo r = cx.catalog().roleByName(name);
            if (r == null) {
                throw new SqlError(SqlState.UNDEFINED_OBJECT, "role \"" + name + "\" does not exist");
            }
            if (!cx.catalog().acl().isMember(session.sessionRole(), r.oid())) {
                throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set role \"" + name + "\"");
            }
            target = r.oid();
        }
        if (local) {
            cx.settings().setLocal("role", name, true);
        } else {
            cx.settings().set("role", name, true);
        }
        session.currentRole(target);
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
        if (local) {
            cx.settings().setLocal("session_authorization", name, true);
        } else {
            cx.settings().set("session_authorization", name, true);
        }
        cx.settings().override("is_superuser", cx.catalog().acl().superuser(r.oid()) ? "on" : "off");
        session.sessionRole(r.oid());
        session.currentRole(r.oid());
    }
}
