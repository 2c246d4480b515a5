package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgAggregate;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.FunctionParameter;
import org.hathi.parser.tree.Clause.FunctionParameterMode;
import org.hathi.parser.tree.ObjectStmt.DefineStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.planner.analyze.Types;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE AGGREGATE: a pg_proc row without body, and its pg_aggregate row. */
final class Aggregates {
    private static final int INTERNAL_LANGUAGE = 12;

    private final Ddl ddl;
    private final FunctionNames functions;
    private final List<Integer> args = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final StringBuilder modes = new StringBuilder();
    private boolean named;
    private int variadic;

    private @Nullable List<String> sfunc;
    private @Nullable List<String> finalFunc;
    private @Nullable List<String> combine;
    private @Nullable List<String> serial;
    private @Nullable List<String> deserial;
    private @Nullable List<String> msfunc;
    private @Nullable List<String> minvfunc;
    private @Nullable List<String> mfinal;
    private @Nullable List<String> sortop;
    private @Nullable TypeName base;
    private @Nullable TypeName stype;
    private @Nullable TypeName mstype;
    private @Nullable String initial;
    private @Nullable String minitial;
    private boolean extra;
    private boolean mextra;
    private char modify;
    private char mmodify;
    private char kind = 'n';
    private char parallel = 'u';
    private int space;
    private int mspace;

    Aggregates(Ddl ddl) {
        this.ddl = ddl;
        this.functions = new FunctionNames(ddl);
    }

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, message);
    }

    void create(DefineStmt s) {
        String name = s.defnames().get(s.defnames().size() - 1);
        int ns = ddl.creationNamespace(s.defnames());
        kind = !s.oldstyle() && s.numDirectArgs() >= 0 ? 'o' : 'n';
        modify = 0;
        for (DefElem d : s.definition()) {
            option(d, s.numDirectArgs());
        }
        modify = modify == 0 ? kind == 'n' ? 'r' : 'w' : modify;
        mmodify = mmodify == 0 ? kind == 'n' ? 'r' : 'w' : mmodify;
        if (stype == null) {
            throw invalid("aggregate stype must be specified");
        }
        if (sfunc == null) {
            throw invalid("aggregate sfunc must be specified");
        }
        checkMoving();
        parameters(s);
        int direct = kind == 'n' ? 0 : s.numDirectArgs();
        int trans = transType(java.util.Objects.requireNonNull(stype));
        int mtrans = mstype == null ? 0 : transType(mstype);
        if (initial != null && ddl.catalog.type(trans).type() != 'p') {
            org.hathi.types.TypeIo.inputDatum(ddl.env.cx, trans, initial, -1);
        }
        build(s, name, ns, direct, trans, mtrans);
    }

    private void option(DefElem d, int direct) {
        switch (d.defname()) {
            case "sfunc", "sfunc1" -> sfunc = Options.names(d);
            case "finalfunc" -> finalFunc = Options.names(d);
            case "combinefunc" -> combine = Options.names(d);
            case "serialfunc" -> serial = Options.names(d);
            case "deserialfunc" -> deserial = Options.names(d);
            case "msfunc" -> msfunc = Options.names(d);
            case "minvfunc" -> minvfunc = Options.names(d);
            case "mfinalfunc" -> mfinal = Options.names(d);
            case "finalfunc_extra" -> extra = Options.bool(d);
            case "mfinalfunc_extra" -> mextra = Options.bool(d);
            case "finalfunc_modify" -> modify = modification(d);
            case "mfinalfunc_modify" -> mmodify = modification(d);
            case "sortop" -> sortop = Options.names(d);
            case "basetype" -> base = Options.type(d);
            case "hypothetical" -> {
                if (Options.bool(d)) {
                    if (kind == 'n') {
                        throw invalid("only ordered-set aggregates can be hypothetical");
                    }
                    kind = 'h';
                }
            }
            case "stype", "stype1" -> stype = Options.type(d);
            case "sspace" -> space = Options.integer(d);
            case "mstype" -> mstype = Options.type(d);
            case "msspace" -> mspace = Options.integer(d);
            case "initcond", "initcond1" -> initial = Options.string(d);
            case "minitcond" -> minitial = Options.string(d);
            case "parallel" ->
                parallel = switch (Options.string(d)) {
                    case "safe" -> 's';
                    case "restricted" -> 'r';
                    case "unsafe" -> 'u';
                    default ->
                        throw new SqlError(
                                SqlState.SYNTAX_ERROR, "parameter \"parallel\" must be SAFE, RESTRICTED, or UNSAFE");
                };
            default -> ddl.warning(SqlState.SYNTAX_ERROR, "aggregate attribute \"" + d.defname() + "\" not recognized");
        }
    }

    private static char modification(DefElem d) {
        return switch (Options.string(d)) {
            case "read_only" -> 'r';
            case "shareable" -> 's';
            case "read_write" -> 'w';
            default ->
                throw new SqlError(
                        SqlState.SYNTAX_ERROR,
                        "parameter \"" + d.defname() + "\" must be READ_ONLY, SHAREABLE, or READ_WRITE");
        };
    }

    private void checkMoving() {
        if (mstype != null) {
            if (msfunc == null) {
                throw invalid("aggregate msfunc must be specified when mstype is specified");
            }
            if (minvfunc == null) {
                throw invalid("aggregate minvfunc must be specified when mstype is specified");
            }
            return;
        }
        String what = msfunc != null
                ? "msfunc"
                : minvfunc != null
                        ? "minvfunc"
                        : mfinal != null
                                ? "mfinalfunc"
                                : mspace != 0 ? "msspace" : minitial != null ? "minitcond" : null;
        if (what != null) {
            throw invalid("aggregate " + what + " must not be specified without mstype");
        }
    }

    private void parameters(DefineStmt s) {
        if (s.oldstyle()) {
            if (base == null) {
                throw invalid("aggregate input type must be specified");
            }
            List<String> n = base.names();
            if (!(n.size() == 1 && n.get(0).equalsIgnoreCase("any"))) {
                args.add(argument(base));
                modes.append('i');
                names.add("");
            }
            return;
        }
        if (base != null) {
            throw invalid("basetype is redundant with aggregate input type specification");
        }
        for (FunctionParameter p : s.args()) {
            int t = argument(p.argType());
            if (p.argType().setof()) {
                throw invalid("aggregates cannot accept set arguments");
            }
            args.add(t);
            boolean v = p.mode() == FunctionParameterMode.VARIADIC;
            modes.append(v ? 'v' : 'i');
            if (v) {
                variadic = t == Oids.ANYARRAY
                        ? Oids.ANYELEMENT
                        : t == Oids.ANY ? Oids.ANY : ddl.catalog.type(t).elem();
            }
            names.add(p.name() == null ? "" : p.name());
            named |= p.name() != null;
        }
    }

    /** An argument's type; 42P13 when it is a shell. */
    private int argument(TypeName n) {
        int shell = Types.lookup(ddl.exprs().state(0), n);
        if (shell != 0 && Types.isShell(ddl.catalog.type(shell))) {
            throw invalid("aggregate cannot accept shell type " + Types.nameText(n));
        }
        return ddl.exprs().type(n).oid();
    }

    private int transType(TypeName n) {
        TypeInfo t = ddl.catalog.type(ddl.optionType(n));
        if (t.type() == 'p' && !FunctionNames.polymorphic(t.oid())) {
            if (t.oid() != 2281) {
                throw invalid("aggregate transition data type cannot be " + ddl.catalog.formatType(t.oid(), -1));
            }
            if (!ddl.superuser()) {
                throw invalid("aggregate transition data type cannot be " + ddl.catalog.formatType(t.oid(), -1));
            }
        }
        return t.oid();
    }

    private ProcInfo function(List<String> n, List<Integer> types) {
        int[] a = types.stream().mapToInt(Integer::intValue).toArray();
        ProcInfo p = functions.accepting(n, a);
        if (p.returnsSet()) {
            throw new SqlError(SqlState.DATATYPE_MISMATCH, "function " + signature(n, a) + " returns a set");
        }
        functions.checkExecute(p);
        return p;
    }

    private String signature(List<String> n, int[] a) {
        List<String> l = new ArrayList<>();
        for (int t : a) {
            l.add(ddl.catalog.formatType(t, -1));
        }
        return String.join(".", n) + "(" + String.join(", ", l) + ")";
    }

    private ProcInfo transition(List<String> n, int trans, int direct, @Nullable String init) {
        List<Integer> types = new ArrayList<>(List.of(trans));
        types.addAll(args.subList(kind == 'h' ? Math.min(direct, args.size()) : direct, args.size()));
        ProcInfo p = function(n, types);
        boolean same = p.returnType() == trans || FunctionNames.polymorphic(p.returnType());
        if (!same) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "return type of transition function " + String.join(".", n) + " is not "
                            + ddl.catalog.formatType(trans, -1));
        }
        if (p.strict() && init == null) {
            boolean ok = types.size() > 1 && ddl.catalog.binaryCoercible(types.get(1), trans);
            if (!ok) {
                throw invalid(
                        "must not omit initial value when transition function is strict and transition type is not"
                                + " compatible with input type");
            }
        }
        return p;
    }

    private ProcInfo finalFunction(List<String> n, int trans, int direct, boolean withArgs) {
        List<Integer> types = new ArrayList<>(List.of(trans));
        types.addAll(withArgs ? args : args.subList(0, direct));
        return function(n, types);
    }

    private void build(DefineStmt s, String name, int ns, int direct, int trans, int mtrans) {
        ProcInfo transfn = transition(java.util.Objects.requireNonNull(sfunc), trans, direct, initial);
        ProcInfo mtransfn = msfunc == null ? null : transition(msfunc, mtrans, direct, minitial);
        ProcInfo inverse =
                minvfunc == null ? null : transition(minvfunc, mtrans, direct, minitial == null ? "" : minitial);
        ProcInfo finalfn = finalFunc == null ? null : finalFunction(finalFunc, trans, direct, extra);
        ProcInfo mfinalfn = mfinal == null ? null : finalFunction(mfinal, mtrans, direct, mextra);
        ProcInfo combinefn = combine == null ? null : function(combine, List.of(trans, trans));
        ProcInfo serialfn = serial == null ? null : function(serial, List.of(trans));
        ProcInfo deserialfn = deserial == null ? null : function(deserial, List.of(Oids.BYTEA, trans));
        int result = finalfn == null ? trans : finalfn.returnType();
        int sort = sortop == null ? 0 : sortOperator(sortop);
        int[] types = args.stream().mapToInt(Integer::intValue).toArray();
        CatalogRow old = ddl.writer.find(
                PgProc.RELATION,
                PgProc.PRONAME_ARGS_NSP_INDEX,
                Datums.name(name),
                Datums.oidVector(types),
                Datums.oid(ns));
        if (old != null && !s.replace()) {
            throw new SqlError(
                    SqlState.DUPLICATE_FUNCTION, "function \"" + name + "\" already exists with same argument types");
        }
        if (old != null) {
            ddl.checkOwner(ObjectKind.FUNCTION, old.intAt(PgProc.OID));
            if (old.charAt(PgProc.PROKIND) != 'a') {
                throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "cannot change routine kind")
                        .detail("\"" + name + "\" is a function.");
            }
        }
        int oid = old == null ? ddl.writer.newOid(PgProc.RELATION) : old.intAt(PgProc.OID);
        proc(old, oid, name, ns, result, types);
        RowBuilder b = new RowBuilder(PgAggregate.COLUMNS)
                .oid(PgAggregate.AGGFNOID, oid)
                .chr(PgAggregate.AGGKIND, kind)
                .num(PgAggregate.AGGNUMDIRECTARGS, direct)
                .oid(PgAggregate.AGGTRANSFN, transfn.oid())
                .oid(PgAggregate.AGGFINALFN, oid(finalfn))
                .oid(PgAggregate.AGGCOMBINEFN, oid(combinefn))
                .oid(PgAggregate.AGGSERIALFN, oid(serialfn))
                .oid(PgAggregate.AGGDESERIALFN, oid(deserialfn))
                .oid(PgAggregate.AGGMTRANSFN, oid(mtransfn))
                .oid(PgAggregate.AGGMINVTRANSFN, oid(inverse))
                .oid(PgAggregate.AGGMFINALFN, oid(mfinalfn))
                .bool(PgAggregate.AGGFINALEXTRA, extra)
                .bool(PgAggregate.AGGMFINALEXTRA, mextra)
                .chr(PgAggregate.AGGFINALMODIFY, modify)
                .chr(PgAggregate.AGGMFINALMODIFY, mmodify)
                .oid(PgAggregate.AGGSORTOP, sort)
                .oid(PgAggregate.AGGTRANSTYPE, trans)
                .num(PgAggregate.AGGTRANSSPACE, space)
                .oid(PgAggregate.AGGMTRANSTYPE, mtrans)
                .num(PgAggregate.AGGMTRANSSPACE, mspace)
                .text(PgAggregate.AGGINITVAL, initial)
                .text(PgAggregate.AGGMINITVAL, minitial);
        CatalogRow oldAgg = ddl.writer.find(PgAggregate.RELATION, PgAggregate.FNOID_INDEX, Datums.oid(oid));
        if (oldAgg == null) {
            ddl.writer.insert(PgAggregate.RELATION, b.row());
        } else {
            ddl.writer.update(oldAgg, b.row());
        }
        depend(oid, ns, result, sort, transfn, finalfn, combinefn, serialfn, deserialfn, mtransfn, inverse, mfinalfn);
        ddl.increment();
    }

    private static int oid(@Nullable ProcInfo p) {
        return p == null ? 0 : p.oid();
    }

    private int sortOperator(List<String> n) {
        if (args.size() != 1) {
            throw invalid("sort operator can only be specified for single-argument aggregates");
        }
        int t = args.get(0);
        for (var op : ddl.catalog.operatorsByName(n.get(n.size() - 1))) {
            boolean here = n.size() > 1
                    ? op.namespace() == ddl.catalog.searchPath().explicit(n.get(0))
                    : ddl.catalog.searchPath().position(op.namespace()) >= 0;
            if (here && op.left() == t && op.right() == t) {
                return op.oid();
            }
        }
        String type = ddl.catalog.formatType(t, -1);
        throw new SqlError(
                SqlState.UNDEFINED_FUNCTION,
                "operator does not exist: " + type + " " + String.join(".", n) + " " + type);
    }

    private void proc(@Nullable CatalogRow old, int oid, String name, int ns, int result, int[] types) {
        RowBuilder b = new RowBuilder(PgProc.COLUMNS)
                .oid(PgProc.OID, oid)
                .name(PgProc.PRONAME, name)
                .oid(PgProc.PRONAMESPACE, ns)
                .oid(PgProc.PROOWNER, ddl.role())
                .oid(PgProc.PROLANG, INTERNAL_LANGUAGE)
                .float4(PgProc.PROCOST, 1)
                .float4(PgProc.PROROWS, 0)
                .oid(PgProc.PROVARIADIC, variadic)
                .oid(PgProc.PROSUPPORT, 0)
                .chr(PgProc.PROKIND, 'a')
                .bool(PgProc.PROSECDEF, false)
                .bool(PgProc.PROLEAKPROOF, false)
                .bool(PgProc.PROISSTRICT, false)
                .bool(PgProc.PRORETSET, false)
                .chr(PgProc.PROVOLATILE, 'i')
                .chr(PgProc.PROPARALLEL, parallel)
                .num(PgProc.PRONARGS, types.length)
                .num(PgProc.PRONARGDEFAULTS, 0)
                .oid(PgProc.PRORETTYPE, result)
                .set(PgProc.PROARGTYPES, Datums.oidVector(types))
                .text(PgProc.PROSRC, "aggregate_dummy");
        if (modes.indexOf("v") >= 0) {
            b.set(PgProc.PROALLARGTYPES, Datums.oidArray(types));
            b.set(
                    PgProc.PROARGMODES,
                    Datums.charArray(modes.toString().getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        }
        if (named) {
            b.set(PgProc.PROARGNAMES, Datums.textArray(names.toArray(new String[0])));
        }
        ObjectAddress me = new ObjectAddress(PgProc.RELATION, oid);
        if (old == null) {
            var acl = ddl.defaultAcl('f', ddl.role(), ns);
            ddl.writer.insert(PgProc.RELATION, b.acl(PgProc.PROACL, acl).row());
            ddl.deps.recordOwner(PgProc.RELATION, oid, ddl.role());
            ddl.deps.updateAcl(me, ddl.role(), null, acl);
        } else {
            @Nullable Object[] v = b.row();
            v[PgProc.PROOWNER - 1] = old.copy()[PgProc.PROOWNER - 1];
            v[PgProc.PROACL - 1] = old.copy()[PgProc.PROACL - 1];
            ddl.writer.update(old, v);
            ddl.deps.deleteRecordsFor(me, true);
        }
    }

    private void depend(int oid, int ns, int result, int sort, @Nullable ProcInfo... functionsUsed) {
        List<ObjectAddress> refs = new ArrayList<>();
        refs.add(new ObjectAddress(PgNamespace.RELATION, ns));
        refs.add(new ObjectAddress(PgType.RELATION, result));
        for (int t : args) {
            refs.add(new ObjectAddress(PgType.RELATION, t));
        }
        for (ProcInfo p : functionsUsed) {
            if (p != null) {
                refs.add(new ObjectAddress(PgProc.RELATION, p.oid()));
            }
        }
        if (sort != 0) {
            refs.add(new ObjectAddress(PgOperator.RELATION, sort));
        }
        ddl.deps.recordAll(new ObjectAddress(PgProc.RELATION, oid), refs, Dependencies.NORMAL);
        ddl.checkTypeUsage(result);
    }
}
