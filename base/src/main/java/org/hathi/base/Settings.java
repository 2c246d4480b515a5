package org.hathi.base;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hathi.base.Setting.Saved;
import org.hathi.base.Setting.Value;
import org.jspecify.annotations.Nullable;

/**
 * The settings ("GUC") of one process: every parameter of PostgreSQL 15 and Hathi's own, with values, sources,
 * contexts, transaction nesting and hooks. Definitions are the facts of {@code settings.tsv}. One thread at a time.
 *
 * <p>NESTING. {@link #atTransactionStart()} puts the nest level to 1, {@link #beginNest()} opens a subtransaction or a
 * function with settings of its own; {@link #endNest} closes levels: on commit a SET survives into the level below, a
 * SET LOCAL ends with the top transaction, on abort everything goes back. Only settings touched are visited.
 *
 * <p>SESSIONS. A backend serves one session after another: {@link #beginSession()} and {@link #endSession()} bracket
 * one; after the end every setting is what files and command line say.
 */
public final class Settings {
    /** Validates a text and returns its canonical form, or throws (22023 and others). */
    @FunctionalInterface
    public interface CheckHook {
        String check(String value, SettingSource source);
    }

    /** Told after a setting's value has changed; must not throw. */
    @FunctionalInterface
    public interface AssignHook {
        void assigned(Setting setting);
    }

    /** Text for SHOW where it differs from the value. */
    @FunctionalInterface
    public interface ShowHook {
        String show(Setting setting);
    }

    /** Receives the settings a client is told of (ParameterStatus). */
    @FunctionalInterface
    public interface ReportSink {
        void parameterStatus(String name, String value);
    }

    /** Whether the current role may set this superuser setting (GRANT SET ON PARAMETER). */
    @FunctionalInterface
    public interface Privilege {
        boolean maySet(String name);
    }

    private final Map<String, Setting> byName = new HashMap<>(1024);
    private final List<Setting> stacked = new ArrayList<>();
    private final List<Setting> touched = new ArrayList<>();
    private final List<Setting> toReport = new ArrayList<>();
    /** Those whose values clients are told, by name; none is custom. */
    private final List<Setting> reported = new ArrayList<>();

    private int nestLevel;
    private boolean session;
    private boolean reporting;
    private int changes;
    private final SettingsSwitch switching = new SettingsSwitch(byName);
    private Privilege privilege = name -> false;

    /** The registry with every built-in definition at its boot value. */
    public Settings() {
        for (SettingDef def : SettingDef.builtIn()) {
            define(def);
        }
        SettingChecks.install(this);
        for (Setting s : all()) {
            if (s.def.has('R')) {
                reported.add(s);
            }
        }
    }

    private Setting define(SettingDef def) {
        Setting s = new Setting(def, convert(def, null, def.boot, SettingSource.DEFAULT));
        byName.put(key(def.name), s);
        return s;
    }

    // ---------------------------------------------------------------- look-up

    /** The setting of this name (any case); throws 42704 when there is none. */
    public Setting setting(String name) {
        Setting s = find(name);
        if (s == null) {
            throw unrecognized(name);
        }
        return s;
    }

    /** The setting of this name or null. */
    public @Nullable Setting find(String name) {
        Setting s = byName.get(name);
        if (s == null) {
            s = byName.get(key(name));
        }
        if (s == null) {
            String old = renamed(name);
            return old == null ? null : byName.get(old);
        }
        return s;
    }

    private static @Nullable String renamed(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "sort_mem" -> "work_mem";
            case "vacuum_mem" -> "maintenance_work_mem";
            default -> null;
        };
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    static SqlError unrecognized(String name) {
        return new SqlError(SqlState.UNDEFINED_OBJECT, "unrecognized configuration parameter \"" + name + "\"");
    }

    /** Display form of a value, as SHOW prints it; throws 42704 for an unknown name. */
    public String get(String name) {
        return setting(name).show();
    }

    public int intValue(String name) {
        return setting(name).intValue();
    }

    public boolean bool(String name) {
        return setting(name).bool();
    }

    public double real(String name) {
        return setting(name).real();
    }

    public String string(String name) {
        return setting(name).string();
    }

    /** A memory setting in bytes. */
    public long bytes(String name) {
        return setting(name).bytes();
    }

    /** A time setting in milliseconds. */
    public long millis(String name) {
        return setting(name).millis();
    }

    /** Every setting sorted by name as SHOW ALL and pg_settings list them (those not shown there included). */
    public List<Setting> all() {
        List<Setting> list = new ArrayList<>(byName.values());
        list.sort((a, b) -> key(a.name()).compareTo(key(b.name())));
        return list;
    }

    // ---------------------------------------------------------------- hooks

    public void onCheck(String name, CheckHook hook) {
        setting(name).check = hook;
    }

    public void onAssign(String name, AssignHook hook) {
        setting(name).assign = hook;
    }

    public void onShow(String name, ShowHook hook) {
        setting(name).show = hook;
    }

    /** Who decides about superuser settings set by others (default: nobody may). */
    public void privilege(Privilege p) {
        privilege = p;
    }

    // ---------------------------------------------------------------- changing

    /** SET name = value by a user: {@code superuser} tells whether superuser settings are allowed. */
    public void set(String name, String value, boolean superuser) {
        change(
                name,
                value,
                superuser ? SettingContext.SUPERUSER : SettingContext.USER,
                SettingSource.SESSION,
                Saved.SET);
    }

    /** SET LOCAL name = value. */
    public void setLocal(String name, String value, boolean superuser) {
        SettingContext context = superuser ? SettingContext.SUPERUSER : SettingContext.USER;
        change(name, value, context, SettingSource.SESSION, Saved.LOCAL);
    }

    /** A value for the duration of the current nest level (a function's SET clause). */
    public void setSaved(String name, String value, boolean superuser) {
        SettingContext context = superuser ? SettingContext.SUPERUSER : SettingContext.USER;
        change(name, value, context, SettingSource.SESSION, Saved.SAVE);
    }

    /** RESET name, or SET name TO DEFAULT. */
    public void reset(String name, boolean superuser) {
        SettingContext context = superuser ? SettingContext.SUPERUSER : SettingContext.USER;
        change(name, null, context, SettingSource.SESSION, Saved.SET);
    }

    /** SET LOCAL name TO DEFAULT. */
    public void resetLocal(String name, boolean superuser) {
        SettingContext context = superuser ? SettingContext.SUPERUSER : SettingContext.USER;
        change(name, null, context, SettingSource.SESSION, Saved.LOCAL);
    }

    /** RESET ALL. */
    public void resetAll() {
        for (Setting s : all()) {
            SettingContext c = s.def.context;
            if ((c == SettingContext.SUPERUSER || c == SettingContext.USER)
                    && !s.def.has('A')
                    && s.source.compareTo(SettingSource.OVERRIDE) > 0) {
                push(s, Saved.SET);
                apply(s, s.reset, s.resetSource);
            }
        }
    }

    /** A value from outside SQL: file, command line, start-up packet, pg_db_role_setting, or the server itself. */
    public void set(String name, String value, SettingContext context, SettingSource source) {
        change(name, value, context, source, Saved.SET);
    }

    /** A value the server computes itself. */
    public void override(String name, String value) {
        change(name, value, SettingContext.INTERNAL, SettingSource.OVERRIDE, Saved.SET);
    }

    /** A default found at run time, which files and users may replace. */
    public void dynamicDefault(String name, String value) {
        change(name, value, SettingContext.INTERNAL, SettingSource.DYNAMIC_DEFAULT, Saved.SET);
    }

    private void change(String name, @Nullable String value, SettingContext context, SettingSource source, int action) {
        Setting s = find(name);
        if (s == null) {
            s = customOrFail(name, value);
        }
        if (!allowed(s, value, context, source)) {
            return;
        }
        boolean makeDefault = source.compareTo(SettingSource.OVERRIDE) <= 0 && value != null;
        if (value != null) {
            Value v = convert(s.def, s.check, value, source);
            if (makeDefault) {
                setDefault(s, v, source);
            }
            if (s.source.compareTo(source) <= 0) {
                if (!makeDefault) {
                    push(s, action);
                }
                apply(s, v, source);
            }
        } else {
            push(s, action);
            apply(s, s.reset, s.resetSource);
        }
    }

    private void setDefault(Setting s, Value v, SettingSource source) {
        if (s.resetSource.compareTo(source) <= 0) {
            s.reset = v;
            changes++;
            s.resetSource = source;
        }
        for (Saved k = s.stack; k != null; k = k.previous) {
            if (k.source.compareTo(source) <= 0) {
                k.prior = v;
                k.source = source;
            }
        }
        boolean outside =
                source.compareTo(SettingSource.ARGUMENT) <= 0 || (source == SettingSource.OVERRIDE && !session);
        if (outside && s.baseSource.compareTo(source) <= 0) {
            s.base = v;
            changes++;
            s.baseSource = source;
        }
    }

    /** Checks name and definition of a new setting with a prefix; creates it. */
    private Setting customOrFail(String name, @Nullable String value) {
        if (name.indexOf('.') < 0) {
            throw unrecognized(name);
        }
        boolean start = true;
        boolean good = true;
        for (int i = 0; i < name.length() && good; i++) {
            char c = name.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z' || c == '_' || c >= 0x80;
            if (c == '.') {
                good = !start;
                start = true;
            } else {
                good = letter || (!start && (c >= '0' && c <= '9' || c == '$'));
                start = false;
            }
        }
        if (!good || start) {
            throw new SqlError(SqlState.INVALID_NAME, "invalid configuration parameter name \"" + name + "\"")
                    .detail("Custom parameter names must be two or more simple identifiers separated by dots.");
        }
        if (value == null) {
            throw unrecognized(name);
        }
        return define(SettingDef.custom(name));
    }

    /** True if the change may go ahead, false if it is silently ignored; throws 55P02 or 42501. */
    private boolean allowed(Setting s, @Nullable String value, SettingContext context, SettingSource source) {
        String name = s.def.name;
        if (context == SettingContext.INTERNAL) {
            return true;
        }
        boolean file = source == SettingSource.FILE;
        switch (s.def.context) {
            case INTERNAL -> {
                throw cannot(name, "cannot be changed");
            }
            case POSTMASTER -> {
                if (context == SettingContext.SIGHUP) {
                    Value v = value == null ? s.reset : convert(s.def, s.check, value, source);
                    if (s.value.equals(v)) {
                        s.pendingRestart = false;
                        return false;
                    }
                    s.pendingRestart = true;
                }
                if (context != SettingContext.POSTMASTER) {
                    throw cannot(name, "cannot be changed without restarting the server");
                }
            }
            case SIGHUP -> {
                if (context != SettingContext.SIGHUP && context != SettingContext.POSTMASTER) {
                    throw cannot(name, "cannot be changed now");
                }
            }
            case SUPERUSER_BACKEND, BACKEND -> {
                if (s.def.context == SettingContext.SUPERUSER_BACKEND
                        && context == SettingContext.BACKEND
                        && !privilege.maySet(name)) {
                    throw denied(name);
                }
                if (context == SettingContext.SIGHUP) {
                    return !session;
                }
                if (context != SettingContext.POSTMASTER
                        && context != SettingContext.BACKEND
                        && source != SettingSource.CLIENT) {
                    throw cannot(name, "cannot be set after connection start");
                }
            }
            case SUPERUSER -> {
                if ((context == SettingContext.USER || context == SettingContext.BACKEND) && !privilege.maySet(name)) {
                    throw denied(name);
                }
            }
            case USER -> {}
        }
        if (file && s.def.has('D')) {
            throw cannot(name, "cannot be changed now");
        }
        return true;
    }

    private static SqlError cannot(String name, String why) {
        return new SqlError(SqlState.CANT_CHANGE_RUNTIME_PARAM, "parameter \"" + name + "\" " + why);
    }

    private static SqlError denied(String name) {
        return new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "permission denied to set parameter \"" + name + "\"");
    }

    /** Throws as SET would for this value (ALTER SYSTEM, ALTER ROLE SET, CREATE FUNCTION … SET) without changing it. */
    public void validate(String name, String value) {
        Setting s = find(name);
        if (s != null) {
            convert(s.def, s.check, value, SettingSource.TEST);
        } else if (name.indexOf('.') < 0) {
            throw unrecognized(name);
        }
    }

    private static Value convert(SettingDef def, @Nullable CheckHook check, String text, SettingSource source) {
        return switch (def.type) {
            case BOOL -> {
                Boolean b = parseBool(text);
                if (b == null) {
                    throw invalid("parameter \"" + def.name + "\" requires a Boolean value");
                }
                yield checked(check, b ? 1 : 0, b ? "on" : "off", source);
            }
            case INTEGER, REAL -> number(def, check, text, source);
            case STRING ->
                new Value(0, check == null || source == SettingSource.DEFAULT ? text : check.check(text, source));
            case ENUM -> {
                int i = SettingChecks.label(def, text);
                yield checked(check, i, i < 0 ? "" : def.labels[i], source);
            }
        };
    }

    private static Value checked(@Nullable CheckHook check, double number, String text, SettingSource source) {
        if (check != null && source != SettingSource.DEFAULT) {
            check.check(text, source);
        }
        return new Value(number, text);
    }

    private static Value number(SettingDef def, @Nullable CheckHook check, String text, SettingSource source) {
        boolean integer = def.type == SettingType.INTEGER;
        SettingUnits.Parsed p =
                integer ? SettingUnits.parseInt(text, def.unit) : SettingUnits.parseReal(text, def.unit);
        if (!p.ok()) {
            SqlError e = invalid("invalid value for parameter \"" + def.name + "\": \"" + text + "\"");
            throw p.hint() == null ? e : e.hint(p.hint());
        }
        if (p.value() < def.low || p.value() > def.high) {
            String unit = def.unit.isEmpty() ? "" : " " + def.unit;
            throw invalid(SettingUnits.number(p.value(), integer) + unit
                    + " is outside the valid range for parameter \"" + def.name + "\" ("
                    + SettingUnits.number(def.low, integer) + " .. " + SettingUnits.number(def.high, integer) + ")");
        }
        return checked(check, p.value(), SettingUnits.number(p.value(), integer), source);
    }

    static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    /**
     * PostgreSQL's spellings of true and false (any unambiguous prefix of true, false, yes, no; on, off, 1, 0), or
     * null.
     */
    public static @Nullable Boolean parseBool(String text) {
        String s = text.toLowerCase(Locale.ROOT);
        if (s.isEmpty()) {
            return null;
        }
        if ("true".startsWith(s) || "yes".startsWith(s) || s.equals("on") || s.equals("1")) {
            return Boolean.TRUE;
        }
        if ("false".startsWith(s) || "no".startsWith(s) || s.equals("0") || (s.length() > 1 && "off".startsWith(s))) {
            return Boolean.FALSE;
        }
        return null;
    }

    // ---------------------------------------------------------------- nesting

    private void push(Setting s, int action) {
        if (nestLevel == 0) {
            return;
        }
        Saved top = s.stack;
        if (top != null && top.level >= nestLevel) {
            if (action == Saved.SET) {
                top.masked = null;
                top.state = Saved.SET;
            } else if (action == Saved.LOCAL && top.state == Saved.SET) {
                top.masked = s.value;
                top.state = Saved.SET_LOCAL;
            }
            return;
        }
        if (top == null) {
            stacked.add(s);
        }
        s.stack = new Saved(top, nestLevel, action, s.value, s.source);
    }

    /** Start of a top-level transaction. */
    public void atTransactionStart() {
        nestLevel = 1;
    }

    /** Opens a nest level (subtransaction, function call) and returns it for {@link #endNest}. */
    public int beginNest() {
        return ++nestLevel;
    }

    /** End of a top-level transaction. */
    public void atCommit() {
        endNest(true, 1);
    }

    public void atAbort() {
        endNest(false, 1);
    }

    /** Closes nest level {@code level} and all above it, keeping (commit) or undoing (abort) its changes. */
    public void endNest(boolean commit, int level) {
        if (!stacked.isEmpty()) {
            for (int i = stacked.size() - 1; i >= 0; i--) {
                Setting s = stacked.get(i);
                unwind(s, commit, level);
                if (s.stack == null) {
                    stacked.remove(i);
                }
            }
        }
        nestLevel = Math.max(0, level - 1);
    }

    private void unwind(Setting s, boolean commit, int level) {
        Saved top = s.stack;
        while (top != null && top.level >= level) {
            Saved below = top.previous;
            Value back = null;
            if (!commit || top.state == Saved.SAVE) {
                back = top.prior;
            } else if (top.level == 1) {
                back = top.state == Saved.SET_LOCAL ? top.masked : top.state == Saved.LOCAL ? top.prior : null;
            } else if (below == null || below.level < top.level - 1) {
                top.level--;
                break;
            } else {
                merge(top, below);
            }
            s.stack = below;
            if (back != null) {
                SettingSource source = commit && top.state == Saved.SET_LOCAL ? SettingSource.SESSION : top.source;
                if (!back.equals(s.value) || source != s.source) {
                    apply(s, back, source);
                }
            }
            top = below;
        }
    }

    private static void merge(Saved top, Saved below) {
        switch (top.state) {
            case Saved.SET -> {
                below.masked = null;
                below.state = Saved.SET;
            }
            case Saved.LOCAL -> {
                if (below.state == Saved.SET) {
                    below.masked = top.prior;
                    below.state = Saved.SET_LOCAL;
                }
            }
            default -> {
                below.masked = top.masked;
                below.state = Saved.SET_LOCAL;
            }
        }
    }

    private void apply(Setting s, Value v, SettingSource source) {
        boolean changed = !s.value.equals(v);
        changes++;
        if (session && !s.inSession) {
            s.inSession = true;
            touched.add(s);
        }
        s.become(v);
        s.source = source;
        if (s.def.has('R') && reporting && !s.reportDirty) {
            s.reportDirty = true;
            toReport.add(s);
        }
        AssignHook hook = s.assign;
        if (hook != null && changed) {
            hook.assigned(s);
        }
    }

    // ---------------------------------------------------------------- sessions

    /** From here on values from database, role, client and SET belong to a session. */
    public void beginSession() {
        switching.putBack();
        session = true;
    }

    /** Forgets everything the session set; every setting is what files and command line say. */
    public void endSession() {
        session = false;
        reporting = false;
        nestLevel = 0;
        stacked.clear();
        toReport.clear();
        for (Setting s : touched) {
            s.inSession = false;
            s.stack = null;
            s.reset = s.base;
            s.resetSource = s.baseSource;
            apply(s, s.base, s.baseSource);
            if (s.def.isCustom() && s.baseSource == SettingSource.DEFAULT) {
                byName.remove(key(s.def.name));
            }
        }
        touched.clear();
        for (Setting s : reported) {
            s.reportDirty = false;
            s.lastReported = null;
        }
    }

    /** Counts changes of values: two equal results mean that nothing was set in between. */
    public int changes() {
        return changes;
    }

    /**
     * Sets the session's values aside, outside transactions and after {@link #reportChanged}. They stay in force until
     * the next session begins, is resumed or restored, so that a session that follows itself costs nothing.
     *
     * @param unchanged what the session was resumed with, when nothing was set since; null otherwise
     */
    public SuspendedSettings suspendSession(@Nullable SuspendedSettings unchanged) {
        session = false;
        reporting = false;
        return switching.suspend(touched, unchanged);
    }

    /** Brings a suspended session's values back. */
    public void resumeSession(SuspendedSettings next) {
        switching.resume(next, touched);
        session = true;
        reporting = true;
    }

    /** Takes over what {@link #serializeSession} wrote in another process: the session goes on here. */
    public void restoreSession(byte[] bytes) {
        beginSession();
        restore(bytes);
        for (Setting s : touched) {
            if (s.def.has('R')) {
                s.lastReported = s.show();
            }
        }
        reporting = true;
    }

    /** Sends every reported setting and watches them from now on. */
    public void startReporting(ReportSink sink) {
        reporting = true;
        for (Setting s : reported) {
            String v = s.show();
            s.lastReported = v;
            sink.parameterStatus(s.def.name, v);
        }
    }

    /** The next {@link #reportChanged} sends every reported setting: nobody knows what the client was told last. */
    public void reportAgain() {
        for (Setting s : reported) {
            s.lastReported = null;
            if (!s.reportDirty) {
                s.reportDirty = true;
                toReport.add(s);
            }
        }
    }

    /** Sends the reported settings that changed since last told; call before ReadyForQuery. */
    public void reportChanged(ReportSink sink) {
        if (toReport.isEmpty()) {
            return;
        }
        for (Setting s : toReport) {
            s.reportDirty = false;
            String v = s.show();
            if (!v.equals(s.lastReported)) {
                s.lastReported = v;
                sink.parameterStatus(s.def.name, v);
            }
        }
        toReport.clear();
    }

    // ---------------------------------------------------------------- files

    /**
     * Applies parsed configuration files at start ({@code POSTMASTER}) or reload ({@code SIGHUP}). Settings no longer
     * in any file return to their default. Errors go to {@code problems} as reports at LOG level; good lines are
     * applied even so at reload only if {@code parsed} itself had no syntax errors (as PostgreSQL does); false when
     * nothing was applied.
     */
    public boolean applyFiles(ConfigFile parsed, SettingContext context, List<Report> problems) {
        Map<String, ConfigFile.Entry> last = new HashMap<>();
        for (ConfigFile.Entry e : parsed.entries()) {
            if (find(e.name()) == null && e.name().indexOf('.') < 0) {
                problems.add(ConfigFile.problem(
                        SqlState.UNDEFINED_OBJECT,
                        "unrecognized configuration parameter \"" + e.name() + "\" in file \"" + e.file() + "\" line "
                                + e.line()));
                continue;
            }
            last.put(key(e.name()), e);
        }
        if (!problems.isEmpty()) {
            return false;
        }
        for (Setting s : new ArrayList<>(byName.values())) {
            if (s.baseSource == SettingSource.FILE && !last.containsKey(key(s.def.name))) {
                dropFileValue(s, context, problems);
            }
        }
        for (ConfigFile.Entry e : parsed.entries()) {
            if (last.get(key(e.name())) == e) {
                applyEntry(e, context, problems);
            }
        }
        return true;
    }

    private void dropFileValue(Setting s, SettingContext context, List<Report> problems) {
        if (s.def.context == SettingContext.POSTMASTER && context == SettingContext.SIGHUP) {
            s.pendingRestart = true;
            problems.add(ConfigFile.problem(
                    SqlState.CANT_CHANGE_RUNTIME_PARAM,
                    "parameter \"" + s.def.name + "\" cannot be changed without restarting the server"));
            return;
        }
        s.base = s.boot;
        changes++;
        s.baseSource = SettingSource.DEFAULT;
        if (s.resetSource == SettingSource.FILE) {
            s.reset = s.boot;
            s.resetSource = SettingSource.DEFAULT;
        }
        for (Saved k = s.stack; k != null; k = k.previous) {
            if (k.source == SettingSource.FILE) {
                k.prior = s.boot;
                k.source = SettingSource.DEFAULT;
            }
        }
        if (s.source == SettingSource.FILE) {
            apply(s, s.boot, SettingSource.DEFAULT);
        }
    }

    private void applyEntry(ConfigFile.Entry e, SettingContext context, List<Report> problems) {
        try {
            change(e.name(), e.value(), context, SettingSource.FILE, Saved.SET);
            Setting s = setting(e.name());
            s.sourceFile = e.file();
            s.sourceLine = e.line();
        } catch (SqlError err) {
            Report r = new Report(Severity.LOG, err.state(), err.report().message());
            String hint = err.report().hint();
            problems.add(hint == null ? r : r.hint(hint));
        }
    }

    // ---------------------------------------------------------------- moving between processes

    /** Every value that is not a boot default and comes from outside sessions, for a child process. */
    public byte[] serializeBase() {
        return SettingsBytes.base(byName.values());
    }

    /** Every value the session set, for moving it to another process. */
    public byte[] serializeSession() {
        return SettingsBytes.session(touched);
    }

    /** Takes over what {@link #serializeBase} wrote. */
    public void restore(byte[] bytes) {
        SettingsBytes.restore(bytes, (name, value, source, file, line) -> {
            change(name, value, SettingContext.INTERNAL, source, Saved.SET);
            if (source == SettingSource.FILE) {
                Setting s = setting(name);
                s.sourceFile = file;
                s.sourceLine = line;
            }
        });
    }
}
