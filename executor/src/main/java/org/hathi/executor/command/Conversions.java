package org.hathi.executor.command;

import java.util.List;
import java.util.TreeSet;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ProcInfo;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.catalog.table.PgProc;
import org.hathi.executor.system.Encodings;
import org.hathi.parser.tree.ObjectStmt.CreateConversionStmt;
import org.hathi.types.Oids;

/** CREATE CONVERSION: a function of the server under the names of two encodings. */
final class Conversions {
    private static final int INTERNAL = 2281;
    private static final int SQL_ASCII = 0;

    private final Ddl ddl;

    Conversions(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(CreateConversionStmt s) {
        String name = s.conversionName().get(s.conversionName().size() - 1);
        int ns = ddl.creationNamespace(s.conversionName());
        int from = encoding("source", s.forEncodingName());
        int to = encoding("destination", s.toEncodingName());
        if (from == SQL_ASCII || to == SQL_ASCII) {
            throw FamilyMembers.invalid("encoding conversion to or from \"SQL_ASCII\" is not supported");
        }
        FunctionNames names = new FunctionNames(ddl);
        ProcInfo p = names.need(s.funcName(), Oids.INT4, Oids.INT4, Oids.CSTRING, INTERNAL, Oids.INT4, Oids.BOOL);
        if (p.returnType() != Oids.INT4) {
            throw FamilyMembers.invalid(
                    "encoding conversion function " + String.join(".", s.funcName()) + " must return type integer");
        }
        names.checkExecute(p, s.funcName());
        checkEncodings(p, from, to);
        checkFree(name, ns, s.def(), from, to);
        int oid = ddl.writer.newOid(PgConversion.RELATION);
        ddl.writer.insert(
                PgConversion.RELATION,
                new RowBuilder(PgConversion.COLUMNS)
                        .oid(PgConversion.OID, oid)
                        .name(PgConversion.CONNAME, name)
                        .oid(PgConversion.CONNAMESPACE, ns)
                        .oid(PgConversion.CONOWNER, ddl.role())
                        .num(PgConversion.CONFORENCODING, from)
                        .num(PgConversion.CONTOENCODING, to)
                        .oid(PgConversion.CONPROC, p.oid())
                        .bool(PgConversion.CONDEFAULT, s.def())
                        .row());
        ObjectAddress me = new ObjectAddress(PgConversion.RELATION, oid);
        ddl.deps.record(me, new ObjectAddress(PgProc.RELATION, p.oid()), Dependencies.NORMAL);
        ddl.deps.record(me, new ObjectAddress(PgNamespace.RELATION, ns), Dependencies.NORMAL);
        ddl.deps.recordOwner(PgConversion.RELATION, oid, ddl.role());
        ddl.increment();
    }

    private static int encoding(String which, String name) {
        int e = Encodings.number(name);
        if (e < 0) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, which + " encoding \"" + name + "\" does not exist");
        }
        return e;
    }

    /** The server's functions refuse encodings that are not theirs: those that its own conversions use them for. */
    private void checkEncodings(ProcInfo p, int from, int to) {
        TreeSet<Integer> sources = new TreeSet<>();
        TreeSet<Integer> targets = new TreeSet<>();
        for (CatalogRow r : ddl.writer.scan(PgConversion.RELATION, PgConversion.OID_INDEX)) {
            boolean builtin = Integer.compareUnsigned(r.intAt(PgConversion.OID), Dependencies.FIRST_UNPINNED) < 0;
            if (builtin && r.intAt(PgConversion.CONPROC) == p.oid()) {
                sources.add(r.intAt(PgConversion.CONFORENCODING));
                targets.add(r.intAt(PgConversion.CONTOENCODING));
            }
        }
        check("source", sources, from, p);
        check("destination", targets, to, p);
    }

    private static void check(String which, TreeSet<Integer> known, int given, ProcInfo p) {
        if (known.isEmpty() || known.contains(given)) {
            return;
        }
        if (known.size() == 1) {
            throw SqlError.internal("expected " + which + " encoding \"" + Encodings.name(known.first())
                    + "\", but got \"" + Encodings.name(given) + "\"");
        }
        throw SqlError.internal("unexpected encoding ID " + given + " for "
                + (p.source().contains("win") ? "WIN" : "ISO 8859") + " character sets");
    }

    private void checkFree(String name, int ns, boolean def, int from, int to) {
        if (ddl.writer.find(PgConversion.RELATION, PgConversion.NAME_NSP_INDEX, Datums.name(name), Datums.oid(ns))
                != null) {
            throw new SqlError(SqlState.DUPLICATE_OBJECT, "conversion \"" + name + "\" already exists");
        }
        List<CatalogRow> same = ddl.writer.scan(
                PgConversion.RELATION, PgConversion.DEFAULT_INDEX, Datums.oid(ns), (long) from, (long) to);
        for (CatalogRow r : same) {
            if (def && r.boolAt(PgConversion.CONDEFAULT)) {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "default conversion for " + Encodings.name(from) + " to " + Encodings.name(to)
                                + " already exists");
            }
        }
    }
}
