package org.hathi.catalog;

import java.util.List;
import org.hathi.catalog.table.PgAggregate;
import org.hathi.catalog.table.PgAttrdef;
import org.hathi.catalog.table.PgAttribute;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgConstraint;
import org.hathi.catalog.table.PgForeignTable;
import org.hathi.catalog.table.PgIndex;
import org.hathi.catalog.table.PgInherits;
import org.hathi.catalog.table.PgPartitionedTable;
import org.hathi.catalog.table.PgProc;
import org.hathi.catalog.table.PgPublicationRel;
import org.hathi.catalog.table.PgSequence;
import org.hathi.catalog.table.PgStatistic;
import org.hathi.catalog.table.PgStatisticExt;
import org.hathi.catalog.table.PgStatisticExtData;
import org.hathi.catalog.table.PgTrigger;
import org.hathi.catalog.table.PgTsConfig;
import org.hathi.catalog.table.PgTsConfigMap;
import org.hathi.catalog.table.PgType;
import org.hathi.page.RelFileNode;

/** Removes single objects from the catalogs: the last step of a DROP, one call per object (doDeletion). */
public final class CatalogRemover implements ObjectRemover {
    private final Catalog catalog;
    private final CatalogTable writer;
    private final RelationFiles files;
    private final TypeCreator types;

    public CatalogRemover(Catalog catalog, RelationFiles files) {
        this.catalog = catalog;
        this.writer = catalog.writer();
        this.files = files;
        this.types = new TypeCreator(catalog);
    }

    @Override
    public void remove(ObjectAddress o) {
        switch (o.classId()) {
            case PgClass.RELATION -> {
                if (o.subId() != 0) {
                    dropColumn(o.objectId(), o.subId());
                } else {
                    dropRelation(o.objectId());
                }
            }
            case PgType.RELATION -> types.remove(o.objectId());
            case PgProc.RELATION -> dropFunction(o.objectId());
            case PgAttrdef.RELATION -> dropDefault(o.objectId());
            case PgConstraint.RELATION -> dropConstraint(o.objectId());
            case PgTrigger.RELATION -> dropTrigger(o.objectId());
            case PgTsConfig.RELATION -> {
                deleteAll(PgTsConfigMap.RELATION, PgTsConfigMap.INDEX, o.objectId());
                writer.delete(writer.needByOid(PgTsConfig.RELATION, o.objectId()));
            }
            case PgStatisticExt.RELATION -> {
                deleteAll(PgStatisticExtData.RELATION, PgStatisticExtData.STXOID_INH_INDEX, o.objectId());
                writer.delete(writer.needByOid(PgStatisticExt.RELATION, o.objectId()));
            }
            default -> writer.delete(writer.needByOid(o.classId(), o.objectId()));
        }
    }

    private void deleteAll(int catalogOid, int index, int key) {
        for (CatalogRow r : writer.scan(catalogOid, index, Datums.oid(key))) {
            writer.delete(r);
        }
    }

    // ------------------------------------------------------------------------------------------------ relations

    private void dropRelation(int oid) {
        ClassInfo c = catalog.relation(oid);
        if (c == null) {
            throw CatalogLookup.missing("relation", oid);
        }
        if (RelCache.hasStorage(c.kind())) {
            RelFileNode node = catalog.openRelation(oid, 0).node;
            files.dropAtCommit(node, c.persistence());
            files.forgetAtCommit(oid, c.shared());
        }
        if (c.kind() == 'i' || c.kind() == 'I') {
            dropIndexRows(oid);
        } else {
            for (IndexDef d : catalog.indexesOf(oid)) {
                catalog.invalidation().relationChanged(d.index());
            }
        }
        switch (c.kind()) {
            case 'S' -> deleteAll(PgSequence.RELATION, PgSequence.SEQRELID_INDEX, oid);
            case 'p' -> deleteAll(PgPartitionedTable.RELATION, PgPartitionedTable.PARTRELID_INDEX, oid);
            case 'f' -> deleteAll(PgForeignTable.RELATION, PgForeignTable.RELID_INDEX, oid);
            default -> {
                // no rows of its own elsewhere
            }
        }
        deleteAll(PgInherits.RELATION, PgInherits.RELID_SEQNO_INDEX, oid);
        deleteAll(PgStatistic.RELATION, PgStatistic.RELID_ATT_INH_INDEX, oid);
        deleteAll(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, oid);
        deleteAll(PgPublicationRel.RELATION, PgPublicationRel.PRRELID_PRPUBID_INDEX, oid);
        writer.delete(writer.needByOid(PgClass.RELATION, oid));
        catalog.invalidation().relationChanged(oid);
    }

    private void dropIndexRows(int oid) {
        List<CatalogRow> rows = writer.scan(PgIndex.RELATION, PgIndex.INDEXRELID_INDEX, Datums.oid(oid));
        for (CatalogRow r : rows) {
            catalog.invalidation().relationChanged(r.intAt(PgIndex.INDRELID));
            writer.delete(r);
        }
    }

    /** A dropped column stays in pg_attribute under a name nobody can write, without type. */
    private void dropColumn(int relation, int number) {
        CatalogRow r =
                writer.find(PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(relation), (long) number);
        if (r == null) {
            throw CatalogLookup.missing("attribute " + number + " of relation", relation);
        }
        Object[] v = r.copy();
        v[PgAttribute.ATTISDROPPED - 1] = 1L;
        v[PgAttribute.ATTTYPID - 1] = 0L;
        v[PgAttribute.ATTNOTNULL - 1] = 0L;
        v[PgAttribute.ATTSTATTARGET - 1] = 0L;
        v[PgAttribute.ATTGENERATED - 1] = 0L;
        v[PgAttribute.ATTHASMISSING - 1] = 0L;
        v[PgAttribute.ATTNAME - 1] = Datums.name("........pg.dropped." + number + "........");
        Dropped.clear(v);
        writer.update(r, v);
        for (CatalogRow s : writer.scan(
                PgStatistic.RELATION, PgStatistic.RELID_ATT_INH_INDEX, Datums.oid(relation), (long) number)) {
            writer.delete(s);
        }
        catalog.invalidation().relationChanged(relation);
    }

    /** The columns of a dropped attribute's row that become NULL. */
    private static final class Dropped {
        static void clear(@org.jspecify.annotations.Nullable Object[] v) {
            v[PgAttribute.ATTMISSINGVAL - 1] = null;
            v[PgAttribute.ATTACL - 1] = null;
            v[PgAttribute.ATTOPTIONS - 1] = null;
            v[PgAttribute.ATTFDWOPTIONS - 1] = null;
        }
    }

    // -------------------------------------------------------------------------------------------- other objects

    private void dropFunction(int oid) {
        CatalogRow r = writer.needByOid(PgProc.RELATION, oid);
        boolean aggregate = r.charAt(PgProc.PROKIND) == 'a';
        writer.delete(r);
        if (aggregate) {
            deleteAll(PgAggregate.RELATION, PgAggregate.FNOID_INDEX, oid);
        }
    }

    private void dropDefault(int oid) {
        CatalogRow r = writer.needByOid(PgAttrdef.RELATION, oid);
        writer.delete(r);
        CatalogRow a = writer.find(
                PgAttribute.RELATION, PgAttribute.RELID_ATTNUM_INDEX, Datums.oid(r.intAt(PgAttrdef.ADRELID)), (long)
                        r.intAt(PgAttrdef.ADNUM));
        if (a != null && a.boolAt(PgAttribute.ATTHASDEF)) {
            writer.set(a, PgAttribute.ATTHASDEF, 0L);
        }
    }

    private void dropConstraint(int oid) {
        CatalogRow r = writer.needByOid(PgConstraint.RELATION, oid);
        int relation = r.intAt(PgConstraint.CONRELID);
        if (relation != 0) {
            if (r.charAt(PgConstraint.CONTYPE) == 'c') {
                CatalogRow c = writer.needByOid(PgClass.RELATION, relation);
                int checks = c.intAt(PgClass.RELCHECKS);
                if (checks == 0) {
                    throw org.hathi.base.SqlError.internal(
                            "relation \"" + c.nameAt(PgClass.RELNAME) + "\" has relchecks = 0");
                }
                writer.set(c, PgClass.RELCHECKS, (long) (checks - 1));
            }
            catalog.invalidation().relationChanged(relation);
        }
        writer.delete(r);
    }

    private void dropTrigger(int oid) {
        CatalogRow r = writer.needByOid(PgTrigger.RELATION, oid);
        writer.delete(r);
        catalog.invalidation().relationChanged(r.intAt(PgTrigger.TGRELID));
    }
}
