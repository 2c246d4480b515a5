package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgCollation;
import org.hathi.catalog.table.PgNamespace;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectStmt.AlterCollationStmt;
import org.hathi.parser.tree.ObjectStmt.DefineStmt;
import org.hathi.parser.tree.ObjectType;
import org.jspecify.annotations.Nullable;

/** CREATE COLLATION and ALTER COLLATION … REFRESH VERSION. Strings compare by their bytes whatever the collation. */
final class CollationCommands {
    private static final long UTF8 = 6;

    private final Ddl ddl;

    CollationCommands(Ddl ddl) {
        this.ddl = ddl;
    }

    private static final class Wanted {
        @Nullable
        String locale;

        @Nullable
        String collate;

        @Nullable
        String ctype;

        @Nullable
        String icu;

        @Nullable
        String version;

        char provider = 'c';
        boolean deterministic = true;
    }

    void create(DefineStmt s) {
        String name = s.defnames().get(s.defnames().size() - 1);
        int ns = ddl.creationNamespace(s.defnames());
        DefElem from = Options.find(s.definition(), "from");
        Wanted w = from == null ? parse(s.definition()) : copied(s, from);
        long encoding = w.provider == 'i' ? -1 : UTF8;
        if (exists(name, encoding, ns)) {
            String m = encoding == -1
                    ? "collation \"" + name + "\" already exists"
                    : "collation \"" + name + "\" for encoding \"UTF8\" already exists";
            if (!s.ifNotExists()) {
                throw new SqlError(SqlState.DUPLICATE_OBJECT, m);
            }
            ddl.reporter.report(new Report(Severity.NOTICE, SqlState.DUPLICATE_OBJECT, m + ", skipping"));
            return;
        }
        int oid = ddl.writer.newOid(PgCollation.RELATION);
        ddl.writer.insert(
                PgCollation.RELATION,
                new RowBuilder(PgCollation.COLUMNS)
                        .oid(PgCollation.OID, oid)
                        .name(PgCollation.COLLNAME, name)
                        .oid(PgCollation.COLLNAMESPACE, ns)
                        .oid(PgCollation.COLLOWNER, ddl.role())
                        .chr(PgCollation.COLLPROVIDER, w.provider)
                        .bool(PgCollation.COLLISDETERMINISTIC, w.deterministic)
                        .num(PgCollation.COLLENCODING, encoding)
                        .text(PgCollation.COLLCOLLATE, w.collate)
                        .text(PgCollation.COLLCTYPE, w.ctype)
                        .text(PgCollation.COLLICULOCALE, w.icu)
                        .text(PgCollation.COLLVERSION, w.version)
                        .row());
        ddl.deps.record(
                new ObjectAddress(PgCollation.RELATION, oid),
                new ObjectAddress(PgNamespace.RELATION, ns),
                Dependencies.NORMAL);
        ddl.deps.recordOwner(PgCollation.RELATION, oid, ddl.role());
        ddl.increment();
    }

    private boolean exists(String name, long encoding, int ns) {
        for (long e : new long[] {encoding, encoding == -1 ? UTF8 : -1}) {
            if (ddl.writer.find(
                            PgCollation.RELATION, PgCollation.NAME_ENC_NSP_INDEX, Datums.name(name), e, Datums.oid(ns))
                    != null) {
                return true;
            }
        }
        return false;
    }

    private Wanted copied(DefineStmt s, DefElem from) {
        if (s.definition().size() > 1) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "conflicting or redundant options")
                    .detail("FROM cannot be specified together with any other options.");
        }
        List<String> names = Options.names(from);
        ObjectAddress o = new Named(ddl).resolve(ObjectType.COLLATION, new QualifiedName(names, -1));
        CatalogRow r = ddl.writer.needByOid(PgCollation.RELATION, o.objectId());
        Wanted w = new Wanted();
        w.provider = r.charAt(PgCollation.COLLPROVIDER);
        if (w.provider == 'd') {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "collation \"default\" cannot be copied");
        }
        w.deterministic = r.boolAt(PgCollation.COLLISDETERMINISTIC);
        w.collate = r.textOrNull(PgCollation.COLLCOLLATE);
        w.ctype = r.textOrNull(PgCollation.COLLCTYPE);
        w.icu = r.textOrNull(PgCollation.COLLICULOCALE);
        w.version = r.textOrNull(PgCollation.COLLVERSION);
        return w;
    }

    private Wanted parse(List<DefElem> l) {
        Wanted w = new Wanted();
        for (DefElem d : l) {
            switch (d.defname()) {
                case "locale" -> w.locale = Options.string(d);
                case "lc_collate" -> w.collate = Options.string(d);
                case "lc_ctype" -> w.ctype = Options.string(d);
                case "provider" -> w.provider = provider(Options.string(d));
                case "deterministic" -> w.deterministic = Options.bool(d);
                case "version" -> w.version = Options.string(d);
                default ->
                    throw ddl.error(
                            SqlState.SYNTAX_ERROR,
                            "collation attribute \"" + d.defname() + "\" not recognized",
                            d.location());
            }
        }
        if (w.locale != null && (w.collate != null || w.ctype != null)) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "conflicting or redundant options")
                    .detail("LOCALE cannot be specified together with LC_COLLATE or LC_CTYPE.");
        }
        if (w.provider == 'i') {
            if (w.locale == null) {
                throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "parameter \"locale\" must be specified");
            }
            w.icu = w.locale;
            return w;
        }
        if (w.locale != null) {
            w.collate = w.locale;
            w.ctype = w.locale;
        }
        if (w.collate == null) {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "parameter \"lc_collate\" must be specified");
        }
        if (w.ctype == null) {
            throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "parameter \"lc_ctype\" must be specified");
        }
        if (!w.deterministic) {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED, "nondeterministic collations not supported with this provider");
        }
        return w;
    }

    private static char provider(String p) {
        return switch (p) {
            case "libc" -> 'c';
            case "icu" -> 'i';
            default -> throw new SqlError(SqlState.INVALID_OBJECT_DEFINITION, "unrecognized collation provider: " + p);
        };
    }

    void refresh(AlterCollationStmt s) {
        ObjectAddress o = new Named(ddl).resolve(ObjectType.COLLATION, new QualifiedName(s.collname(), -1));
        if (o.objectId() == 100) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "cannot refresh version of default collation")
                    .hint("Use ALTER DATABASE ... REFRESH COLLATION VERSION instead.");
        }
        ddl.catalog.acl().checkOwner(ObjectKind.COLLATION, o.objectId(), ddl.role());
        ddl.notice("version has not changed");
    }
}
