package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeCreator;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgRange;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.ObjectStmt.CreateRangeStmt;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE TYPE … AS RANGE: the range, its multirange, the arrays of both and the constructor functions. */
final class Ranges {
    private static final int BTREE = 403;
    private static final int FLOAT8 = 701;
    private static final int INTERNAL_LANGUAGE = 12;

    private final Ddl ddl;

    Ranges(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(CreateRangeStmt s) {
        String name = s.typeName().get(s.typeName().size() - 1);
        int ns = ddl.creationNamespace(s.typeName());
        TypeRows rows = new TypeRows(ddl);
        CatalogRow shell = rows.shellOrFree(name, ns);
        TypeInfo sub = null;
        List<String> opclass = null;
        List<String> collationName = null;
        List<String> canonical = null;
        List<String> difference = null;
        List<String> multirange = null;
        for (DefElem d : s.params()) {
            switch (d.defname()) {
                case "subtype" -> sub = ddl.catalog.type(ddl.optionType(Options.type(d)));
                case "subtype_opclass" -> opclass = Options.names(d);
                case "collation" -> collationName = Options.names(d);
                case "canonical" -> canonical = Options.names(d);
                case "subtype_diff" -> difference = Options.names(d);
                case "multirange_type_name" -> multirange = Options.names(d);
                default ->
                    throw new SqlError(SqlState.SYNTAX_ERROR, "type attribute \"" + d.defname() + "\" not recognized");
            }
        }
        if (sub == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "type attribute \"subtype\" is required");
        }
        if (sub.type() == 'p') {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH, "range subtype cannot be " + ddl.catalog.formatType(sub.oid(), -1));
        }
        if (canonical != null && shell == null) {
            throw new SqlError(
                            SqlState.INVALID_OBJECT_DEFINITION,
                            "cannot specify a canonical function without a pre-created shell type")
                    .hint("Create the type as a shell type, then create its canonicalization function, then do a"
                            + " full CREATE TYPE.");
        }
        int canon = canonical == null || shell == null ? 0 : canonical(canonical, shell.intAt(PgType.OID));
        int collation = collation(sub, collationName);
        int oc = opclass(sub, opclass);
        int diff = difference == null ? 0 : difference(sub, difference);
        int multiNs = multirange == null ? ns : ddl.creationNamespace(multirange);
        String multiName = multirange == null ? multiName(name) : multirange.get(multirange.size() - 1);
        rows.checkFree(multiName, multiNs);
        char align = sub.align() == 'd' ? 'd' : 'i';
        int oid = shell == null ? ddl.writer.newOid(PgType.RELATION) : shell.intAt(PgType.OID);
        int array = ddl.writer.newOid(PgType.RELATION);
        int multi = ddl.writer.newOid(PgType.RELATION);
        int multiArray = ddl.writer.newOid(PgType.RELATION);
        ddl.writer.insert(
                PgRange.RELATION,
                new RowBuilder(PgRange.COLUMNS)
                        .oid(PgRange.RNGTYPID, oid)
                        .oid(PgRange.RNGSUBTYPE, sub.oid())
                        .oid(PgRange.RNGMULTITYPID, multi)
                        .oid(PgRange.RNGCOLLATION, collation)
                        .oid(PgRange.RNGSUBOPC, oc)
                        .oid(PgRange.RNGCANONICAL, canon)
                        .oid(PgRange.RNGSUBDIFF, diff)
                        .row());
        rows.insert(type(oid, name, ns, 'r', align, 3834, 3916), oid, array, ns, shell);
        rows.insert(type(multi, multiName, multiNs, 'm', align, 4231, 4242), multi, multiArray, multiNs);
        depend(oid, multi, sub.oid(), oc, collation, diff, canon);
        constructors(name, ns, oid, array, sub.oid(), multiName, multi);
        ddl.increment();
    }

    private RowBuilder type(int oid, String name, int ns, char kind, char align, int in, int analyze) {
        return TypeCreator.typeRow(oid, name, ns, ddl.role(), kind, 'R')
                .oid(PgType.TYPINPUT, in)
                .oid(PgType.TYPOUTPUT, in + 1)
                .oid(PgType.TYPRECEIVE, kind == 'r' ? 3836 : 4233)
                .oid(PgType.TYPSEND, kind == 'r' ? 3837 : 4234)
                .oid(PgType.TYPANALYZE, analyze)
                .chr(PgType.TYPALIGN, align);
    }

    /** makeMultirangeTypeName: "range" becomes "multirange", else _multirange is added. */
    private static String multiName(String name) {
        int at = name.indexOf("range");
        String n = at >= 0
                ? name.substring(0, at) + "multi" + name.substring(at)
                : Ddl.clip(name, Ddl.NAME_MAX - 11) + "_multirange";
        return Ddl.clip(n, Ddl.NAME_MAX);
    }

    private int collation(TypeInfo sub, @Nullable List<String> name) {
        if (sub.collation() == 0) {
            if (name != null) {
                throw new SqlError(
                        SqlState.WRONG_OBJECT_TYPE, "range collation specified but subtype does not support collation");
            }
            return 0;
        }
        return name == null ? sub.collation() : ddl.exprs().collation(name, -1);
    }

    private int opclass(TypeInfo sub, @Nullable List<String> name) {
        if (name == null) {
            var o = ddl.catalog.defaultOpclass(sub.oid(), BTREE);
            if (o == null) {
                throw new SqlError(
                                SqlState.UNDEFINED_OBJECT,
                                "data type " + ddl.catalog.formatType(sub.oid(), -1)
                                        + " has no default operator class for access method \"btree\"")
                        .hint("You must specify an operator class for the range type or define a default operator"
                                + " class for the subtype.");
            }
            return o.oid();
        }
        return IndexDefiner.opclass(ddl, name, sub.oid(), BTREE, "btree").oid();
    }

    private int canonical(List<String> name, int range) {
        String shown = String.join(".", name);
        ProcInfo p = new FunctionNames(ddl).need(name, range);
        if (p.returnType() != range) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "range canonical function " + shown + " must return range type");
        }
        if (p.volatility() != 'i') {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION, "range canonical function " + shown + " must be immutable");
        }
        new FunctionNames(ddl).checkExecute(p);
        return p.oid();
    }

    private int difference(TypeInfo sub, List<String> name) {
        ProcInfo p = new FunctionNames(ddl).need(name, sub.oid(), sub.oid());
        if (p.returnType() != FLOAT8) {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "range subtype diff function " + String.join(".", name) + " must return type double precision");
        }
        if (p.volatility() != 'i') {
            throw new SqlError(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    "range subtype diff function " + String.join(".", name) + " must be immutable");
        }
        new FunctionNames(ddl).checkExecute(p);
        return p.oid();
    }

    private void depend(int oid, int multi, int sub, int opclass, int collation, int diff, int canonical) {
        ObjectAddress me = new ObjectAddress(PgType.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, sub), Dependencies.NORMAL);
        ddl.deps.record(me, new ObjectAddress(PgOpclass.RELATION, opclass), Dependencies.NORMAL);
        if (collation != 0) {
            ddl.deps.record(me, new ObjectAddress(PgCollation.RELATION, collation), Dependencies.NORMAL);
        }
        if (diff != 0) {
            ddl.deps.record(me, new ObjectAddress(PgProc.RELATION, diff), Dependencies.NORMAL);
        }
        if (canonical != 0) {
            ddl.deps.record(me, new ObjectAddress(PgProc.RELATION, canonical), Dependencies.NORMAL);
        }
        ddl.deps.record(new ObjectAddress(PgType.RELATION, multi), me, Dependencies.INTERNAL);
    }

    private void constructors(String name, int ns, int oid, int array, int sub, String multiName, int multi) {
        constructor(name, ns, oid, "range_constructor2", oid, 0, false, sub, sub);
        constructor(name, ns, oid, "range_constructor3", oid, 0, false, sub, sub, Oids.TEXT);
        constructor(multiName, ns, multi, "multirange_constructor0", multi, 0, true);
        int one = constructor(multiName, ns, multi, "multirange_constructor1", multi, 0, true, oid);
        constructor(multiName, ns, multi, "multirange_constructor2", multi, oid, true, array);
        cast(oid, multi, one);
    }

    /** The cast of a range to a multirange of one. */
    private void cast(int range, int multi, int function) {
        int oid = ddl.writer.newOid(PgCast.RELATION);
        ddl.writer.insert(
                PgCast.RELATION,
                new RowBuilder(PgCast.COLUMNS)
                        .oid(PgCast.OID, oid)
                        .oid(PgCast.CASTSOURCE, range)
                        .oid(PgCast.CASTTARGET, multi)
                        .oid(PgCast.CASTFUNC, function)
                        .chr(PgCast.CASTCONTEXT, 'e')
                        .chr(PgCast.CASTMETHOD, 'f')
                        .row());
        ObjectAddress me = new ObjectAddress(PgCast.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, range), Dependencies.INTERNAL);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, multi), Dependencies.INTERNAL);
        ddl.deps.record(me, new ObjectAddress(PgProc.RELATION, function), Dependencies.INTERNAL);
    }

    private int constructor(
            String name, int ns, int owner, String source, int result, int variadic, boolean strict, int... args) {
        int fn = ddl.writer.newOid(PgProc.RELATION);
        RowBuilder b = new RowBuilder(PgProc.COLUMNS)
                .oid(PgProc.OID, fn)
                .name(PgProc.PRONAME, name)
                .oid(PgProc.PRONAMESPACE, ns)
                .oid(PgProc.PROOWNER, 10)
                .oid(PgProc.PROLANG, INTERNAL_LANGUAGE)
                .float4(PgProc.PROCOST, 1)
                .float4(PgProc.PROROWS, 0)
                .oid(PgProc.PROVARIADIC, variadic)
                .oid(PgProc.PROSUPPORT, 0)
                .chr(PgProc.PROKIND, 'f')
                .bool(PgProc.PROSECDEF, false)
                .bool(PgProc.PROLEAKPROOF, false)
                .bool(PgProc.PROISSTRICT, strict)
                .bool(PgProc.PRORETSET, false)
                .chr(PgProc.PROVOLATILE, 'i')
                .chr(PgProc.PROPARALLEL, 's')
                .num(PgProc.PRONARGS, args.length)
                .num(PgProc.PRONARGDEFAULTS, 0)
                .oid(PgProc.PRORETTYPE, result)
                .set(PgProc.PROARGTYPES, Datums.oidVector(args))
                .text(PgProc.PROSRC, source);
        if (variadic != 0) {
            b.set(PgProc.PROALLARGTYPES, Datums.oidArray(args));
            b.set(PgProc.PROARGMODES, Datums.charArray(new byte[] {'v'}));
        }
        ddl.writer.insert(PgProc.RELATION, b.row());
        ObjectAddress me = new ObjectAddress(PgProc.RELATION, fn);
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, ns), Dependencies.NORMAL);
        ddl.deps.record(me, new ObjectAddress(PgType.RELATION, owner), Dependencies.INTERNAL);
        return fn;
    }
}
