package org.hathi.executor.command;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.EnumLabel;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.TypeCreator;
import org.hathi.catalog.TypeRow;
import org.hathi.catalog.table.PgEnum;
import org.hathi.catalog.table.PgType;
import org.hathi.parser.tree.ObjectStmt.AlterEnumStmt;
import org.hathi.parser.tree.ObjectStmt.CreateEnumStmt;
import org.hathi.txn.LockMode;

/**
 * CREATE TYPE … AS ENUM and ALTER TYPE … ADD | RENAME VALUE. Labels made with their type have even oids that grow with
 * the order; later ones get an even oid only when that keeps them in order, as PostgreSQL's fast comparison wants.
 */
final class Enums {
    private static final int ENUM_IN = 3504;
    private static final int ENUM_OUT = 3505;
    private static final int ENUM_RECV = 3532;
    private static final int ENUM_SEND = 3533;

    private final Ddl ddl;

    Enums(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(CreateEnumStmt s) {
        String name = s.typeName().get(s.typeName().size() - 1);
        int ns = ddl.creationNamespace(s.typeName());
        TypeRows types = new TypeRows(ddl);
        CatalogRow shell = types.shellOrFree(name, ns);
        int oid = shell == null ? ddl.writer.newOid(PgType.RELATION) : shell.intAt(PgType.OID);
        int array = ddl.writer.newOid(PgType.RELATION);
        types.insert(
                TypeCreator.typeRow(oid, name, ns, ddl.role(), 'e', 'E')
                        .num(PgType.TYPLEN, 4)
                        .bool(PgType.TYPBYVAL, true)
                        .oid(PgType.TYPINPUT, ENUM_IN)
                        .oid(PgType.TYPOUTPUT, ENUM_OUT)
                        .oid(PgType.TYPRECEIVE, ENUM_RECV)
                        .oid(PgType.TYPSEND, ENUM_SEND)
                        .chr(PgType.TYPALIGN, 'i')
                        .chr(PgType.TYPSTORAGE, 'p'),
                oid,
                array,
                ns,
                shell);
        Set<String> seen = new HashSet<>();
        int order = 0;
        for (String label : s.vals()) {
            checkLabel(label);
            if (!seen.add(label)) {
                throw new SqlError(
                                SqlState.UNIQUE_VIOLATION,
                                "duplicate key value violates unique constraint \"pg_enum_typid_label_index\"")
                        .detail("Key (enumtypid, enumlabel)=(" + Integer.toUnsignedString(oid) + ", " + label
                                + ") already exists.");
            }
            insert(evenOid(), oid, ++order, label);
        }
        ddl.increment();
    }

    private static void checkLabel(String label) {
        if (label.getBytes(StandardCharsets.UTF_8).length > Ddl.NAME_MAX) {
            throw new SqlError(SqlState.INVALID_NAME, "invalid enum label \"" + label + "\"")
                    .detail("Labels must be " + Ddl.NAME_MAX + " bytes or less.");
        }
    }

    private int evenOid() {
        int o = ddl.writer.newOid(PgEnum.RELATION);
        while ((o & 1) != 0) {
            o = ddl.writer.newOid(PgEnum.RELATION);
        }
        return o;
    }

    private void insert(int oid, int type, float order, String label) {
        ddl.writer.insert(
                PgEnum.RELATION,
                new RowBuilder(PgEnum.COLUMNS)
                        .oid(PgEnum.OID, oid)
                        .oid(PgEnum.ENUMTYPID, type)
                        .float4(PgEnum.ENUMSORTORDER, order)
                        .name(PgEnum.ENUMLABEL, label)
                        .row());
    }

    void alter(AlterEnumStmt s) {
        TypeRow t = new TypeRows(ddl).need(s.typeName());
        if (t.info().type() != 'e') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, ddl.catalog.formatType(t.oid(), -1) + " is not an enum");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.TYPE, t.oid(), ddl.role());
        checkLabel(s.newVal());
        ddl.lockObject(PgType.RELATION, t.oid(), LockMode.EXCLUSIVE);
        ddl.catalog.acceptInvalidations();
        if (s.oldVal() != null) {
            rename(t.oid(), s.oldVal(), s.newVal());
        } else {
            add(t.oid(), s);
        }
        ddl.increment();
    }

    private void rename(int type, String from, String to) {
        CatalogRow old = row(type, from);
        if (old == null) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "\"" + from + "\" is not an existing enum label");
        }
        if (row(type, to) != null) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "enum label \"" + to + "\" already exists");
        }
        ddl.writer.set(old, PgEnum.ENUMLABEL, Datums.name(to));
    }

    private org.hathi.catalog.@org.jspecify.annotations.Nullable CatalogRow row(int type, String label) {
        return ddl.writer.find(PgEnum.RELATION, PgEnum.TYPID_LABEL_INDEX, Datums.oid(type), Datums.name(label));
    }

    private void add(int type, AlterEnumStmt s) {
        if (row(type, s.newVal()) != null) {
            String message = "enum label \"" + s.newVal() + "\" already exists";
            if (!s.skipIfNewValExists()) {
                throw new SqlError(SqlState.DUPLICATE_OBJECT, message);
            }
            ddl.reporter.report(new Report(Severity.NOTICE, SqlState.DUPLICATE_OBJECT, message + ", skipping"));
            return;
        }
        List<EnumLabel> all = ddl.catalog.enumLabelsOf(type).stream()
                .sorted((a, b) -> Float.compare(a.order(), b.order()))
                .toList();
        int at = place(all, s);
        float order;
        if (at == all.size()) {
            order = all.isEmpty() ? 1 : all.get(at - 1).order() + 1;
        } else if (at == 0) {
            order = all.get(0).order() - 1;
        } else {
            order = (all.get(at - 1).order() + all.get(at).order()) / 2;
            if (order == all.get(at - 1).order() || order == all.get(at).order()) {
                renumber(type, all);
                order = at + 0.5f;
            }
        }
        int oid = labelOid(all, at);
        insert(oid, type, order, s.newVal());
        ddl.catalog.enumLabelAdded(oid);
    }

    /** Index the new label will have. */
    private static int place(List<EnumLabel> all, AlterEnumStmt s) {
        if (s.newValNeighbor() == null) {
            return all.size();
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).label().equals(s.newValNeighbor())) {
                return s.newValIsAfter() ? i + 1 : i;
            }
        }
        throw new SqlError(
                SqlState.INVALID_PARAMETER_VALUE, "\"" + s.newValNeighbor() + "\" is not an existing enum label");
    }

    /** Gives the labels the orders 1, 2, 3 … when there is no float between two neighbours. */
    private void renumber(int type, List<EnumLabel> all) {
        for (int i = all.size() - 1; i >= 0; i--) {
            CatalogRow r = row(type, all.get(i).label());
            if (r != null) {
                ddl.writer.set(r, PgEnum.ENUMSORTORDER, Datums.float4(i + 1));
            }
        }
        ddl.increment();
    }

    private int labelOid(List<EnumLabel> all, int at) {
        while (true) {
            int oid = ddl.writer.newOid(PgEnum.RELATION);
            boolean sorted = true;
            for (int i = 0; i < all.size() && sorted; i++) {
                int o = all.get(i).oid();
                if ((o & 1) == 0) {
                    sorted = i < at ? Integer.compareUnsigned(o, oid) < 0 : Integer.compareUnsigned(o, oid) > 0;
                }
            }
            if (sorted == ((oid & 1) == 0)) {
                return oid;
            }
        }
    }
}
