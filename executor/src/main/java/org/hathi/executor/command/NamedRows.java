package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.table.PgAm;
import org.hathi.catalog.table.PgCast;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgConversion;
import org.hathi.catalog.table.PgEventTrigger;
import org.hathi.catalog.table.PgForeignDataWrapper;
import org.hathi.catalog.table.PgForeignServer;
import org.hathi.catalog.table.PgLargeobject;
import org.hathi.catalog.table.PgLargeobjectMetadata;
import org.hathi.catalog.table.PgOpclass;
import org.hathi.catalog.table.PgOpfamily;
import org.hathi.catalog.table.PgPublication;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgSubscription;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsDict;
import org.hathi.catalog.table.PgTsParser;
import org.hathi.catalog.table.PgTsTemplate;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Finds objects by the unique name index of their catalog: the kinds {@link Named} has no cache for. */
final class NamedRows {
    private final Ddl ddl;

    NamedRows(Ddl ddl) {
        this.ddl = ddl;
    }

    /** The object; null when there is none. */
    @Nullable
    ObjectAddress find(ObjectType type, ObjectName n) {
        return switch (type) {
            case CONVERSION -> inSchema(PgConversion.RELATION, PgConversion.NAME_NSP_INDEX, Named.names(n));
            case STATISTIC_EXT -> inSchema(PgStatisticExt.RELATION, PgStatisticExt.NAME_INDEX, Named.names(n));
            case TSCONFIGURATION -> inSchema(PgTsConfig.RELATION, PgTsConfig.CFGNAME_INDEX, Named.names(n));
            case TSDICTIONARY -> inSchema(PgTsDict.RELATION, PgTsDict.DICTNAME_INDEX, Named.names(n));
            case TSPARSER -> inSchema(PgTsParser.RELATION, PgTsParser.PRSNAME_INDEX, Named.names(n));
            case TSTEMPLATE -> inSchema(PgTsTemplate.RELATION, PgTsTemplate.TMPLNAME_INDEX, Named.names(n));
            case OPCLASS -> ofMethod(PgOpclass.RELATION, PgOpclass.AM_NAME_NSP_INDEX, Named.names(n));
            case OPFAMILY -> ofMethod(PgOpfamily.RELATION, PgOpfamily.AM_NAME_NSP_INDEX, Named.names(n));
            case ACCESS_METHOD -> plain(PgAm.RELATION, PgAm.NAME_INDEX, n);
            case FDW -> plain(PgForeignDataWrapper.RELATION, PgForeignDataWrapper.NAME_INDEX, n);
            case FOREIGN_SERVER -> plain(PgForeignServer.RELATION, PgForeignServer.NAME_INDEX, n);
            case EVENT_TRIGGER -> plain(PgEventTrigger.RELATION, PgEventTrigger.EVTNAME_INDEX, n);
            case PUBLICATION -> plain(PgPublication.RELATION, PgPublication.PUBNAME_INDEX, n);
            case SUBSCRIPTION -> {
                CatalogRow r = ddl.writer.find(
                        PgSubscription.RELATION,
                        PgSubscription.SUBNAME_INDEX,
                        Datums.oid(ddl.database()),
                        Datums.name(Named.names(n).get(0)));
                yield r == null ? null : new ObjectAddress(PgSubscription.RELATION, r.intAt(1));
            }
            case CAST -> cast((ObjectName.CastName) n);
            case DOMCONSTRAINT -> domainConstraint((ObjectName.DomainConstraintName) n);
            case LARGEOBJECT -> largeObject((ObjectName.LargeObjectName) n);
            default -> throw SqlError.unsupported("this statement on a " + Named.word(type));
        };
    }

    private @Nullable ObjectAddress plain(int catalogOid, int index, ObjectName n) {
        CatalogRow r =
                ddl.writer.find(catalogOid, index, Datums.name(Named.names(n).get(0)));
        return r == null ? null : new ObjectAddress(catalogOid, r.intAt(1));
    }

    private @Nullable ObjectAddress inSchema(int catalogOid, int index, List<String> names) {
        String name = names.get(names.size() - 1);
        if (names.size() > 1) {
            int ns = ddl.catalog.searchPath().explicit(names.get(names.size() - 2));
            CatalogRow r = ddl.writer.find(catalogOid, index, Datums.name(name), Datums.oid(ns));
            return r == null ? null : new ObjectAddress(catalogOid, r.intAt(1));
        }
        for (int ns : ddl.catalog.searchPath().active()) {
            CatalogRow r = ddl.writer.find(catalogOid, index, Datums.name(name), Datums.oid(ns));
            if (r != null) {
                return new ObjectAddress(catalogOid, r.intAt(1));
            }
        }
        return null;
    }

    /** Oid of an access method. 42704 when there is none. */
    int accessMethod(String name) {
        var am = ddl.catalog.accessMethodByName(name);
        if (am == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + name + "\" does not exist");
        }
        return am.oid();
    }

    private @Nullable ObjectAddress ofMethod(int catalogOid, int index, List<String> l) {
        int am = accessMethod(l.get(0));
        List<String> names = l.subList(1, l.size());
        String name = names.get(names.size() - 1);
        int[] schemas = names.size() > 1
                ? new int[] {ddl.catalog.searchPath().explicit(names.get(names.size() - 2))}
                : ddl.catalog.searchPath().active();
        for (int ns : schemas) {
            CatalogRow r = ddl.writer.find(catalogOid, index, Datums.oid(am), Datums.name(name), Datums.oid(ns));
            if (r != null) {
                return new ObjectAddress(catalogOid, r.intAt(1));
            }
        }
        return null;
    }

    private @Nullable ObjectAddress cast(ObjectName.CastName n) {
        int from = ddl.exprs().type(n.source()).oid();
        int to = ddl.exprs().type(n.target()).oid();
        CatalogRow r = ddl.writer.find(PgCast.RELATION, PgCast.SOURCE_TARGET_INDEX, Datums.oid(from), Datums.oid(to));
        return r == null ? null : new ObjectAddress(PgCast.RELATION, r.intAt(1));
    }

    private @Nullable ObjectAddress domainConstraint(ObjectName.DomainConstraintName n) {
        int type = ddl.exprs().type(n.domain()).oid();
        for (ConstraintInfo k : ddl.catalog.domainConstraints(type)) {
            if (k.name().equals(n.name())) {
                return new ObjectAddress(PgConstraint.RELATION, k.oid());
            }
        }
        return null;
    }

    private @Nullable ObjectAddress largeObject(ObjectName.LargeObjectName n) {
        int oid = (int) Long.parseLong(String.valueOf(Value.text(n.oid())));
        CatalogRow r = ddl.writer.byOid(PgLargeobjectMetadata.RELATION, oid);
        return r == null ? null : new ObjectAddress(PgLargeobject.RELATION, oid);
    }
}
