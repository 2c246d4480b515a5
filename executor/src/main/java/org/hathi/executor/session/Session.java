package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.api.PortalText;
import org.hathi.executor.api.ResultColumn;
import org.hathi.executor.api.ResultSink;
import org.hathi.executor.api.SessionInfo;
import org.hathi.executor.api.StatementLevel;
import org.hathi.executor.api.StatementService;
import org.hathi.executor.api.SuspendedSession;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.parser.tree.UtilityStmt.TransactionStmtKind;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.optimize.BoundParams;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.CmdType;
import org.hathi.shm.PinReason;
import org.hathi.txn.TransactionBlock;
import org.jspecify.annotations.Nullable;

/**
 * A client's session in the backend that serves it: executes protocol calls.
 *
 * <p>INVARIANTS: SE-1 between calls either no transaction runs, or a block is open, or an extended-protocol
 * statement's implicit transaction waits for Sync; SE-2 a portal never outlives its transaction unless it is holdable
 * and committed.
 */
public final class Session implements StatementService {
    private static final byte[] NO_LOCKS = {};

    private final BackendContext cx;
    private final Plans plans;
    private final Runner runner;
    private final SessionCommands commands;
    private final Utility utility;
    private final TransactionBlock block;
    private Map<String, CachedStatement> statements = new HashMap<>();
    private final Portals portals = new Portals();
    /** Null between sessions. */
    @Nullable
    SessionState state;

    private final SettingsHook settingsHook;
    private final Templates templates;
    private final Preparation preparation;
    private final KnownStatements known;
    private final Notifications notifications;
    private @Nullable ExportedSnapshots exportedSnapshots;
    /** True between the first message of an extended-protocol batch and its Sync. */
    private boolean started;

    /** A session over a backend's rooms, with all commands. */
    public static Session create(BackendContext cx) {
        ExecEnv env = SessionParts.environment(cx);
        return new Session(cx, SessionParts.utility(cx, env), env);
    }

    Session(BackendContext cx, Utility utility, ExecEnv env) {
        this.cx = cx;
        this.utility = utility;
        this.plans = new Plans(cx);
        this.runner = new Runner(cx, env);
        this.block = cx.txn().block();
        this.commands = new SessionCommands(this, utility);
        Meaning meaning = new Meaning(cx.settings());
        this.templates = new Templates(this, meaning);
        plans.templates(templates);
        this.preparation = new Preparation(this, plans, commands, templates);
        this.known = new KnownStatements(this, meaning);
        env.currentRow = commands.prepared()::currentTid;
        env.openQueries = portals::read;
        this.settingsHook = new SettingsHook(cx.settings());
        this.notifications = new Notifications(cx);
        cx.txn().transactions().addHook(settingsHook);
        Environment.install(cx);
        RoleSwitch.install(this);
        SystemView.install(this);
        var sqlFunctions = new org.hathi.executor.function.SqlFunctions(env, new BodyPlans(plans));
        env.procedures = sqlFunctions;
        plans.bodies(sqlFunctions);
        plans.constants(new ConstantCalls(runner.env()));
        env.setPlanner((sql, types) ->
                planStatement(org.hathi.parser.Parser.parse(sql).get(0).stmt(), sql, types));
        cx.txn().transactions().addHook(new ExecutionHook(env, portals));
        cx.catalog().addListener(new org.hathi.catalog.Catalog.Listener() {
            @Override
            public void relationChanged(int relation) {
                preparation.invalidate();
            }

            @Override
            public void rowChanged(int catalog, int hash) {
                preparation.invalidate();
            }
        });
    }

    /** Analyses and plans a statement inside another one (EXPLAIN, COPY) or one of the server's own. */
    public List<PlannedStmt> planStatement(Statement s, String sql, int[] parameterTypes) {
        ParamTypes types = parameterTypes.length == 0 ? ParamTypes.none() : ParamTypes.fixed(parameterTypes);
        return plans.plan(
                plans.analyze(new RawStmt(s, 0, 0), sql, types), org.hathi.planner.optimize.BoundParams.NONE, 0);
    }

    public BackendContext context() {
        return cx;
    }

    public SessionInfo info() {
        return state().info;
    }

    private SessionState state() {
        SessionState s = state;
        if (s == null) {
            throw SqlError.internal("no session");
        }
        return s;
    }

    Preparation preparation() {
        return preparation;
    }

    public Plans plans() {
        return plans;
    }

    /** The role SET SESSION AUTHORIZATION chose, or the one that logged in. */
    public int sessionRole() {
        return state().sessionRole;
    }

    void sessionRole(int role) {
        state().sessionRole = role;
    }

    /** Makes {@code role} the current user: privileges, search path and plans follow. */
    void currentRole(int role) {
        runner.env().roleOid = role;
        cx.catalog().searchPath().setUser(role);
        state().role = role;
        state().rolesChanged();
        preparation.invalidate();
    }

    Templates templates() {
        return templates;
    }

    /** LISTEN and NOTIFY of this session. */
    Notifications notifications() {
        return notifications;
    }

    ExportedSnapshots exportedSnapshots() {
        ExportedSnapshots e = exportedSnapshots;
        if (e == null) {
            e = new ExportedSnapshots(cx);
            exportedSnapshots = e;
        }
        return e;
    }

    public Runner runner() {
        return runner;
    }

    public TransactionBlock block() {
        return block;
    }

    Map<String, CachedStatement> statements() {
        return statements;
    }

    Portals portals() {
        return portals;
    }

    /** A statement was put into or removed from {@link #statements}; null: all were removed. */
    void statementChanged(@Nullable String name) {
        state().statementChanged(name);
    }

    // ---------------------------------------------------------------- session

    @Override
    public void startSession(SessionInfo session) {
        SessionState fresh = new SessionState(session);
        attach(fresh);
        notifications.begin(fresh);
        cx.eval().setRandom(null);
        Environment.attach(this, session);
    }

    private void attach(SessionState s) {
        state = s;
        statements = s.statements;
        utility.sequenceValues(s.sequences);
    }

    @Override
    public PinReason pinnedBy() {
        if (block.status() != 'I' || started) {
            return PinReason.TRANSACTION;
        }
        if (!portals.isEmpty()) {
            return PinReason.CURSOR;
        }
        return utility.hasTemporaryObjects()
                ? PinReason.TEMPORARY_OBJECTS
                : cx.txn().locks().pinnedBy();
    }

    @Override
    public SuspendedSession suspend() {
        SessionState s = state();
        s.locks = cx.txn().locks().parkSession(s.info.slot());
        s.random = cx.eval().randomIfAny();
        plans.counted(s);
        notifications.suspend(s);
        cx.eval().session = null;
        state = null;
        statements = new HashMap<>();
        return s;
    }

    @Override
    public SuspendedSession restore(SessionInfo info, byte[] definition) {
        SessionState s = new SessionState(info);
        s.define(definition);
        return s;
    }

    @Override
    public void resume(SuspendedSession suspended) {
        SessionState s = (SessionState) suspended;
        attach(s);
        cx.eval().setRandom(s.random);
        Environment.resume(this, s.role);
        cx.txn().locks().resumeSession(s.info.slot(), s.locks);
        s.locks = NO_LOCKS;
        notifications.resume(s);
    }

    /** This process's previous session was of another database: hooks of settings point to that one's rooms. */
    public void activate() {
        Environment.install(cx);
        RoleSwitch.install(this);
        Environment.sync(cx);
    }

    @Override
    public void endSession() {
        try {
            if (cx.txn().transactions().started() || block.status() != 'I') {
                abortAll();
            }
            started = false;
            if (utility.hasTemporaryObjects()) {
                block.startCommand();
                cx.txn().snapshots().push(cx.txn().snapshots().latest());
                utility.dropTemporaryObjects();
                cx.txn().snapshots().pop();
                block.commitCommand();
            }
        } finally {
            statements = new HashMap<>();
            portals.clear();
            started = false;
            notifications.forget();
            Environment.detach(this);
            if (state != null) {
                plans.counted(state);
            }
            state = null;
        }
    }

    private void abortAll() {
        portals.close(0);
        block.abortAll();
    }

    // ---------------------------------------------------------------- transactions

    private void startCommand() {
        if (!started) {
            boolean fresh = !cx.txn().transactions().started();
            long now = cx.clock().micros();
            cx.txn().transactions().setStatementTime(now); // a transaction begins when its first statement does
            block.startCommand();
            if (fresh) {
                settingsHook.begin();
            }
            started = true;
            cx.eval().statementTimestamp = now;
            cx.eval().transactionTimestamp = cx.txn().transactions().transactionTime();
        }
        if (!block.isFailed()) {
            cx.catalog().acceptInvalidations();
        }
    }

    private void finishCommand() {
        if (started) {
            portals.endOfCommand(block, runner);
            block.commitCommand();
            started = false;
        }
    }

    private static boolean allowedInFailedBlock(Statement s) {
        return s instanceof UtilityStmt.TransactionStmt t
                && (t.kind() == TransactionStmtKind.COMMIT
                        || t.kind() == TransactionStmtKind.ROLLBACK
                        || t.kind() == TransactionStmtKind.ROLLBACK_TO
                        || t.kind() == TransactionStmtKind.PREPARE);
    }

    private void checkFailedBlock(Statement s) {
        if (block.isFailed() && !allowedInFailedBlock(s)) {
            throw block.abortedError();
        }
    }

    @Override
    public void failed(Throwable error) {
        portals.close(cx.txn().transactions().nestLevel());
        block.abortCurrent();
        started = false;
    }

    @Override
    public char transactionStatus() {
        return block.status();
    }

    // ---------------------------------------------------------------- simple protocol

    @Override
    public void simpleQuery(String sql, ResultSink out) {
        startCommand();
        dropUnnamed();
        CachedStatement s = block.isFailed() ? null : known.find(sql);
        if (s == null) {
            List<RawStmt> list = parseText(sql, out);
            announce(list, out);
            runAll(list, sql, out);
            return;
        }
        out.parsed(s.tag, levelOf(s, java.util.Objects.requireNonNull(s.raw)), null);
        String tag = known.run(s, sql, out);
        if (tag == null) {
            runAll(parseText(sql, out), sql, out);
            return;
        }
        finishCommand();
        out.commandComplete(tag);
    }

    private void runAll(List<RawStmt> list, String sql, ResultSink out) {
        if (list.isEmpty()) {
            finishCommand();
            out.emptyQuery();
            return;
        }
        boolean many = list.size() > 1;
        for (int i = 0; i < list.size(); i++) {
            RawStmt raw = list.get(i);
            checkFailedBlock(raw.stmt());
            startCommand();
            if (many) {
                block.beginImplicit();
            }
            cx.interrupts().check();
            String tag = runOne(raw, sql, out);
            if (i == list.size() - 1) {
                if (many) {
                    block.endImplicit();
                }
                finishCommand();
            } else if (raw.stmt() instanceof UtilityStmt.TransactionStmt) {
                finishCommand();
            } else {
                cx.txn().transactions().commandCounterIncrement();
            }
            out.commandComplete(tag);
        }
    }

    private void announce(List<RawStmt> list, ResultSink out) {
        String tag = list.isEmpty() ? "" : CommandTags.of(list.get(0).stmt());
        String detail = null;
        for (RawStmt r : list) {
            if (r.stmt() instanceof UtilityStmt.ExecuteStmt e
                    && statements.get(e.name()) instanceof CachedStatement s) {
                detail = "prepare: " + s.sql;
                break;
            }
        }
        out.parsed(tag, StatementLevels.of(list, this), detail);
    }

    @Override
    public @Nullable String statementText(String name) {
        CachedStatement s = statements.get(name);
        return s == null ? null : s.sql;
    }

    @Override
    public @Nullable PortalText portalText(String name) {
        Portal p = portals.get(name);
        if (p == null) {
            return null;
        }
        CachedStatement s = p.source;
        if (s == null || s.raw == null) {
            return new PortalText(s == null ? "" : s.name, p.sql, p.tag, StatementLevel.ALL, p.started);
        }
        return new PortalText(s.name, p.sql, p.tag, levelOf(s, s.raw), p.started);
    }

    private StatementLevel levelOf(CachedStatement s, RawStmt raw) {
        StatementLevel level = s.level;
        if (level == null) {
            level = StatementLevels.of(raw.stmt(), this);
            // what EXECUTE executes may be another statement the next time
            s.level = raw.stmt() instanceof UtilityStmt.ExecuteStmt ? null : level;
        }
        return level;
    }

    @Override
    public @Nullable String portalParameters(String name) {
        Portal p = portals.get(name);
        return p == null || p.parameters.length == 0
                ? null
                : Arguments.describe(cx.eval(), p, cx.settings().intValue("log_parameter_max_length"));
    }

    private List<RawStmt> parseText(String sql, ResultSink out) {
        List<org.hathi.base.Report> notices = new ArrayList<>();
        List<RawStmt> l = Parser.parse(sql, cx.settings().bool("standard_conforming_strings"), notices);
        for (org.hathi.base.Report r : notices) {
            out.notice(r);
        }
        return l;
    }

    private void dropUnnamed() {
        if (statements.remove("") != null) {
            statementChanged("");
        }
        portals.drop("");
    }

    private String runOne(RawStmt raw, String sql, ResultSink out) {
        String tag = CommandTags.of(raw.stmt());
        List<PlannedStmt> planned;
        try (var _ = cx.txn().snapshots().hold(Preparation.needsSnapshot(raw.stmt()))) {
            planned = plans.plan(plans.analyze(raw, sql, ParamTypes.none()), BoundParams.NONE, 0);
        }
        return run(portal("", sql, planned, new Object[0], new int[0], tag), out);
    }

    /** Runs a portal of the simple protocol to its end; returns the command tag. */
    String run(Portal p, ResultSink out) {
        cx.interrupts().check();
        return runner.runToEnd(this, commands, p, out, new int[0], true);
    }

    Portal portal(
            String name, String sql, List<PlannedStmt> planned, @Nullable Object[] values, int[] types, String tag) {
        return portal(name, sql, planned, values, types, tag, null);
    }

    /** @param known the columns of the only statement's result, when they are known */
    Portal portal(
            String name,
            String sql,
            List<PlannedStmt> planned,
            @Nullable Object[] values,
            int[] types,
            String tag,
            @Nullable List<ResultColumn> known) {
        Portal.Strategy strategy = Portal.Strategy.NONE;
        List<ResultColumn> columns = List.of();
        PlannedStmt s = planned.size() == 1 ? planned.get(0) : RuleAnswers.of(planned);
        if (s != null && s.canSetTag) {
            if (s.plan != null) {
                if (s.commandType == CmdType.SELECT && !s.hasModifyingCte) {
                    strategy = Portal.Strategy.STREAM;
                } else if (s.commandType == CmdType.SELECT || s.hasReturning) {
                    strategy = Portal.Strategy.STORED;
                }
                if (strategy != Portal.Strategy.NONE) {
                    columns = known != null ? known : Plans.columns(cx.catalog(), s.plan.targetList);
                }
            } else if (s.utility != null) {
                columns = commands.columns(s.utility);
                strategy = commands.returnsRows(s.utility, columns) ? Portal.Strategy.STORED : Portal.Strategy.NONE;
            }
        }
        Portal p = new Portal(name, sql, planned, values, types, columns, tag, strategy);
        p.level = cx.txn().transactions().nestLevel();
        p.createdAt = cx.eval().statementTimestamp;
        return p;
    }

    // ---------------------------------------------------------------- extended protocol

    @Override
    public void parse(String name, String sql, int[] parameterTypes) {
        startCommand();
        if (name.isEmpty()) {
            statements.remove("");
            CachedStatement same = block.isFailed() ? null : known.unnamed(sql, parameterTypes);
            if (same != null) {
                parsed(same);
                return;
            }
        }
        List<RawStmt> list = Parser.parse(sql, cx.settings().bool("standard_conforming_strings"), null);
        if (list.size() > 1) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "cannot insert multiple commands into a prepared statement");
        }
        RawStmt raw = list.isEmpty() ? null : list.get(0);
        CachedStatement s = new CachedStatement(name, sql, raw, parameterTypes, false, cx.eval().statementTimestamp);
        if (raw != null) {
            checkFailedBlock(raw.stmt());
            preparation.prepare(s);
            if (name.isEmpty()) {
                known.offer(s);
            } else {
                templates.join(s);
            }
        }
        if (!name.isEmpty() && statements.containsKey(name)) {
            throw new SqlError(SqlState.DUPLICATE_PSTATEMENT, "prepared statement \"" + name + "\" already exists");
        }
        parsed(s);
    }

    private void parsed(CachedStatement s) {
        statements.put(s.name, s);
        statementChanged(s.name);
        cx.txn().transactions().commandCounterIncrement();
    }

    /** A prepared statement as EXECUTE would run it. */
    public record Prepared(
            List<PlannedStmt> plans, @Nullable Object[] values, int[] types) {}

    /** Chooses the plan of EXECUTE without running it, for EXPLAIN. */
    public Prepared prepared(UtilityStmt.ExecuteStmt e, String sql) {
        return commands.prepared().choose(e, sql);
    }

    CachedStatement statement(String name) {
        CachedStatement s = statements.get(name);
        if (s == null) {
            throw new SqlError(
                    SqlState.INVALID_SQL_STATEMENT_NAME,
                    name.isEmpty()
                            ? "unnamed prepared statement does not exist"
                            : "prepared statement \"" + name + "\" does not exist");
        }
        if (s.unparsed) {
            templates.fill(s);
        }
        return s;
    }

    @Override
    public void bind(
            String portalName,
            String statementName,
            int[] parameterFormats,
            byte[] @Nullable [] values,
            int[] resultFormats) {
        startCommand();
        CachedStatement s = statement(statementName);
        if (parameterFormats.length > 1 && parameterFormats.length != values.length) {
            throw new SqlError(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message has " + parameterFormats.length + " parameter formats but " + values.length
                            + " parameters");
        }
        if (values.length != s.parameterTypes.length) {
            throw new SqlError(
                    SqlState.PROTOCOL_VIOLATION,
                    "bind message supplies " + values.length + " parameters, but prepared statement \"" + statementName
                            + "\" requires " + s.parameterTypes.length);
        }
        RawStmt raw = s.raw;
        if (raw != null && block.isFailed() && (!allowedInFailedBlock(raw.stmt()) || values.length != 0)) {
            throw block.abortedError();
        }
        if (!portalName.isEmpty() && portals.get(portalName) != null) {
            throw new SqlError(SqlState.DUPLICATE_CURSOR, "cursor \"" + portalName + "\" already exists");
        }
        portals.drop(portalName);
        boolean snapshot = raw != null && (values.length > 0 || Preparation.needsSnapshot(raw.stmt()));
        Portal p;
        try (var _ = cx.txn().snapshots().hold(snapshot)) {
            Prepared c =
                    preparation.choose(s, x -> Arguments.decode(cx.eval(), x.parameterTypes, parameterFormats, values));
            p = portal(portalName, s.sql, c.plans(), c.values(), c.types(), s.tag, s.columns);
        }
        p.source = s;
        p.formats = ResultFormats.checked(resultFormats, p.columns.size());
        portals.put(p);
    }

    @Override
    public void describeStatement(String name, ResultSink out) {
        startCommand();
        CachedStatement s = statement(name);
        if (s.raw != null && block.isFailed() && s.returnsRows) {
            throw block.abortedError();
        }
        out.parameterDescription(s.parameterTypes);
        describe(s.returnsRows, s.columns, new int[0], out);
    }

    @Override
    public void describePortal(String name, ResultSink out) {
        startCommand();
        Portal p = portalNamed(name);
        if (block.isFailed() && p.returnsRows()) {
            throw block.abortedError();
        }
        describe(p.returnsRows(), p.columns, p.formats, out);
    }

    private static void describe(boolean rows, List<ResultColumn> columns, int[] formats, ResultSink out) {
        if (!rows) {
            out.noData();
            return;
        }
        out.rowDescription(ResultFormats.applied(columns, formats));
    }

    Portal portalNamed(String name) {
        Portal p = portals.get(name);
        if (p == null) {
            throw new SqlError(SqlState.UNDEFINED_CURSOR, "portal \"" + name + "\" does not exist");
        }
        return p;
    }

    @Override
    public void execute(String name, int maxRows, ResultSink out) {
        Portal p = portalNamed(name);
        if (p.source != null && p.source.raw == null) {
            out.emptyQuery();
            return;
        }
        startCommand();
        CachedStatement source = p.source;
        if (block.isFailed()) {
            RawStmt raw = source == null ? null : source.raw;
            if (raw == null || !allowedInFailedBlock(raw.stmt())) {
                throw block.abortedError();
            }
        }
        cx.interrupts().check();
        if (p.failed) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
        }
        boolean complete;
        if (p.strategy == Portal.Strategy.NONE) {
            if (p.done) {
                throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "portal \"" + name + "\" cannot be run");
            }
            p.done = true;
            String tag = runner.runToEnd(this, commands, p, out, p.formats, false);
            boolean transaction =
                    source != null && source.raw != null && source.raw.stmt() instanceof UtilityStmt.TransactionStmt;
            if (transaction) {
                finishCommand();
            } else {
                cx.txn().transactions().commandCounterIncrement();
            }
            out.commandComplete(tag);
            return;
        }
        complete = runner.fetch(this, commands, p, maxRows, out);
        if (complete) {
            cx.txn().transactions().commandCounterIncrement();
            out.commandComplete(runner.fetchTag(p));
        } else {
            out.portalSuspended();
        }
    }

    @Override
    public void closeStatement(String name) {
        if (statements.remove(name) != null) {
            statementChanged(name);
        }
    }

    @Override
    public void closePortal(String name) {
        portals.drop(name);
    }

    @Override
    public void sync() {
        finishCommand();
    }

    @Override
    public byte @Nullable [] functionCall(
            int function, int[] argumentFormats, byte[] @Nullable [] arguments, int resultFormat) {
        throw SqlError.unsupported("the function call protocol");
    }

    @Override
    public void idle(ResultSink out) {
        if (block.status() == 'I' && !started) {
            cx.catalog().acceptInvalidations();
            notifications.deliver(out);
        }
    }
}
