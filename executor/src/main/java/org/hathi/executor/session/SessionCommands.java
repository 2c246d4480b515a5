package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.Setting;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.parser.tree.UtilityStmt.TransactionStmt;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.hathi.parser.tree.Value;
import org.hathi.txn.Transactions;
import org.hathi.types.Zone;
import org.jspecify.annotations.Nullable;

/**
 * Statements about the session itself: transactions, settings, prepared statements, cursors. The rest goes to
 * {@link Utility}.
 */
public final class SessionCommands {
    /** pg_read_all_settings. */
    private static final int READ_ALL_SETTINGS = 3374;

    private final Session session;
    private final Utility utility;
    private final PreparedCommands prepared;

    SessionCommands(Session session, Utility utility) {
        this.session = session;
        this.utility = utility;
        this.prepared = new PreparedCommands(session);
    }

    PreparedCommands prepared() {
        return prepared;
    }

    /** Result columns of a utility statement; none if it returns no rows. */
    List<ResultColumn> columns(Statement s) {
        return switch (s) {
            case UtilityStmt.VariableShowStmt v ->
                v.name().equals("all")
                        ? TextRows.columns("name", "setting", "description")
                        : TextRows.columns(displayName(v.name()));
            case UtilityStmt.ExplainStmt e -> org.hathi.executor.explain.ExplainCommand.columns(e);
            case UtilityStmt.ExecuteStmt e -> prepared.columns(e);
            case UtilityStmt.CallStmt c -> prepared.callColumns(c);
            case UtilityStmt.FetchStmt f -> f.ismove() ? List.of() : prepared.cursorColumns(f);
            default -> List.of();
        };
    }

    /** Whether a utility statement returns rows, be it rows without columns. */
    boolean returnsRows(Statement s, List<ResultColumn> columns) {
        return switch (s) {
            case UtilityStmt.ExecuteStmt e -> prepared.returnsRows(e);
            case UtilityStmt.FetchStmt f -> !f.ismove() && prepared.isCursor(f);
            default -> !columns.isEmpty();
        };
    }

    private String displayName(String name) {
        Setting s = settings().find(name);
        return s == null ? name : s.name();
    }

    private Settings settings() {
        return session.context().settings();
    }

    /** Runs a utility statement; returns its command tag. */
    String run(Statement s, String sql, boolean topLevel, ResultSink out) {
        String tag = CommandTags.of(s);
        switch (s) {
            case TransactionStmt t -> {
                return transaction(t, tag, topLevel);
            }
            case VariableSetStmt v -> set(v, topLevel);
            case UtilityStmt.VariableShowStmt v -> show(v, out);
            case UtilityStmt.DiscardStmt d -> discard(d, topLevel);
            case UtilityStmt.PrepareStmt p -> prepared.prepare(p, sql);
            case UtilityStmt.ExecuteStmt e -> {
                return prepared.execute(e, sql, this, out);
            }
            case UtilityStmt.CallStmt c -> prepared.call(c, sql, this, out);
            case UtilityStmt.ListenStmt l -> session.notifications().listen(l.conditionname());
            case UtilityStmt.UnlistenStmt l -> session.notifications().unlisten(l.conditionname());
            case UtilityStmt.NotifyStmt n ->
                session.notifications().notify(n.conditionname(), n.payload() == null ? "" : n.payload());
            case UtilityStmt.DoStmt d -> doBlock(d);
            case UtilityStmt.LoadStmt l -> {
                if (!superuser()) {
                    throw new SqlError(
                            SqlState.INSUFFICIENT_PRIVILEGE,
                            "access to library \"" + l.filename() + "\" is not allowed");
                }
                throw new SqlError(
                        SqlState.UNDEFINED_FILE,
                        "could not access file \"" + l.filename() + "\": No such file or directory");
            }
            case UtilityStmt.DeallocateStmt d -> prepared.deallocate(d);
            case UtilityStmt.DeclareCursorStmt d -> prepared.declare(d, sql, topLevel);
            case UtilityStmt.FetchStmt f -> {
                return prepared.fetch(f, this, out);
            }
            case UtilityStmt.ClosePortalStmt c -> prepared.close(c);
            default -> {
                String own = utility.run(session, s, sql, topLevel, out);
                return own != null ? own : tag;
            }
        }
        return tag;
    }

    // ---------------------------------------------------------------- transactions

    private String transaction(TransactionStmt t, String tag, boolean topLevel) {
        var block = session.block();
        switch (t.kind()) {
            case BEGIN, START -> {
                block.begin();
                transactionModes(t.options());
            }
            case COMMIT -> {
                if (!block.commit(t.chain())) {
                    return "ROLLBACK";
                }
            }
            case ROLLBACK -> block.rollback(t.chain());
            case SAVEPOINT -> {
                block.require(true, "SAVEPOINT");
                block.savepoint(name(t));
            }
            case RELEASE -> {
                block.require(true, "RELEASE SAVEPOINT");
                block.release(name(t));
            }
            case ROLLBACK_TO -> {
                block.require(true, "ROLLBACK TO SAVEPOINT");
                block.rollbackTo(name(t));
            }
            case PREPARE -> {
                if (!block.inBlock()) {
                    block.commit(false);
                    return "ROLLBACK";
                }
                throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "prepared transactions are disabled")
                        .hint("Set max_prepared_transactions to a nonzero value.");
            }
            case COMMIT_PREPARED, ROLLBACK_PREPARED -> {
                block.prevent(topLevel, tag);
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        "prepared transaction with identifier \"" + t.gid() + "\" does not exist");
            }
        }
        return tag;
    }

    private static String name(TransactionStmt t) {
        return java.util.Objects.requireNonNull(t.savepointName());
    }

    private void transactionModes(List<DefElem> options) {
        Transactions x = session.context().txn().transactions();
        for (DefElem o : options) {
            String v = argument(o.arg());
            switch (o.defname()) {
                case "transaction_isolation" -> x.setIsolation(Environment.isolation(v));
                case "transaction_read_only" -> x.setReadOnly(isOn(v));
                case "transaction_deferrable" -> x.setDeferrable(isOn(v));
                default -> throw SqlError.internal("unexpected transaction option " + o.defname());
            }
        }
    }

    private static boolean isOn(String v) {
        Boolean b = Settings.parseBool(v);
        return b != null ? b : !v.equals("0");
    }

    // ---------------------------------------------------------------- SET and SHOW

    /** The text of a SET argument. */
    static String argument(@Nullable Node n) {
        return switch (n) {
            case null -> throw SqlError.internal("missing argument");
            case RawExpr.AConst c -> argument(c.val());
            case Value.Int i -> Integer.toString(i.ival());
            case Value.Float f -> f.fval();
            case Value.Str s -> s.sval();
            case Value.Bool b -> b.boolval() ? "on" : "off";
            // only SET TIME ZONE INTERVAL has a cast
            case RawExpr.TypeCast t -> Zone.intervalSetting(argument(t.arg()));
            default -> throw SqlError.internal("unexpected node in SET");
        };
    }

    private void set(VariableSetStmt v, boolean topLevel) {
        if (v.isLocal()) {
            session.block().warn(topLevel, "SET LOCAL");
        }
        switch (v.kind()) {
            case SET_MULTI -> setMulti(v, topLevel);
            case RESET_ALL -> settings().resetAll();
            case SET_VALUE -> assign(named(v), value(settings(), v), v.isLocal());
            case SET_DEFAULT, RESET -> {
                if (v.isLocal()) {
                    settings().resetLocal(named(v), superuser());
                } else {
                    reset(named(v));
                }
            }
            case SET_CURRENT -> assign(named(v), settings().string(named(v)), v.isLocal());
        }
    }

    private static String named(VariableSetStmt v) {
        return java.util.Objects.requireNonNull(v.name());
    }

    private boolean superuser() {
        return session.context().catalog().acl().superuser(session.runner().env().roleOid);
    }

    private void assign(String name, String value, boolean local) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "transaction_isolation" ->
                session.context().txn().transactions().setIsolation(Environment.isolation(value));
            case "transaction_read_only" ->
                session.context().txn().transactions().setReadOnly(isOn(value));
            case "transaction_deferrable" ->
                session.context().txn().transactions().setDeferrable(isOn(value));
            case "role" -> RoleSwitch.setRole(session, value, local);
            case "session_authorization" -> RoleSwitch.setSessionAuthorization(session, value, local);
            default -> {
                if (local) {
                    settings().setLocal(name, value, superuser());
                } else {
                    settings().set(name, value, superuser());
                }
            }
        }
    }

    private void reset(String name) {
        switch (name.toLowerCase(Locale.ROOT)) {
            case "role" -> RoleSwitch.setRole(session, "none", false);
            case "session_authorization" ->
                RoleSwitch.setSessionAuthorization(session, session.info().role(), false);
            default -> settings().reset(name, superuser());
        }
    }

    /** The value of SET name TO a, b: a list for list settings, an error for several values elsewhere. */
    public static String value(Settings settings, VariableSetStmt v) {
        Setting s = settings.find(named(v));
        if (v.args().size() == 1) {
            String one = argument(v.args().get(0));
            return s != null && s.def().isQuotedList() ? quoted(one) : one;
        }
        if (s == null || !s.def().isList()) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "SET " + named(v) + " takes only one argument");
        }
        StringBuilder b = new StringBuilder();
        for (Node n : v.args()) {
            if (!b.isEmpty()) {
                b.append(", ");
            }
            b.append(s.def().isQuotedList() ? quoted(argument(n)) : argument(n));
        }
        return b.toString();
    }

    private static String quoted(String word) {
        return org.hathi.parser.Keywords.quoteIdentifier(word);
    }

    private void setMulti(VariableSetStmt v, boolean topLevel) {
        switch (named(v)) {
            case "TRANSACTION" -> {
                session.block().warn(topLevel, "SET TRANSACTION");
                transactionModes(defs(v));
            }
            case "SESSION CHARACTERISTICS" -> {
                for (DefElem o : defs(v)) {
                    settings().set("default_" + o.defname(), argument(o.arg()), superuser());
                }
            }
            case "TRANSACTION SNAPSHOT" -> {
                session.block().warn(topLevel, "SET TRANSACTION");
                session.exportedSnapshots().adopt(argument(v.args().get(0)));
            }
            default -> throw SqlError.unsupported("SET " + named(v));
        }
    }

    private static List<DefElem> defs(VariableSetStmt v) {
        List<DefElem> out = new ArrayList<>();
        for (Node n : v.args()) {
            out.add((DefElem) n);
        }
        return out;
    }

    private void show(UtilityStmt.VariableShowStmt v, ResultSink out) {
        if (v.name().equals("all")) {
            for (Setting s : settings().all()) {
                if (!s.def().isHidden() && visible(s)) {
                    TextRows.row(out, s.name(), s.show(), "");
                }
            }
            return;
        }
        Setting s = settings().find(v.name());
        if (s != null && !visible(s)) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE,
                    "must be superuser or have privileges of pg_read_all_settings to examine \"" + s.name() + "\"");
        }
        TextRows.row(out, settings().get(v.name()));
    }

    /** Some settings are for superusers and the readers of all settings only. */
    private boolean visible(Setting s) {
        return !s.def().has('U')
                || session.context()
                        .catalog()
                        .acl()
                        .hasPrivilegesOf(session.runner().env().roleOid, READ_ALL_SETTINGS);
    }

    /** DO: no language here has inline blocks. */
    private void doBlock(UtilityStmt.DoStmt d) {
        String language = "plpgsql";
        for (DefElem e : d.args()) {
            language = e.defname().equals("language") ? argument(e.arg()) : language;
        }
        if (session.context().catalog().languageByName(language) == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "language \"" + language + "\" does not exist");
        }
        if (language.equals("plpgsql")) {
            throw SqlError.unsupported("DO in language plpgsql");
        }
        throw new SqlError(
                SqlState.FEATURE_NOT_SUPPORTED, "language \"" + language + "\" does not support inline code execution");
    }

    private void discard(UtilityStmt.DiscardStmt d, boolean topLevel) {
        switch (d.target()) {
            case ALL -> {
                session.block().prevent(topLevel, "DISCARD ALL");
                prepared.closeAll();
                RoleSwitch.setSessionAuthorization(session, session.info().role(), false);
                settings().resetAll();
                session.statements().clear();
                session.statementChanged(null);
                session.notifications().unlisten(null);
                session.context().txn().locks().releaseSession(true);
                utility.run(session, d, "", topLevel, NoRows.INSTANCE);
            }
            case PLANS -> session.statements().values().forEach(CachedStatement::invalidate);
            case SEQUENCES, TEMP -> utility.run(session, d, "", topLevel, NoRows.INSTANCE);
        }
    }
}
