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
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.ObjectStmt.AlterTypeStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * ALTER TYPE … SET (…): properties of a base type that may change later. Domains over it follow in what they take from
 * their base type, its array type in the functions of the modifier.
 */
final class TypeProperties {
    private static final int[] FUNCTIONS = {
        PgType.TYPINPUT,
        PgType.TYPOUTPUT,
        PgType.TYPRECEIVE,
        PgType.TYPSEND,
        PgType.TYPMODIN,
        PgType.TYPMODOUT,
        PgType.TYPANALYZE,
        PgType.TYPSUBSCRIPT
    };
    private static final int[] OF_DOMAINS = {PgType.TYPSEND, PgType.TYPANALYZE, PgType.TYPSTORAGE};
    private static final int[] OF_ARRAYS = {PgType.TYPMODIN, PgType.TYPMODOUT};

    private final Ddl ddl;
    private final TypeFunctions functions;
    /** The new values by column − 1; null: it stays. */
    private final @Nullable Object[] changes = new Object[PgType.COLUMNS];

    private boolean superuser;

    TypeProperties(Ddl ddl) {
        this.ddl = ddl;
        this.functions = new TypeFunctions(ddl);
    }

    void alter(AlterTypeStmt s) {
        TypeName name = new TypeName(s.typeName(), false, false, List.of(), List.of(), -1);
        int oid = ddl.unplacedExprs().type(name).oid();
        BaseTypes.notShell(ddl, oid, s.typeName());
        TypeInfo t = ddl.catalog.type(oid);
        for (DefElem d : s.options()) {
            option(d, t);
        }
        if (superuser) {
            SupportFunctions.superuserOnly(ddl, "alter a type");
        } else {
            ddl.catalog.acl().checkOwner(ObjectKind.TYPE, oid, ddl.role());
        }
        if (t.type() != 'b' || t.isArray()) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(oid, -1) + " is not a base type");
        }
        change(oid, changes);
        if (t.array() != 0) {
            change(t.array(), only(OF_ARRAYS));
        }
        domains(oid, only(OF_DOMAINS));
        ddl.increment();
    }

    private void option(DefElem d, TypeInfo t) {
        @Nullable DefElem f = d.arg() == null || d.arg() instanceof Value.None ? null : d;
        switch (d.defname()) {
            case "storage" -> storage(f, t);
            case "receive" -> function(PgType.TYPRECEIVE, functions.receive(f, t.oid()));
            case "send" -> function(PgType.TYPSEND, functions.send(f, t.oid()));
            case "typmod_in" -> function(PgType.TYPMODIN, functions.modIn(f));
            case "typmod_out" -> function(PgType.TYPMODOUT, functions.modOut(f));
            case "analyze", "analyse" -> function(PgType.TYPANALYZE, functions.analyze(f));
            case "subscript" -> function(PgType.TYPSUBSCRIPT, functions.subscript(f));
            case "input",
                    "output",
                    "internallength",
                    "passedbyvalue",
                    "alignment",
                    "like",
                    "category",
                    "preferred",
                    "default",
                    "element",
                    "delimiter",
                    "collatable" ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "type attribute \"" + d.defname() + "\" cannot be changed");
            default ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "type attribute \"" + d.defname() + "\" not recognized");
        }
    }

    private void function(int column, int oid) {
        changes[column - 1] = Datums.oid(oid);
        superuser = true; // a function that does not fit could crash whoever uses the type
    }

    private void storage(@Nullable DefElem d, TypeInfo t) {
        if (d == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "storage requires a parameter");
        }
        char wanted = BaseTypes.storage(Options.string(d));
        if (wanted != 'p' && t.len() != -1) {
            throw FamilyMembers.invalid("fixed-size types must have storage PLAIN");
        }
        if (wanted == 'p' && t.storage() != 'p') {
            throw FamilyMembers.invalid("cannot change type's storage to PLAIN");
        }
        superuser |= wanted != 'p' && t.storage() == 'p';
        changes[PgType.TYPSTORAGE - 1] = (long) wanted;
    }

    private @Nullable Object[] only(int[] columns) {
        @Nullable Object[] out = new Object[changes.length];
        for (int c : columns) {
            out[c - 1] = changes[c - 1];
        }
        return out;
    }

    private void change(int type, @Nullable Object[] to) {
        CatalogRow row = ddl.writer.needByOid(PgType.RELATION, type);
        @Nullable Object[] v = row.copy();
        boolean any = false;
        for (int i = 0; i < to.length; i++) {
            if (to[i] != null) {
                v[i] = to[i];
                any = true;
            }
        }
        if (!any) {
            return;
        }
        ddl.writer.update(row, v);
        ddl.increment();
        ddl.deps.deleteRecords(PgType.RELATION, type, PgProc.RELATION, Dependencies.NORMAL);
        CatalogRow now = ddl.writer.needByOid(PgType.RELATION, type);
        List<ObjectAddress> refs = new ArrayList<>();
        for (int column : FUNCTIONS) {
            if (now.intAt(column) != 0) {
                refs.add(new ObjectAddress(PgProc.RELATION, now.intAt(column)));
            }
        }
        ddl.deps.recordAll(new ObjectAddress(PgType.RELATION, type), refs, Dependencies.NORMAL);
    }

    /** The domains over a type, and those over them. */
    private void domains(int base, @Nullable Object[] to) {
        List<Integer> found = new ArrayList<>();
        for (CatalogRow r : ddl.writer.scan(PgType.RELATION, 0)) {
            if (r.charAt(PgType.TYPTYPE) == 'd' && r.intAt(PgType.TYPBASETYPE) == base) {
                found.add(r.intAt(PgType.OID));
            }
        }
        for (int d : found) {
            change(d, to);
            domains(d, to);
        }
    }
}
