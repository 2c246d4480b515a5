package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeCreator;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.ObjectStmt.AlterDomainStmt;
import org.hathi.parser.tree.ObjectStmt.CreateDomainStmt;
import org.hathi.parser.tree.RawExpr;
import org.hathi.planner.analyze.Deparse;
import org.hathi.planner.analyze.ExprKind;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.Const;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE DOMAIN and ALTER DOMAIN. */
final class Domains {
    private static final int DOMAIN_IN = 2597;
    private static final int DOMAIN_RECV = 2598;

    private final Ddl ddl;

    Domains(Ddl ddl) {
        this.ddl = ddl;
    }

    private static ObjectAddress typeAddress(int oid) {
        return new ObjectAddress(PgType.RELATION, oid);
    }

    // ----------------------------------------------------------------------------------------------------- CREATE

    void create(CreateDomainStmt s) {
        String name = s.domainname().get(s.domainname().size() - 1);
        int ns = ddl.creationNamespace(s.domainname());
        TypeRows types = new TypeRows(ddl);
        types.checkFree(name, ns);
        TypeMod tm = ddl.unplacedExprs().type(s.typeName());
        TypeRow base = ddl.catalog.typeRow(tm.oid());
        TypeInfo b = base.info();
        if ("bcderm".indexOf(b.type()) < 0) {
            throw new SqlError(
                    SqlState.DATATYPE_MISMATCH,
                    "\"" + String.join(".", s.typeName().names()) + "\" is not a valid base type for a domain");
        }
        ddl.checkTypeUsage(b.oid());
        int collation = b.collation();
        if (s.collClause() != null) {
            if (b.collation() == 0) {
                throw new SqlError(
                        SqlState.DATATYPE_MISMATCH,
                        "collations are not supported by type " + ddl.catalog.formatType(b.oid(), -1));
            }
            collation = ddl.unplacedExprs()
                    .collation(s.collClause().collname(), s.collClause().location());
        }
        Options o = options(s, name, tm, base);
        int oid = ddl.writer.newOid(PgType.RELATION);
        int array = ddl.writer.newOid(PgType.RELATION);
        RowBuilder row =
                row(oid, name, ns, base, tm.typmod(), s.typeName().arrayBounds().size(), collation, o);
        types.insert(row, oid, array, ns);
        ObjectAddress me = typeAddress(oid);
        ddl.deps.record(me, typeAddress(b.oid()), Dependencies.NORMAL);
        if (collation != 0 && collation != 100) {
            ddl.deps.record(me, new ObjectAddress(PgCollation.RELATION, collation), Dependencies.NORMAL);
        }
        if (o.defaultBin != null) {
            ddl.deps.recordAll(me, References.of(ddl.catalog, NodeText.readExpr(o.defaultBin), 0), Dependencies.NORMAL);
        }
        for (Constraint c : s.constraints()) {
            if (c.contype() == ConstrType.CHECK) {
                addCheck(ddl.catalog.typeRow(oid), c);
            }
        }
        ddl.increment();
    }

    /** What the constraints of CREATE DOMAIN say besides CHECK. */
    private static final class Options {
        boolean notNull;

        @Nullable
        String defaultText;

        @Nullable
        String defaultBin;
    }

    private Options options(CreateDomainStmt s, String name, TypeMod tm, TypeRow base) {
        Options o = new Options();
        o.defaultText = base.defaultText();
        o.defaultBin = base.defaultExpression();
        boolean sawDefault = false;
        boolean sawNull = false;
        for (Constraint c : s.constraints()) {
            switch (c.contype()) {
                case DEFAULT -> {
                    if (sawDefault) {
                        throw new SqlError(SqlState.SYNTAX_ERROR, "multiple default expressions");
                    }
                    sawDefault = true;
                    defaultOf(o, java.util.Objects.requireNonNull(c.rawExpr()), name, tm);
                }
                case NOTNULL, NULL -> {
                    boolean not = c.contype() == ConstrType.NOTNULL;
                    if (sawNull && o.notNull != not) {
                        throw new SqlError(SqlState.SYNTAX_ERROR, "conflicting NULL/NOT NULL constraints");
                    }
                    sawNull = true;
                    o.notNull = not;
                }
                case CHECK -> {
                    if (c.noInherit()) {
                        throw new SqlError(
                                SqlState.INVALID_OBJECT_DEFINITION,
                                "check constraints for domains cannot be marked NO INHERIT");
                    }
                }
                default -> throw impossible(c);
            }
        }
        return o;
    }

    private void defaultOf(Options o, RawExpr raw, String name, TypeMod tm) {
        Expr e = ddl.unplacedExprs().columnDefault(0, raw, ExprKind.COLUMN_DEFAULT, name, tm.oid(), tm.typmod());
        boolean none = e instanceof Const k && k.isNull();
        o.defaultText = none ? null : new Deparse(ddl.view, ddl.env.cx).expr(e, 0, false);
        o.defaultBin = none ? null : NodeText.write(e);
    }

    private static SqlError impossible(Constraint c) {
        String message =
                switch (c.contype()) {
                    case UNIQUE -> "unique constraints not possible for domains";
                    case PRIMARY -> "primary key constraints not possible for domains";
                    case EXCLUSION -> "exclusion constraints not possible for domains";
                    case FOREIGN -> "foreign key constraints not possible for domains";
                    case ATTR_DEFERRABLE, ATTR_NOT_DEFERRABLE, ATTR_DEFERRED, ATTR_IMMEDIATE ->
                        "specifying constraint deferrability not supported for domains";
                    default -> "unrecognized constraint subtype";
                };
        boolean syntax =
                switch (c.contype()) {
                    case UNIQUE, PRIMARY, EXCLUSION, FOREIGN -> true;
                    default -> false;
                };
        return new SqlError(syntax ? SqlState.SYNTAX_ERROR : SqlState.FEATURE_NOT_SUPPORTED, message);
    }

    private RowBuilder row(
            int oid, String name, int ns, TypeRow base, int typmod, int ndims, int collation, Options o) {
        TypeInfo b = base.info();
        return TypeCreator.typeRow(oid, name, ns, ddl.role(), 'd', b.category())
                .num(PgType.TYPLEN, b.len())
                .bool(PgType.TYPBYVAL, b.byVal())
                .chr(PgType.TYPDELIM, b.delim())
                .oid(PgType.TYPINPUT, DOMAIN_IN)
                .oid(PgType.TYPOUTPUT, base.outputFunction())
                .oid(PgType.TYPRECEIVE, DOMAIN_RECV)
                .oid(PgType.TYPSEND, base.sendFunction())
                .oid(PgType.TYPANALYZE, base.analyzeFunction())
                .chr(PgType.TYPALIGN, b.align())
                .chr(PgType.TYPSTORAGE, b.storage())
                .bool(PgType.TYPNOTNULL, o.notNull)
                .oid(PgType.TYPBASETYPE, b.oid())
                .num(PgType.TYPTYPMOD, typmod)
                .num(PgType.TYPNDIMS, ndims)
                .oid(PgType.TYPCOLLATION, collation)
                .text(PgType.TYPDEFAULTBIN, o.defaultBin)
                .text(PgType.TYPDEFAULT, o.defaultText);
    }

    /** Adds a CHECK constraint. @return its condition */
    private Expr addCheck(TypeRow domain, Constraint c) {
        TypeInfo t = domain.info();
        String name = c.conname();
        if (name == null) {
            name = new Constraints(ddl).choose(t.name(), null, "check", t.namespace());
        } else if (find(t.oid(), name) != null) {
            throw new SqlError(
                    SqlState.DUPLICATE_OBJECT,
                    "constraint \"" + name + "\" for domain \"" + t.name() + "\" already exists");
        }
        Expr e = ddl.unplacedExprs()
                .domainCheck(java.util.Objects.requireNonNull(c.rawExpr()), t.baseType(), t.typmod(), t.collation());
        ddl.indexes.createConstraint(
                new ConstraintInfo(
                        0,
                        name,
                        t.namespace(),
                        'c',
                        false,
                        false,
                        !c.skipValidation(),
                        0,
                        t.oid(),
                        0,
                        0,
                        0,
                        ' ',
                        ' ',
                        ' ',
                        true,
                        0,
                        false,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        NodeText.write(e)),
                References.of(ddl.catalog, e, 0));
        ddl.increment();
        return e;
    }

    private @Nullable ConstraintInfo find(int domain, String name) {
        for (ConstraintInfo k : ddl.catalog.domainConstraints(domain)) {
            if (k.name().equals(name)) {
                return k;
            }
        }
        return null;
    }

    // ------------------------------------------------------------------------------------------------------ ALTER

    void alter(AlterDomainStmt s) {
        TypeRow t = new TypeRows(ddl).need(s.typeName());
        if (t.info().type() != 'd') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(t.oid(), -1) + " is not a domain");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.TYPE, t.oid(), ddl.role());
        switch (s.subtype()) {
            case 'T' -> setDefault(t, (RawExpr) s.def());
            case 'N' -> notNull(t, false);
            case 'O' -> notNull(t, true);
            case 'C' -> addConstraint(t, (Constraint) java.util.Objects.requireNonNull(s.def()));
            case 'X' -> dropConstraint(t, s);
            default -> validate(t, String.valueOf(s.name()));
        }
        ddl.increment();
    }

    private void setDefault(TypeRow t, @Nullable RawExpr raw) {
        Options o = new Options();
        if (raw != null) {
            defaultOf(
                    o, raw, t.name(), new TypeMod(t.info().baseType(), t.info().typmod()));
        }
        CatalogRow r = ddl.writer.needByOid(PgType.RELATION, t.oid());
        @Nullable Object[] v = r.copy();
        v[PgType.TYPDEFAULT - 1] = Datums.textOrNull(o.defaultText);
        v[PgType.TYPDEFAULTBIN - 1] = Datums.textOrNull(o.defaultBin);
        ddl.writer.update(r, v);
        if (o.defaultBin != null) {
            ddl.deps.recordAll(
                    typeAddress(t.oid()),
                    References.of(ddl.catalog, NodeText.readExpr(o.defaultBin), 0),
                    Dependencies.NORMAL);
        }
    }

    private void notNull(TypeRow t, boolean notNull) {
        if (t.info().notNull() == notNull) {
            return;
        }
        if (notNull) {
            new DomainScan(ddl).notNull(t.oid());
        }
        ddl.writer.set(ddl.writer.needByOid(PgType.RELATION, t.oid()), PgType.TYPNOTNULL, Datums.bool(notNull));
    }

    private void addConstraint(TypeRow t, Constraint c) {
        if (c.contype() != ConstrType.CHECK) {
            throw impossible(c);
        }
        Expr e = addCheck(t, c);
        if (!c.skipValidation()) {
            new DomainScan(ddl).check(t.oid(), e);
        }
    }

    private void dropConstraint(TypeRow t, AlterDomainStmt s) {
        String name = String.valueOf(s.name());
        ConstraintInfo k = find(t.oid(), name);
        if (k == null) {
            String message = "constraint \"" + name + "\" of domain \"" + t.name() + "\" does not exist";
            if (!s.missingOk()) {
                throw new SqlError(SqlState.UNDEFINED_OBJECT, message);
            }
            ddl.notice(message + ", skipping");
            return;
        }
        List<ObjectAddress> l = new ArrayList<>();
        l.add(new ObjectAddress(PgConstraint.RELATION, k.oid()));
        ddl.deps.dropAll(
                l,
                s.behavior() == DropBehavior.CASCADE ? DropOptions.CASCADE : DropOptions.RESTRICT,
                ddl.remover,
                ddl.reporter);
    }

    private void validate(TypeRow t, String name) {
        ConstraintInfo k = find(t.oid(), name);
        if (k == null || k.expression() == null) {
            throw new SqlError(
                    SqlState.UNDEFINED_OBJECT,
                    "constraint \"" + name + "\" of domain \"" + t.name() + "\" does not exist");
        }
        new DomainScan(ddl).check(t.oid(), NodeText.readExpr(k.expression()));
        ddl.writer.set(
                ddl.writer.needByOid(PgConstraint.RELATION, k.oid()), PgConstraint.CONVALIDATED, Datums.bool(true));
    }
}
