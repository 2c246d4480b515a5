package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies.DropOptions;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.Value;

/** ALTER COLUMN … ADD GENERATED AS IDENTITY, SET GENERATED and sequence options, DROP IDENTITY, DROP EXPRESSION. */
final class Identities {
    private final Ddl ddl;
    private final Sequences sequences;
    private final ClassInfo table;

    Identities(Ddl ddl, Sequences sequences, ClassInfo table) {
        this.ddl = ddl;
        this.sequences = sequences;
        this.table = table;
    }

    private String of(AttributeInfo a) {
        return "column \"" + a.name() + "\" of relation \"" + table.name() + "\"";
    }

    private void mark(AttributeInfo a, int column, char c) {
        ddl.writer.set(ddl.relations.attributeRow(table.oid(), a.number()), column, Datums.chr(c));
        ddl.catalog.invalidation().relationChanged(table.oid());
        ddl.increment();
    }

    void add(AttributeInfo a, Constraint k) {
        if (!a.notNull()) {
            throw new SqlError(
                    SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    of(a) + " must be declared NOT NULL before identity can be added");
        }
        if (a.identity() != '\0') {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, of(a) + " is already an identity column");
        }
        if (a.hasDefault()) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, of(a) + " already has a default value");
        }
        ColumnSpec c = new ColumnSpec(a.name(), ddl.catalog.type(a.type()), a.typmod());
        c.identity = k.generatedWhen();
        c.identityOptions = k.options();
        TableCreator.sequence(ddl, sequences, c, table.name(), table.namespace(), table.persistence(), table.owner());
        sequences.link(c.sequence, table.oid(), a.number(), true);
        mark(a, PgAttribute.ATTIDENTITY, c.identity);
    }

    void set(AttributeInfo a, List<Node> options) {
        if (a.identity() == '\0') {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, of(a) + " is not an identity column");
        }
        List<DefElem> forSequence = new ArrayList<>();
        char kind = '\0';
        for (Node n : options) {
            DefElem d = (DefElem) n;
            if (d.defname().equals("generated")) {
                kind = d.arg() instanceof Value.Int i
                        ? (char) i.ival()
                        : String.valueOf(Value.text(d.arg())).charAt(0);
            } else {
                forSequence.add(d);
            }
        }
        int sequence = ddl.view.identitySequence(table.oid(), a.number());
        if (!forSequence.isEmpty()) {
            sequences.alter(ddl.info(sequence), forSequence, true);
        }
        if (kind != '\0') {
            mark(a, PgAttribute.ATTIDENTITY, kind);
        }
    }

    void drop(AttributeInfo a, boolean missingOk) {
        if (a.identity() == '\0') {
            String m = of(a) + " is not an identity column";
            if (!missingOk) {
                throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, m);
            }
            ddl.notice(m + ", skipping");
            return;
        }
        int sequence = ddl.view.identitySequence(table.oid(), a.number());
        mark(a, PgAttribute.ATTIDENTITY, '\0');
        ddl.deps.deleteRecords(PgClass.RELATION, sequence, PgClass.RELATION, org.hathi.catalog.Dependencies.INTERNAL);
        ddl.increment();
        ddl.deps.drop(
                new ObjectAddress(PgClass.RELATION, sequence), DropOptions.INTERNAL_CASCADE, ddl.remover, ddl.reporter);
    }

    void dropExpression(AttributeInfo a, AlterTableCmd c) {
        if (a.generated() != 's') {
            String m = of(a) + " is not a stored generated column";
            if (!c.missingOk()) {
                throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, m);
            }
            ddl.notice(m + ", skipping");
            return;
        }
        mark(a, PgAttribute.ATTGENERATED, '\0');
        detachExpression(a);
        AlterColumn.removeDefault(ddl, table.oid(), a.number());
    }

    /** The expression of a generated column is part of it: on its own it could not go. */
    void detachExpression(AttributeInfo a) {
        var d = ddl.catalog.attrDefault(table.oid(), a.number());
        if (d != null) {
            ddl.deps.deleteRecordsFor(new ObjectAddress(PgAttrdef.RELATION, d.oid()), false);
            ddl.increment();
        }
    }
}
