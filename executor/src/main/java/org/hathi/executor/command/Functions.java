package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.LanguageInfo;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgLanguage;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.executor.function.ArgumentNames;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.FunctionParameter;
import org.hathi.parser.tree.Clause.FunctionParameterMode;
import org.hathi.parser.tree.ObjectStmt.AlterFunctionStmt;
import org.hathi.parser.tree.ObjectStmt.CreateFunctionStmt;
import org.hathi.parser.tree.ObjectStmt.SqlBody;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.Polymorphism;
import org.hathi.planner.analyze.SqlBodies;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** CREATE [OR REPLACE] and ALTER FUNCTION | PROCEDURE. */
final class Functions {
    private final Ddl ddl;
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Integer> all = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Expr> defaults = new ArrayList<>();
    private final StringBuilder modes = new StringBuilder();
    private boolean named;
    private int variadic;
    private int outputs;
    private int firstOutput;

    private @Nullable String language;
    private @Nullable String source;
    private boolean strict;
    private boolean definer;
    private boolean leakproof;
    private boolean window;
    private char volatility = 'v';
    private char parallel = 'u';
    private float cost = -1;
    private float rows = -1;
    private int support;
    private String @Nullable [] config;

    Functions(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(CreateFunctionStmt s) {
        String name = s.funcname().get(s.funcname().size() - 1);
        int ns = ddl.creationNamespace(s.funcname());
        Set<String> given = new HashSet<>();
        for (DefElem d : s.options()) {
            if (!d.defname().equals("set") && !given.add(d.defname())) {
                throw ddl.error(SqlState.SYNTAX_ERROR, "conflicting or redundant options", d.location());
            }
            option(d);
        }
        LanguageInfo lang = language(s);
        FunctionTypes types = new FunctionTypes(ddl, lang);
        parameters(s, types);
        boolean set = s.returnType() != null && s.returnType().setof();
        int result = resultType(s, types);
        String body = source;
        SqlBody block = s.sqlBody();
        if (block != null) {
            if (body != null) {
                throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "duplicate function body specified");
            }
            if (!lang.name().equals("sql")) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION, "inline SQL function body only valid for language SQL");
            }
            body = "";
        }
        if (body == null) {
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "no function body specified");
        }
        if (lang.oid() == FunctionTypes.INTERNAL) {
            body = body.isEmpty() ? name : body;
        }
        if (rows >= 0 && !set) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "ROWS is not applicable when function does not return a set");
        }
        Polymorphism.checkResult(ddl.catalog, result, inputTypes());
        for (int i = 0; i < all.size(); i++) {
            if ("obt".indexOf(modes.charAt(i)) >= 0) {
                Polymorphism.checkResult(ddl.catalog, all.get(i), inputTypes());
            }
        }
        ProcInfo old = existing(name, ns);
        if (old != null) {
            checkReplace(s, old, name, result, set);
        }
        int oid = old != null ? old.oid() : ddl.writer.newOid(PgProc.RELATION);
        RowBuilder row = row(oid, name, ns, lang, s.isProcedure(), result, set, body);
        List<Query> queries = block == null ? List.of() : analysed(block, name);
        if (block != null) {
            row.text(PgProc.PROSQLBODY, SqlBodies.write(queries, block.atomicBlock()));
        }
        store(row, oid, ns, old, lang, result, queries);
        ddl.increment();
        if (lang.oid() == FunctionTypes.INTERNAL) {
            types.checkBuiltin(body);
        } else {
            checkBody(java.util.Objects.requireNonNull(ddl.catalog.proc(oid)));
        }
    }

    /** The body is checked under the settings that the function will run with. */
    private void checkBody(ProcInfo p) {
        List<String[]> before = new ArrayList<>();
        for (String item : config == null ? new String[0] : config) {
            int eq = item.indexOf('=');
            String name = item.substring(0, eq);
            if (!name.equals("role") && !name.equals("session_authorization")) {
                before.add(new String[] {name, ddl.settings.string(name)});
                ddl.settings.setLocal(name, item.substring(eq + 1), true);
            }
        }
        new SqlFunctionCheck(ddl, p).run();
        for (String[] s : before) {
            ddl.settings.setLocal(s[0], s[1], true);
        }
    }

    private List<Query> analysed(SqlBody block, String name) {
        var before = ddl.analyzeContext.variables;
        ddl.analyzeContext.variables = new ArgumentNames(
                ddl.catalog,
                name,
                named ? names.toArray(new String[0]) : null,
                modes.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                inputTypes(),
                0);
        try {
            return SqlBodies.analyze(block, ddl.sql, ddl.view, inputTypes(), ddl.analyzeContext);
        } finally {
            ddl.analyzeContext.variables = before;
        }
    }

    // ---------------------------------------------------------------------------------------------------- options

    private static String string(DefElem d) {
        return ((Value.Str) java.util.Objects.requireNonNull(d.arg())).sval();
    }

    private static boolean bool(DefElem d) {
        return ((Value.Bool) java.util.Objects.requireNonNull(d.arg())).boolval();
    }

    private static float number(DefElem d) {
        float f = d.arg() instanceof Value.Int i
                ? i.ival()
                : d.arg() instanceof Value.Float x ? Float.parseFloat(x.fval()) : 0;
        if (f <= 0) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE,
                    d.defname().toUpperCase(java.util.Locale.ROOT) + " must be positive");
        }
        return f;
    }

    private void option(DefElem d) {
        switch (d.defname()) {
            case "as" -> {
                List<?> l = ((Value.Items) java.util.Objects.requireNonNull(d.arg())).items();
                if (l.size() != 1) {
                    throw new SqlError(
                            SqlState.INVALID_FUNCTION_DEFINITION,
                            "only one AS item needed for language \"" + language + "\"");
                }
                source = ((Value.Str) l.get(0)).sval();
            }
            case "language" -> language = string(d);
            case "strict" -> strict = bool(d);
            case "security" -> definer = bool(d);
            case "leakproof" -> leakproof = bool(d);
            case "window" -> window = bool(d);
            case "volatility" -> volatility = string(d).charAt(0);
            case "parallel" -> parallel = parallel(string(d));
            case "cost" -> cost = number(d);
            case "rows" -> rows = number(d);
            case "set" -> config = FunctionSettings.apply(ddl, config, (UtilityStmt.VariableSetStmt) d.arg());
            case "support" -> support = support(Options.names(d));
            default ->
                throw SqlError.unsupported("CREATE FUNCTION … " + d.defname().toUpperCase(java.util.Locale.ROOT));
        }
    }

    private int support(List<String> n) {
        ProcInfo p = new FunctionNames(ddl).need(n, 2281);
        if (!ddl.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to specify a support function");
        }
        return p.oid();
    }

    private static char parallel(String s) {
        return switch (s) {
            case "safe" -> 's';
            case "restricted" -> 'r';
            case "unsafe" -> 'u';
            default ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
        };
    }

    private LanguageInfo language(CreateFunctionStmt s) {
        String name = language == null && s.sqlBody() != null ? "sql" : language;
        if (name == null) {
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "no language specified");
        }
        LanguageInfo l = ddl.catalog.languageByName(name);
        if (l == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "language \"" + name + "\" does not exist");
        }
        if (l.oid() == FunctionTypes.INTERNAL) {
            if (!ddl.superuser()) {
                throw Acl.denied("language", name);
            }
        } else if (l.oid() != FunctionTypes.SQL) {
            throw SqlError.unsupported("functions in language " + name);
        } else {
            ddl.catalog.acl().check(ObjectKind.LANGUAGE, l.oid(), ddl.role(), Acl.USAGE);
        }
        if (leakproof && !ddl.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "only superuser can define a leakproof function");
        }
        return l;
    }

    // ------------------------------------------------------------------------------------------------- parameters

    private void parameters(CreateFunctionStmt s, FunctionTypes types) {
        for (FunctionParameter p : s.parameters()) {
            int type = types.argument(p.argType());
            ddl.checkTypeUsage(type);
            if (p.argType().setof()) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        (s.isProcedure() ? "procedures" : "functions") + " cannot accept set arguments");
            }
            boolean in = p.mode() != FunctionParameterMode.OUT && p.mode() != FunctionParameterMode.TABLE;
            if (in) {
                inputs.add(type);
            }
            if (p.mode() == FunctionParameterMode.VARIADIC) {
                variadic = type == Oids.ANYARRAY
                        ? Oids.ANYELEMENT
                        : type == Oids.ANY ? Oids.ANY : ddl.catalog.type(type).elem();
                if (variadic == 0) {
                    throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "VARIADIC parameter must be an array");
                }
            }
            if (!in || p.mode() == FunctionParameterMode.INOUT) {
                if (outputs++ == 0) {
                    firstOutput = type;
                }
            }
            all.add(type);
            modes.append(
                    switch (p.mode()) {
                        case DEFAULT, IN -> 'i';
                        case OUT -> 'o';
                        case INOUT -> 'b';
                        case VARIADIC -> 'v';
                        case TABLE -> 't';
                    });
            parameterName(p);
            parameterDefault(p, type, in);
        }
    }

    private void parameterName(FunctionParameter p) {
        String n = p.name() == null ? "" : p.name();
        if (!n.isEmpty()) {
            named = true;
            if (names.contains(n)) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION, "parameter name \"" + n + "\" used more than once");
            }
        }
        names.add(n);
    }

    private void parameterDefault(FunctionParameter p, int type, boolean in) {
        if (p.defexpr() == null) {
            if (in && !defaults.isEmpty()) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "input parameters after one with a default value must also have defaults");
            }
            return;
        }
        if (!in) {
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "only input parameters can have default values");
        }
        defaults.add(ddl.exprs()
                .columnDefault(0, p.defexpr(), ExprKind.FUNCTION_DEFAULT, String.valueOf(p.name()), type, -1));
    }

    private int resultType(CreateFunctionStmt s, FunctionTypes types) {
        int implied =
                s.isProcedure() ? (outputs > 0 ? Oids.RECORD : Oids.VOID) : outputs > 1 ? Oids.RECORD : firstOutput;
        if (s.isProcedure()) {
            return implied;
        }
        if (s.returnType() == null) {
            if (outputs == 0) {
                throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "function result type must be specified");
            }
            return implied;
        }
        int t = types.result(s.returnType());
        ddl.checkTypeUsage(t);
        if (outputs > 0 && t != implied) {
            throw new SqlError(
                    SqlState.INVALID_FUNCTION_DEFINITION,
                    "function result type must be " + ddl.catalog.formatType(implied, -1)
                            + " because of OUT parameters");
        }
        return t;
    }

    // ------------------------------------------------------------------------------------------------------ stores

    private int[] inputTypes() {
        return inputs.stream().mapToInt(Integer::intValue).toArray();
    }

    private @Nullable ProcInfo existing(String name, int ns) {
        int[] args = inputTypes();
        for (ProcInfo p : ddl.catalog.procsByName(name)) {
            if (p.namespace() == ns && java.util.Arrays.equals(p.argTypes(), args)) {
                return p;
            }
        }
        return null;
    }

    private void checkReplace(CreateFunctionStmt s, ProcInfo old, String name, int result, boolean set) {
        if (!s.replace()) {
            throw new SqlError(
                    SqlState.DUPLICATE_FUNCTION, "function \"" + name + "\" already exists with same argument types");
        }
        ddl.checkOwner(ObjectKind.FUNCTION, old.oid());
        String is = old.isAggregate()
                ? "an aggregate function"
                : old.isProcedure() ? "a procedure" : old.isWindow() ? "a window function" : "a function";
        if (old.isProcedure() != s.isProcedure() || old.isAggregate()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot change routine kind")
                    .detail("\"" + name + "\" is " + is + ".");
        }
        if (old.returnType() != result || old.returnsSet() != set) {
            List<String> args = new ArrayList<>();
            for (int a : old.argTypes()) {
                args.add(ddl.catalog.formatType(a, -1));
            }
            throw new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, "cannot change return type of existing function")
                    .hint("Use DROP FUNCTION " + name + "(" + String.join(",", args) + ") first.");
        }
    }

    private RowBuilder row(
            int oid, String name, int ns, LanguageInfo lang, boolean procedure, int result, boolean set, String body) {
        RowBuilder b = new RowBuilder(PgProc.COLUMNS)
                .oid(PgProc.OID, oid)
                .name(2, name)
                .oid(3, ns)
                .oid(PgProc.PROOWNER, ddl.role())
                .oid(PgProc.PROLANG, lang.oid())
                .float4(PgProc.PROCOST, cost >= 0 ? cost : lang.oid() == FunctionTypes.INTERNAL ? 1 : 100)
                .float4(PgProc.PROROWS, !set ? 0 : rows >= 0 ? rows : 1000)
                .oid(PgProc.PROVARIADIC, variadic)
                .oid(PgProc.PROSUPPORT, support)
                .chr(PgProc.PROKIND, procedure ? 'p' : window ? 'w' : 'f')
                .bool(PgProc.PROSECDEF, definer)
                .bool(PgProc.PROLEAKPROOF, leakproof)
                .bool(PgProc.PROISSTRICT, strict)
                .bool(PgProc.PRORETSET, set)
                .chr(PgProc.PROVOLATILE, volatility)
                .chr(PgProc.PROPARALLEL, parallel)
                .num(PgProc.PRONARGS, inputs.size())
                .num(PgProc.PRONARGDEFAULTS, defaults.size())
                .oid(PgProc.PRORETTYPE, result)
                .set(PgProc.PROARGTYPES, Datums.oidVector(inputTypes()))
                .text(PgProc.PROSRC, body);
        boolean plain = modes.chars().allMatch(c -> c == 'i');
        if (!plain) {
            b.set(
                    PgProc.PROALLARGTYPES,
                    Datums.oidArray(all.stream().mapToInt(Integer::intValue).toArray()));
            b.set(
                    PgProc.PROARGMODES,
                    Datums.charArray(modes.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        if (named) {
            b.set(PgProc.PROARGNAMES, Datums.textArray(names.toArray(new String[0])));
        }
        b.texts(PgProc.PROCONFIG, config);
        if (!defaults.isEmpty()) {
            b.text(PgProc.PROARGDEFAULTS, NodeText.writeList(defaults));
        }
        return b;
    }

    private void store(
            RowBuilder b, int oid, int ns, @Nullable ProcInfo old, LanguageInfo lang, int result, List<Query> body) {
        ObjectAddress me = new ObjectAddress(PgProc.RELATION, oid);
        if (old == null) {
            var acl = ddl.defaultAcl('f', ddl.role(), ns);
            ddl.writer.insert(PgProc.RELATION, b.acl(PgProc.PROACL, acl).row());
            ddl.deps.recordOwner(PgProc.RELATION, oid, ddl.role());
            ddl.deps.updateAcl(me, ddl.role(), null, acl);
        } else {
            CatalogRow r = ddl.writer.needByOid(PgProc.RELATION, oid);
            @Nullable Object[] v = b.row();
            v[PgProc.PROOWNER - 1] = r.copy()[PgProc.PROOWNER - 1];
            v[PgProc.PROACL - 1] = r.copy()[PgProc.PROACL - 1];
            ddl.writer.update(r, v);
            ddl.deps.deleteRecordsFor(me, true);
        }
        List<ObjectAddress> refs = new ArrayList<>();
        refs.add(new ObjectAddress(PgNamespace.RELATION, ns));
        refs.add(new ObjectAddress(PgLanguage.RELATION, lang.oid()));
        refs.add(new ObjectAddress(PgType.RELATION, result));
        for (int t : all) {
            refs.add(new ObjectAddress(PgType.RELATION, t));
        }
        for (Query q : body) {
            refs.addAll(References.of(ddl.catalog, q));
        }
        for (Expr e : defaults) {
            refs.addAll(References.of(ddl.catalog, e, 0));
        }
        ddl.deps.recordAll(me, new java.util.LinkedHashSet<>(refs), Dependencies.NORMAL);
    }

    // ------------------------------------------------------------------------------------------------------- ALTER

    void alter(AlterFunctionStmt s) {
        ObjectAddress o = new Named(ddl).resolve(s.objtype(), s.func());
        ddl.catalog
                .acl()
                .checkOwner(
                        ObjectKind.FUNCTION,
                        o.objectId(),
                        ddl.role(),
                        Named.word(s.objtype()),
                        String.join(".", Named.names(s.func())));
        ProcInfo p = ddl.catalog.proc(o.objectId());
        if (p.isAggregate()) {
            throw new SqlError(
                    SqlState.WRONG_OBJECT_TYPE,
                    "\"" + String.join(".", s.func().objname()) + "\" is an aggregate function");
        }
        CatalogRow r = ddl.writer.needByOid(PgProc.RELATION, o.objectId());
        @Nullable Object[] v = r.copy();
        for (DefElem d : s.actions()) {
            switch (d.defname()) {
                case "strict" -> v[PgProc.PROISSTRICT - 1] = Datums.bool(bool(d));
                case "security" -> v[PgProc.PROSECDEF - 1] = Datums.bool(bool(d));
                case "leakproof" -> {
                    if (bool(d) && !ddl.superuser()) {
                        throw new SqlError(
                                SqlState.INSUFFICIENT_PRIVILEGE, "only superuser can define a leakproof function");
                    }
                    v[PgProc.PROLEAKPROOF - 1] = Datums.bool(bool(d));
                }
                case "volatility" ->
                    v[PgProc.PROVOLATILE - 1] = Datums.chr(string(d).charAt(0));
                case "parallel" -> v[PgProc.PROPARALLEL - 1] = Datums.chr(parallel(string(d)));
                case "cost" -> v[PgProc.PROCOST - 1] = Datums.float4(number(d));
                case "rows" -> {
                    if (!p.returnsSet()) {
                        throw new SqlError(
                                SqlState.INVALID_PARAMETER_VALUE,
                                "ROWS is not applicable when function does not return a set");
                    }
                    v[PgProc.PROROWS - 1] = Datums.float4(number(d));
                }
                case "support" -> v[PgProc.PROSUPPORT - 1] = Datums.oid(support(Options.names(d)));
                case "set" -> {
                    String[] now = config != null ? config : r.textsOrNull(PgProc.PROCONFIG);
                    config = FunctionSettings.apply(ddl, now, (UtilityStmt.VariableSetStmt) d.arg());
                    v[PgProc.PROCONFIG - 1] = config == null ? null : Datums.textArray(config);
                }
                default ->
                    throw SqlError.unsupported("ALTER FUNCTION … " + d.defname().toUpperCase(java.util.Locale.ROOT));
            }
        }
        ddl.writer.update(r, v);
        ddl.increment();
    }
}
