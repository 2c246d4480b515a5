package org.hathi.executor.session;

import java.util.Locale;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.SearchPath;
import org.hathi.executor.api.SessionInfo;
import org.hathi.txn.IsolationLevel;
import org.hathi.txn.Transactions;
import org.hathi.types.EvalContext;
import org.hathi.types.Zone;

/**
 * Keeps what other rooms know of the session's settings in step with the settings: search path, date style, time zone …
 */
final class Environment {
    private Environment() {}

    /** Registers the hooks of a backend; once per process. */
    static void install(BackendContext cx) {
        Settings s = cx.settings();
        EvalContext e = cx.eval();
        Transactions t = cx.txn().transactions();
        s.onCheck("search_path", (v, source) -> {
            if (SearchPath.parse(v) == null) {
                throw new SqlError(
                                SqlState.INVALID_PARAMETER_VALUE,
                                "invalid value for parameter \"search_path\": \"" + v + "\"")
                        .detail("List syntax is invalid.");
            }
            return v;
        });
        s.onAssign("search_path", x -> cx.catalog().searchPath().assign(x.string()));
        s.onCheck("TimeZone", (v, source) -> {
            Zone z = Zone.ofSetting(v);
            if (z == null) {
                throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE, "invalid value for parameter \"TimeZone\": \"" + v + "\"");
            }
            return z.name();
        });
        s.onAssign("TimeZone", x -> e.zone = zone(x.string()));
        s.onAssign("DateStyle", x -> assignDateStyle(e, x.string()));
        s.onAssign("IntervalStyle", x -> e.intervalStyle = intervalStyle(x.string()));
        s.onAssign("extra_float_digits", x -> e.extraFloatDigits = x.intValue());
        s.onAssign("bytea_output", x -> e.byteaEscape = x.string().equals("escape"));
        s.onAssign("quote_all_identifiers", x -> e.quoteAllIdentifiers = x.bool());
        s.onAssign("standard_conforming_strings", x -> e.standardConformingStrings = x.bool());
        s.onAssign("array_nulls", x -> e.arrayNulls = x.bool());
        s.onAssign("work_mem", x -> e.workMem = x.intValue() * 1024L);
        s.onAssign("synchronous_commit", x -> t.setSynchronous(!x.string().equals("off")));
        for (String name : new String[] {
            "default_transaction_isolation", "default_transaction_read_only", "default_transaction_deferrable"
        }) {
            s.onAssign(name, x -> defaults(s, t));
        }
        s.onAssign("deadlock_timeout", x -> timeouts(cx));
        s.onAssign("lock_timeout", x -> timeouts(cx));
        s.onShow(
                "transaction_isolation",
                x -> t.started() ? t.isolation().label() : s.string("default_transaction_isolation"));
        s.onShow(
                "transaction_read_only",
                x -> t.started() ? onOff(t.readOnly()) : onOff(s.bool("default_transaction_read_only")));
        s.onShow(
                "transaction_deferrable",
                x -> t.started() ? onOff(t.deferrable()) : onOff(s.bool("default_transaction_deferrable")));
    }

    private static String onOff(boolean b) {
        return b ? "on" : "off";
    }

    /** Brings everything in step with the settings a session starts with. */
    static void attach(Session session, SessionInfo info) {
        DatabasePresence.confirm(session.context(), info.database());
        sync(session.context());
        resume(session, info.roleOid());
    }

    /** A session goes on in this process: its settings are in force, and hooks have told everybody. */
    static void resume(Session session, int role) {
        session.context().catalog().searchPath().setUser(role);
        session.context().eval().session = session;
        session.runner().env().roleOid = role;
        // GRANT SET ON PARAMETER counts for the user of the moment
        session.context().settings().privilege(name -> session.context()
                .catalog()
                .acl()
                .mayUseParameter(name, session.runner().env().roleOid, Acl.SET));
    }

    /** Brings everything in step with the settings in force. */
    static void sync(BackendContext cx) {
        Settings s = cx.settings();
        EvalContext e = cx.eval();
        cx.catalog().searchPath().assign(s.string("search_path"));
        e.zone = zone(s.string("TimeZone"));
        assignDateStyle(e, s.string("DateStyle"));
        e.intervalStyle = intervalStyle(s.string("IntervalStyle"));
        e.extraFloatDigits = s.intValue("extra_float_digits");
        e.byteaEscape = s.string("bytea_output").equals("escape");
        e.quoteAllIdentifiers = s.bool("quote_all_identifiers");
        e.standardConformingStrings = s.bool("standard_conforming_strings");
        e.arrayNulls = s.bool("array_nulls");
        e.workMem = s.intValue("work_mem") * 1024L;
        cx.txn().transactions().setSynchronous(!s.string("synchronous_commit").equals("off"));
        defaults(s, cx.txn().transactions());
        timeouts(cx);
    }

    static void detach(Session session) {
        BackendContext cx = session.context();
        cx.txn().locks().releaseSession(false);
        cx.eval().session = null;
    }

    private static void timeouts(BackendContext cx) {
        cx.txn()
                .locks()
                .setTimeouts(
                        cx.settings().millis("deadlock_timeout"), cx.settings().millis("lock_timeout"));
    }

    private static void defaults(Settings s, Transactions t) {
        t.setDefaults(
                isolation(s.string("default_transaction_isolation")),
                s.bool("default_transaction_read_only"),
                s.bool("default_transaction_deferrable"));
    }

    static IsolationLevel isolation(String label) {
        for (IsolationLevel l : IsolationLevel.values()) {
            if (l.label().equals(label.toLowerCase(Locale.ROOT))) {
                return l;
            }
        }
        throw new SqlError(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "invalid value for parameter \"transaction_isolation\": \"" + label + "\"")
                .hint("Available values: serializable, repeatable read, read committed, read uncommitted.");
    }

    private static Zone zone(String name) {
        Zone z = Zone.ofSetting(name);
        return z == null ? Zone.UTC : z;
    }

    private static EvalContext.IntervalStyle intervalStyle(String v) {
        return switch (v) {
            case "sql_standard" -> EvalContext.IntervalStyle.SQL_STANDARD;
            case "postgres_verbose" -> EvalContext.IntervalStyle.POSTGRES_VERBOSE;
            case "iso_8601" -> EvalContext.IntervalStyle.ISO_8601;
            default -> EvalContext.IntervalStyle.POSTGRES;
        };
    }

    private static void assignDateStyle(EvalContext e, String v) {
        e.dateStyle = v.startsWith("SQL")
                ? EvalContext.DateStyle.SQL
                : v.startsWith("Postgres")
                        ? EvalContext.DateStyle.POSTGRES
                        : v.startsWith("German") ? EvalContext.DateStyle.GERMAN : EvalContext.DateStyle.ISO;
        e.dateOrder = v.endsWith("DMY")
                ? EvalContext.DateOrder.DMY
                : v.endsWith("YMD") ? EvalContext.DateOrder.YMD : EvalContext.DateOrder.MDY;
    }
}
