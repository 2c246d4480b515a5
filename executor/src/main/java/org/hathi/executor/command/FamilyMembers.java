package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.OpclassInfo;
import org.hathi.catalog.OperatorInfo;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgAmop;
import org.hathi.catalog.table.PgAmproc;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOperator;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgProc;
import org.hathi.parser.tree.Clause.OpClassItem;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * The operators and support functions that CREATE OPERATOR CLASS and ALTER OPERATOR FAMILY list: found, checked against
 * the access method, given types, filed in pg_amop and pg_amproc with what they depend on.
 */
final class FamilyMembers {
    private final Ddl ddl;
    private final MethodFacts method;
    private final SupportFunctions support;

    final List<FamilyMember> operators = new ArrayList<>();
    final List<FamilyMember> functions = new ArrayList<>();

    /** @param classType input type of the operator class; 0 in ALTER OPERATOR FAMILY */
    FamilyMembers(Ddl ddl, MethodFacts method, int classType) {
        this.ddl = ddl;
        this.method = method;
        this.support = new SupportFunctions(ddl, method, classType);
    }

    static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_OBJECT_DEFINITION, message);
    }

    // ------------------------------------------------------------------------------------------------ collecting

    private int number(OpClassItem i) {
        boolean op = i.itemtype() == OpClassItem.Kind.OPERATOR;
        int max = op ? method.operators() : method.functions();
        if (i.number() <= 0 || i.number() > max) {
            throw invalid("invalid " + (op ? "operator" : "function") + " number " + i.number()
                    + ", must be between 1 and " + max);
        }
        return i.number();
    }

    /** @param type of both operands when the item does not say; 0: it has to */
    void addOperator(OpClassItem i, int type) {
        int n = number(i);
        ObjectWithArgs name = java.util.Objects.requireNonNull(i.name());
        if (name.argsUnspecified() && type == 0) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR, "operator argument types must be specified in ALTER OPERATOR FAMILY");
        }
        OperatorInfo op = name.argsUnspecified() ? operator(name.objname(), type, type) : operator(name);
        int sort = 0;
        if (!i.orderFamily().isEmpty()) {
            List<String> l = new ArrayList<>();
            l.add("btree");
            l.addAll(i.orderFamily());
            sort = new Named(ddl)
                    .resolve(ObjectType.OPFAMILY, new QualifiedName(l, -1))
                    .objectId();
        }
        if (op.kind() != 'b') {
            throw invalid("index operators must be binary");
        }
        if (sort != 0) {
            if (!method.ordering()) {
                throw invalid("access method \"" + method.name() + "\" does not support ordering operators");
            }
        } else if (op.result() != org.hathi.types.Oids.BOOL) {
            throw invalid("index search operators must return boolean");
        }
        add(operators, new FamilyMember(false, n, op.oid(), op.left(), op.right(), sort));
    }

    void addFunction(OpClassItem i) {
        int n = number(i);
        ObjectWithArgs name = java.util.Objects.requireNonNull(i.name());
        Named named = new Named(ddl);
        ProcInfo p = named.function(ObjectType.FUNCTION, name);
        if (p == null) {
            throw named.missing(ObjectType.FUNCTION, name);
        }
        int[] t = i.classArgs().isEmpty() ? new int[2] : types(i.classArgs());
        FamilyMember m = new FamilyMember(true, n, p.oid(), t[0], t[1], 0);
        support.check(m, p);
        add(functions, m);
    }

    void addDropped(OpClassItem i) {
        int n = number(i);
        int[] t = types(i.classArgs());
        boolean f = i.itemtype() == OpClassItem.Kind.FUNCTION;
        add(f ? functions : operators, new FamilyMember(f, n, 0, t[0], t[1], 0));
    }

    private int[] types(List<TypeName> l) {
        int left = ddl.unplacedExprs().type(l.get(0)).oid();
        int right = l.size() > 1 ? ddl.unplacedExprs().type(l.get(1)).oid() : left;
        if (l.size() > 2) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "one or two argument types must be specified");
        }
        return new int[] {left, right};
    }

    private void add(List<FamilyMember> all, FamilyMember m) {
        for (FamilyMember o : all) {
            if (o.collides(m)) {
                throw invalid(m.word() + " number " + m.number + " for (" + typeName(m.left) + "," + typeName(m.right)
                        + ") appears more than once");
            }
        }
        all.add(m);
    }

    private String typeName(int t) {
        return ddl.catalog.formatType(t, -1);
    }

    private OperatorInfo operator(ObjectWithArgs name) {
        int[] t = new int[2];
        for (int i = 0; i < 2; i++) {
            TypeName n = name.objargs().get(i);
            t[i] = n == null ? 0 : ddl.unplacedExprs().type(n).oid();
        }
        return operator(name.objname(), t[0], t[1]);
    }

    private OperatorInfo operator(List<String> names, int left, int right) {
        OperatorInfo o = new Named(ddl).operator(names, left, right);
        if (o == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_FUNCTION,
                    "operator does not exist: " + (left == 0 ? "" : typeName(left) + " ") + String.join(".", names)
                            + " " + typeName(right));
        }
        return o;
    }

    // --------------------------------------------------------------------------------------------------- storing

    /**
     * Says for each member whether it belongs to an operator class, which cannot do without it, or hangs loosely in the
     * family.
     */
    void adjust(int family, int opclass) {
        int type = opclass == 0 ? 0 : ddl.catalog.opclass(opclass).inputType();
        for (FamilyMember m : operators) {
            adjust(m, family, opclass, type);
        }
        for (FamilyMember m : functions) {
            adjust(m, family, opclass, type);
        }
    }

    private void adjust(FamilyMember m, int family, int opclass, int type) {
        int owner = 0;
        switch (method.oid()) {
            case MethodFacts.BTREE, MethodFacts.HASH -> {
                if ((!m.function || method.required(m.number)) && m.left == m.right) {
                    owner = m.left == type ? opclass : opclassFor(family, m.left);
                }
            }
            case MethodFacts.GIST, MethodFacts.GIN, MethodFacts.SPGIST -> {
                if (m.function && method.required(m.number)) {
                    owner = opclass;
                }
            }
            default -> owner = opclass;
        }
        m.hard = owner != 0;
        m.ofFamily = owner == 0;
        m.holder = owner == 0 ? family : owner;
    }

    private int opclassFor(int family, int type) {
        for (OpclassInfo o : ddl.catalog.opclassesOf(method.oid())) {
            if (o.family() == family && o.inputType() == type) {
                return o.oid();
            }
        }
        return 0;
    }

    /** @param adding ALTER OPERATOR FAMILY ADD: what is there already is an error of its own */
    void store(int family, String familyName, boolean adding) {
        for (FamilyMember m : operators) {
            if (adding && row(m, family) != null) {
                throw exists(m, familyName);
            }
            int oid = ddl.writer.newOid(PgAmop.RELATION);
            ddl.writer.insert(
                    PgAmop.RELATION,
                    new RowBuilder(PgAmop.COLUMNS)
                            .oid(PgAmop.OID, oid)
                            .oid(PgAmop.AMOPFAMILY, family)
                            .oid(PgAmop.AMOPLEFTTYPE, m.left)
                            .oid(PgAmop.AMOPRIGHTTYPE, m.right)
                            .num(PgAmop.AMOPSTRATEGY, m.number)
                            .chr(PgAmop.AMOPPURPOSE, m.sortFamily == 0 ? 's' : 'o')
                            .oid(PgAmop.AMOPOPR, m.object)
                            .oid(PgAmop.AMOPMETHOD, method.oid())
                            .oid(PgAmop.AMOPSORTFAMILY, m.sortFamily)
                            .row());
            ObjectAddress me = new ObjectAddress(PgAmop.RELATION, oid);
            depend(m, me, PgOperator.RELATION);
            if (m.sortFamily != 0) {
                ddl.deps.record(me, new ObjectAddress(PgOpfamily.RELATION, m.sortFamily), Dependencies.NORMAL);
            }
        }
        for (FamilyMember m : functions) {
            if (adding && row(m, family) != null) {
                throw exists(m, familyName);
            }
            int oid = ddl.writer.newOid(PgAmproc.RELATION);
            ddl.writer.insert(
                    PgAmproc.RELATION,
                    new RowBuilder(PgAmproc.COLUMNS)
                            .oid(PgAmproc.OID, oid)
                            .oid(PgAmproc.AMPROCFAMILY, family)
                            .oid(PgAmproc.AMPROCLEFTTYPE, m.left)
                            .oid(PgAmproc.AMPROCRIGHTTYPE, m.right)
                            .num(PgAmproc.AMPROCNUM, m.number)
                            .oid(PgAmproc.AMPROC, m.object)
                            .row());
            depend(m, new ObjectAddress(PgAmproc.RELATION, oid), PgProc.RELATION);
        }
        ddl.increment();
    }

    private void depend(FamilyMember m, ObjectAddress me, int objectClass) {
        ddl.deps.record(me, new ObjectAddress(objectClass, m.object), m.hard ? Dependencies.NORMAL : Dependencies.AUTO);
        ddl.deps.record(
                me,
                new ObjectAddress(m.ofFamily ? PgOpfamily.RELATION : PgOpclass.RELATION, m.holder),
                m.hard ? Dependencies.INTERNAL : Dependencies.AUTO);
    }

    private @Nullable CatalogRow row(FamilyMember m, int family) {
        return ddl.writer.find(
                m.function ? PgAmproc.RELATION : PgAmop.RELATION,
                m.function ? PgAmproc.FAM_PROC_INDEX : PgAmop.FAM_STRAT_INDEX,
                Datums.oid(family),
                Datums.oid(m.left),
                Datums.oid(m.right),
                (long) m.number);
    }

    private String signature(FamilyMember m) {
        return m.word() + " " + m.number + "(" + typeName(m.left) + "," + typeName(m.right) + ")";
    }

    private SqlError exists(FamilyMember m, String family) {
        return new SqlError(
                SqlState.DUPLICATE_OBJECT, signature(m) + " already exists in operator family \"" + family + "\"");
    }

    /** ALTER OPERATOR FAMILY DROP: nothing may depend on what goes. */
    void drop(int family, String familyName) {
        List<FamilyMember> all = new ArrayList<>(operators);
        all.addAll(functions);
        for (FamilyMember m : all) {
            CatalogRow r = row(m, family);
            if (r == null) {
                throw new SqlError(
                        SqlState.UNDEFINED_OBJECT,
                        signature(m) + " does not exist in operator family \"" + familyName + "\"");
            }
            ddl.deps.drop(
                    new ObjectAddress(m.function ? PgAmproc.RELATION : PgAmop.RELATION, r.intAt(1)),
                    Dependencies.DropOptions.RESTRICT,
                    ddl.remover,
                    ddl.reporter);
        }
        ddl.increment();
    }
}
