package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.ObjectStmt.CreateCastStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.types.Oids;
import org.hathi.types.TypeInfo;

/** CREATE CAST. */
final class Casts {
    private final Ddl ddl;

    Casts(Ddl ddl) {
        this.ddl = ddl;
    }

    private static SqlError wrong(String message) {
        return new SqlError(SqlState.INVALID_OBJECT_DEFINITION, message);
    }

    void create(CreateCastStmt s) {
        TypeInfo from =
                ddl.catalog.type(ddl.unplacedExprs().type(s.sourcetype()).oid());
        TypeInfo to = ddl.catalog.type(ddl.unplacedExprs().type(s.targettype()).oid());
        String fromText = ddl.catalog.formatType(from.oid(), -1);
        String toText = ddl.catalog.formatType(to.oid(), -1);
        if (from.type() == 'p') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "source data type " + fromText + " is a pseudo-type");
        }
        if (to.type() == 'p') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "target data type " + toText + " is a pseudo-type");
        }
        Acl acl = ddl.catalog.acl();
        if (!acl.owns(ObjectKind.TYPE, from.oid(), ddl.role()) && !acl.owns(ObjectKind.TYPE, to.oid(), ddl.role())) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "must be owner of type " + fromText + " or type " + toText);
        }
        for (TypeInfo t : List.of(from, to)) {
            ddl.checkTypeUsage(t.oid());
        }
        if (from.type() == 'd') {
            ddl.warning(SqlState.WRONG_OBJECT_TYPE, "cast will be ignored because the source data type is a domain");
        } else if (to.type() == 'd') {
            ddl.warning(SqlState.WRONG_OBJECT_TYPE, "cast will be ignored because the target data type is a domain");
        }
        int function = 0;
        int nargs = 0;
        char method = s.inout() ? 'i' : s.func() != null ? 'f' : 'b';
        if (s.func() != null) {
            ObjectAddress o = new Named(ddl).resolve(ObjectType.FUNCTION, s.func());
            ProcInfo p = ddl.catalog.proc(o.objectId());
            checkFunction(p, from.oid(), to.oid());
            function = p.oid();
            nargs = p.argTypes().length;
        } else if (method == 'b') {
            checkBinary(from, to);
        }
        if (from.oid() == to.oid() && nargs < 2) {
            throw wrong("source data type and target data type are the same");
        }
        store(from.oid(), to.oid(), function, s, method, fromText, toText);
    }

    private void store(int from, int to, int function, CreateCastStmt s, char method, String fromText, String toText) {
        if (ddl.writer.find(PgCast.RELATION, PgCast.SOURCE_TARGET_INDEX, Datums.oid(from), Datums.oid(to)) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT, "cast from type " + fromText + " to type " + toText + " already exists");
        }
        int oid = ddl.writer.newOid(PgCast.RELATION);
        char context =
                switch (s.context()) {
                    case IMPLICIT -> 'i';
                    case ASSIGNMENT -> 'a';
                    case EXPLICIT -> 'e';
                };
        ddl.writer.insert(
                PgCast.RELATION,
                new RowBuilder(PgCast.COLUMNS)
                        .oid(PgCast.OID, oid)
                        .oid(PgCast.CASTSOURCE, from)
                        .oid(PgCast.CASTTARGET, to)
                        .oid(PgCast.CASTFUNC, function)
                        .chr(PgCast.CASTCONTEXT, context)
                        .chr(PgCast.CASTMETHOD, method)
                        .row());
        List<ObjectAddress> refs = new ArrayList<>();
        refs.add(new ObjectAddress(PgType.RELATION, from));
        refs.add(new ObjectAddress(PgType.RELATION, to));
        if (function != 0) {
            refs.add(new ObjectAddress(PgProc.RELATION, function));
        }
        ddl.deps.recordAll(new ObjectAddress(PgCast.RELATION, oid), refs, Dependencies.NORMAL);
        ddl.increment();
    }

    private void checkFunction(ProcInfo p, int from, int to) {
        int[] args = p.argTypes();
        if (args.length < 1 || args.length > 3) {
            throw wrong("cast function must take one to three arguments");
        }
        if (!ddl.catalog.binaryCoercible(from, args[0])) {
            throw wrong("argument of cast function must match or be binary-coercible from source data type");
        }
        if (args.length > 1 && args[1] != Oids.INT4) {
            throw wrong("second argument of cast function must be type integer");
        }
        if (args.length > 2 && args[2] != Oids.BOOL) {
            throw wrong("third argument of cast function must be type boolean");
        }
        if (!ddl.catalog.binaryCoercible(p.returnType(), to)) {
            throw wrong("return data type of cast function must match or be binary-coercible to target data type");
        }
        if (p.isAggregate() || p.isWindow() || p.isProcedure()) {
            throw wrong("cast function must be a normal function");
        }
        if (p.returnsSet()) {
            throw wrong("cast function must not return a set");
        }
    }

    private void checkBinary(TypeInfo from, TypeInfo to) {
        if (!ddl.superuser()) {
            throw new SqlError(SqlState.INSUFFICIENT_PRIVILEGE, "must be superuser to create a cast WITHOUT FUNCTION");
        }
        if (from.len() != to.len() || from.byVal() != to.byVal() || from.align() != to.align()) {
            throw wrong("source and target data types are not physically compatible");
        }
        if (from.type() == 'c' || to.type() == 'c') {
            throw wrong("composite data types are not binary-compatible");
        }
        if (from.type() == 'e' || to.type() == 'e') {
            throw wrong("enum data types are not binary-compatible");
        }
        if (from.isArray() || to.isArray()) {
            throw wrong("array data types are not binary-compatible");
        }
        if (from.type() == 'd' || to.type() == 'd') {
            throw wrong("domain data types must not be marked binary-compatible");
        }
    }
}
