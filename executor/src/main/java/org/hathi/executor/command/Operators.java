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
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectStmt.AlterOperatorStmt;
import org.hathi.parser.tree.ObjectStmt.DefineStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** CREATE OPERATOR and ALTER OPERATOR. */
final class Operators {
    private static final int FLOAT8 = 701;
    private static final int INTERNAL = 2281;

    /** Stands for the operator that is being made. */
    private static final int SELF = -1;

    private final Ddl ddl;
    private final FunctionNames functions;

    Operators(Ddl ddl) {
        this.ddl = ddl;
        this.functions = new FunctionNames(ddl);
    }

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_FUNCTION_DEFINITION, message);
    }

    private int type(DefElem d) {
        TypeName t = Options.type(d);
        if (t.setof()) {
            throw invalid("SETOF type not allowed for operator argument");
        }
        int oid = ddl.exprs().type(t).oid();
        ddl.checkTypeUsage(oid);
        return oid;
    }

    void create(DefineStmt s) {
        String name = s.defnames().get(s.defnames().size() - 1);
        int ns = ddl.creationNamespace(s.defnames());
        int left = 0;
        int right = 0;
        List<String> function = null;
        List<String> commutator = null;
        List<String> negator = null;
        List<String> restrict = null;
        List<String> join = null;
        boolean merges = false;
        boolean hashes = false;
        for (DefElem d : s.definition()) {
            switch (d.defname()) {
                case "leftarg" -> left = type(d);
                case "rightarg" -> right = type(d);
                case "function", "procedure" -> function = Options.names(d);
                case "commutator" -> commutator = Options.names(d);
                case "negator" -> negator = Options.names(d);
                case "restrict" -> restrict = Options.names(d);
                case "join" -> join = Options.names(d);
                case "hashes" -> hashes = Options.bool(d);
                case "merges" -> merges = Options.bool(d);
                case "sort1", "sort2", "ltcmp", "gtcmp" -> merges = true;
                default ->
                    ddl.warning(SqlState.SYNTAX_ERROR, "operator attribute \"" + d.defname() + "\" not recognized");
            }
        }
        if (function == null) {
            throw invalid("operator function must be specified");
        }
        if (left == 0 && right == 0) {
            throw invalid("operator argument types must be specified");
        }
        if (right == 0) {
            throw invalid("operator right argument type must be specified")
                    .detail("Postfix operators are not supported.");
        }
        ProcInfo f = left == 0 ? functions.need(function, right) : functions.need(function, left, right);
        functions.checkExecute(f, function);
        int rest = restrict == null ? 0 : estimator(restrict, false);
        int jn = join == null ? 0 : estimator(join, true);
        checkShape(left, f.returnType(), commutator, negator, rest, jn, merges, hashes);
        CatalogRow old = find(name, left, right, ns);
        if (old != null && old.intAt(PgOperator.OPRCODE) != 0) {
            throw new SqlError(SqlState.DUPLICATE_FUNCTION, "operator " + name + " already exists");
        }
        int known = old == null ? 0 : old.intAt(PgOperator.OID);
        int com = other(commutator, name, right, left, left, right, ns, known, true);
        int neg = other(negator, name, left, right, left, right, ns, known, false);
        int oid = old == null ? ddl.writer.newOid(PgOperator.RELATION) : known;
        com = com == SELF ? oid : com;
        RowBuilder b = row(oid, name, ns, left, right)
                .bool(PgOperator.OPRCANMERGE, merges)
                .bool(PgOperator.OPRCANHASH, hashes)
                .oid(PgOperator.OPRRESULT, f.returnType())
                .oid(PgOperator.OPRCOM, com)
                .oid(PgOperator.OPRNEGATE, neg)
                .oid(PgOperator.OPRCODE, f.oid())
                .oid(PgOperator.OPRREST, rest)
                .oid(PgOperator.OPRJOIN, jn);
        store(old, b, oid, ns, List.of(left, right, f.returnType()), List.of(f.oid(), rest, jn));
        back(com, oid, PgOperator.OPRCOM);
        back(neg, oid, PgOperator.OPRNEGATE);
        ddl.increment();
    }

    private void checkShape(
            int left,
            int result,
            @Nullable List<String> commutator,
            @Nullable List<String> negator,
            int rest,
            int join,
            boolean merges,
            boolean hashes) {
        if (left == 0) {
            if (commutator != null) {
                throw invalid("only binary operators can have commutators");
            }
            if (join != 0) {
                throw invalid("only binary operators can have join selectivity");
            }
            if (merges) {
                throw invalid("only binary operators can merge join");
            }
            if (hashes) {
                throw invalid("only binary operators can hash");
            }
        }
        if (result != Oids.BOOL) {
            if (negator != null) {
                throw invalid("only boolean operators can have negators");
            }
            if (rest != 0) {
                throw invalid("only boolean operators can have restriction selectivity");
            }
            if (join != 0) {
                throw invalid("only boolean operators can have join selectivity");
            }
            if (merges) {
                throw invalid("only boolean operators can merge join");
            }
            if (hashes) {
                throw invalid("only boolean operators can hash");
            }
        }
    }

    private int estimator(List<String> names, boolean join) {
        ProcInfo p = null;
        if (join) {
            p = functions.exact(names, INTERNAL, Oids.OID, INTERNAL, Oids.INT2, INTERNAL);
            if (p == null) {
                p = functions.need(names, INTERNAL, Oids.OID, INTERNAL, Oids.INT2);
            }
        } else {
            p = functions.need(names, INTERNAL, Oids.OID, INTERNAL, Oids.INT4);
        }
        if (p.returnType() != FLOAT8) {
            throw invalid((join ? "join" : "restriction") + " estimator function " + String.join(".", names)
                    + " must return type double precision");
        }
        functions.checkExecute(p);
        return p.oid();
    }

    private @Nullable CatalogRow find(String name, int left, int right, int ns) {
        return ddl.writer.find(
                PgOperator.RELATION,
                PgOperator.OPRNAME_L_R_N_INDEX,
                Datums.name(name),
                Datums.oid(left),
                Datums.oid(right),
                Datums.oid(ns));
    }

    /** The commutator or negator: an operator that exists, this one, or a shell to be filled in later. */
    private int other(
            @Nullable List<String> names,
            String myName,
            int left,
            int right,
            int myLeft,
            int myRight,
            int myNs,
            int me,
            boolean commutator) {
        if (names == null) {
            return 0;
        }
        String name = names.get(names.size() - 1);
        int ns = names.size() > 1 ? ddl.catalog.searchPath().explicit(names.get(names.size() - 2)) : 0;
        for (var op : ddl.catalog.operatorsByName(name)) {
            boolean here =
                    ns != 0 ? op.namespace() == ns : ddl.catalog.searchPath().position(op.namespace()) >= 0;
            if (here && op.left() == left && op.right() == right && op.oid() != me) {
                return op.oid();
            }
        }
        int target = ns != 0 ? ns : ddl.creationNamespace(names);
        if (name.equals(myName) && target == myNs && left == myLeft && right == myRight) {
            if (commutator) {
                return SELF;
            }
            throw invalid("operator cannot be its own negator");
        }
        int oid = ddl.writer.newOid(PgOperator.RELATION);
        RowBuilder b = row(oid, name, target, left, right);
        for (int c = PgOperator.OPRRESULT; c <= PgOperator.OPRJOIN; c++) {
            b.oid(c, 0);
        }
        b.bool(PgOperator.OPRCANMERGE, false).bool(PgOperator.OPRCANHASH, false);
        store(null, b, oid, target, List.of(left, right), List.of());
        return oid;
    }

    private RowBuilder row(int oid, String name, int ns, int left, int right) {
        return new RowBuilder(PgOperator.COLUMNS)
                .oid(PgOperator.OID, oid)
                .name(PgOperator.OPRNAME, name)
                .oid(PgOperator.OPRNAMESPACE, ns)
                .oid(PgOperator.OPROWNER, ddl.role())
                .chr(PgOperator.OPRKIND, left == 0 ? 'l' : 'b')
                .oid(PgOperator.OPRLEFT, left)
                .oid(PgOperator.OPRRIGHT, right);
    }

    private void store(
            @Nullable CatalogRow old, RowBuilder b, int oid, int ns, List<Integer> types, List<Integer> procs) {
        ObjectAddress me = new ObjectAddress(PgOperator.RELATION, oid);
        if (old == null) {
            ddl.writer.insert(PgOperator.RELATION, b.row());
            ddl.deps.recordOwner(PgOperator.RELATION, oid, ddl.role());
        } else {
            ddl.writer.update(old, b.row());
            ddl.deps.deleteRecordsFor(me, true);
        }
        List<ObjectAddress> refs = new ArrayList<>();
        refs.add(new ObjectAddress(PgNamespace.RELATION, ns));
        for (int t : types) {
            if (t != 0) {
                refs.add(new ObjectAddress(PgType.RELATION, t));
            }
        }
        for (int p : procs) {
            if (p != 0) {
                refs.add(new ObjectAddress(PgProc.RELATION, p));
            }
        }
        ddl.deps.recordAll(me, refs, Dependencies.NORMAL);
        ddl.increment();
    }

    /** The other operator of a pair points back. */
    private void back(int other, int me, int column) {
        if (other == 0 || other == me) {
            return;
        }
        CatalogRow r = ddl.writer.needByOid(PgOperator.RELATION, other);
        if (r.intAt(column) == 0) {
            ddl.writer.set(r, column, Datums.oid(me));
            ddl.increment();
        }
    }

    void alter(AlterOperatorStmt s) {
        ObjectWithArgs n = s.opername();
        ObjectAddress o = new Named(ddl).resolve(ObjectType.OPERATOR, n);
        ddl.catalog.acl().checkOwner(ObjectKind.OPERATOR, o.objectId(), ddl.role());
        CatalogRow r = ddl.writer.needByOid(PgOperator.RELATION, o.objectId());
        @Nullable Object[] v = r.copy();
        for (DefElem d : s.options()) {
            boolean none = d.arg() == null || d.arg() instanceof Value.None;
            switch (d.defname()) {
                case "restrict" ->
                    v[PgOperator.OPRREST - 1] = Datums.oid(none ? 0 : estimator(Options.names(d), false));
                case "join" -> v[PgOperator.OPRJOIN - 1] = Datums.oid(none ? 0 : estimator(Options.names(d), true));
                case "leftarg", "rightarg", "function", "procedure", "commutator", "negator", "hashes", "merges" ->
                    throw new SqlError(
                            SqlState.SYNTAX_ERROR, "operator attribute \"" + d.defname() + "\" cannot be changed");
                default ->
                    throw new SqlError(
                            SqlState.SYNTAX_ERROR, "operator attribute \"" + d.defname() + "\" not recognized");
            }
        }
        ddl.writer.update(r, v);
        ddl.increment();
    }
}
