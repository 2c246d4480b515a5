package org.hathi.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.hathi.access.Relation;
import org.hathi.catalog.table.PgAuthid;
import org.hathi.catalog.table.PgClass;
import org.hathi.types.EvalContext;
import org.hathi.types.Oids;
import org.junit.jupiter.api.Test;

class CatalogLookupTest {
    private final Catalog catalog = MemoryCatalogStore.newCatalog();

    @Test
    void findsFunctionsByNameAndOid() {
        assertThat(catalog.procsByName("abs")).extracting(ProcInfo::source).contains("int4abs", "numeric_abs");
        ProcInfo p = catalog.proc(1397);
        assertThat(p.name()).isEqualTo("abs");
        assertThat(p.argTypes()).containsExactly(Oids.INT4);
        assertThat(catalog.findProc(999_999)).isNull();
    }

    @Test
    void findsTypesWithTheirFunctions() {
        TypeRow t = catalog.typeRow(Oids.NUMERIC);
        assertThat(t.info().input()).isEqualTo("numeric_in");
        assertThat(t.info().modIn()).isEqualTo("numerictypmodin");
        assertThat(catalog.typeRow(Oids.INT4_ARRAY).info().isArray()).isTrue();
        assertThat(catalog.range(Oids.INT4RANGE).canonical()).isEqualTo("int4range_canonical");
    }

    @Test
    void findsOperatorsCastsAndFamilies() {
        assertThat(catalog.operatorsByName("=")).hasSizeGreaterThan(50);
        assertThat(catalog.cast(Oids.INT4, Oids.INT8).function()).isEqualTo(481);
        assertThat(catalog.defaultOpclass(Oids.VARCHAR, 403).name()).isEqualTo("text_ops");
        assertThat(catalog.amop(1976, Oids.INT4, Oids.INT8, 3)).isEqualTo(15);
        assertThat(catalog.aggregate(2108).transitionType()).isEqualTo(Oids.INT8);
    }

    @Test
    void opensSystemRelations() {
        Relation r = catalog.openRelation(PgClass.RELATION, 0);
        assertThat(r.desc.size()).isEqualTo(PgClass.COLUMNS);
        assertThat(r.desc.get(1).name()).isEqualTo("relname");
        Relation x = catalog.openRelation(PgClass.RELNAME_NSP_INDEX, 0);
        assertThat(x.indexInfo().columns).containsExactly(2, 3);
        assertThat(catalog.openIndexes(PgClass.RELATION)).hasSize(3);
        for (CatalogRow c : all(PgClass.RELATION)) {
            Relation any = catalog.openRelation(c.intAt(PgClass.OID), 0);
            assertThat(any.desc.size()).isEqualTo(c.intAt(PgClass.RELNATTS));
        }
    }

    private java.util.List<CatalogRow> all(int c) {
        java.util.List<CatalogRow> rows = new java.util.ArrayList<>();
        catalog.store().scan(c, 0, new Object[0], rows);
        return rows;
    }

    @Test
    void everyFactRowDecodes() {
        for (int oid : catalog.store().tables().tableOids()) {
            for (CatalogRow r : all(oid)) {
                for (CacheId id : CacheId.values()) {
                    if (id.catalog == oid) {
                        assertThat(RowDecoder.decode(catalog, r)).isNotNull();
                        break;
                    }
                }
            }
        }
    }

    @Test
    void searchPathAndRegNames() {
        EvalContext cx = null;
        SearchPath sp = catalog.searchPath();
        assertThat(sp.active()).containsExactly(SearchPath.PG_CATALOG, SearchPath.PUBLIC);
        assertThat(sp.creationNamespace()).isEqualTo(SearchPath.PUBLIC);
        assertThat(RegNames.lookup(catalog, Oids.REGCLASS, "pg_class", false)).isEqualTo(1259);
        assertThat(RegNames.lookup(catalog, Oids.REGTYPE, "timestamp(3) with time zone", false))
                .isEqualTo(Oids.TIMESTAMPTZ);
        assertThat(RegNames.lookup(catalog, Oids.REGTYPE, "int[]", false)).isEqualTo(Oids.INT4_ARRAY);
        assertThat(RegNames.lookup(catalog, Oids.REGPROCEDURE, "abs(integer)", false))
                .isEqualTo(1397);
        assertThat(catalog.regFormat(cx, Oids.REGOPERATOR, 96)).isEqualTo("=(integer,integer)");
        assertThat(catalog.regFormat(cx, Oids.REGPROC, 1397)).isEqualTo("pg_catalog.abs");
        assertThat(SearchPath.parse("\"$user\", Public,pg_temp")).containsExactly("$user", "public", "pg_temp");
        assertThat(SearchPath.parse("a,,b")).isNull();
    }

    @Test
    void privileges() {
        Acl acl = catalog.acl();
        assertThat(acl.superuser(10)).isTrue();
        assertThat(acl.has(ObjectKind.TABLE, PgClass.RELATION, 3373, Acl.SELECT))
                .isTrue();
        assertThat(acl.has(ObjectKind.TABLE, PgAuthid.RELATION, 3373, Acl.SELECT))
                .isFalse();
        assertThat(acl.has(ObjectKind.TABLE, PgAuthid.RELATION, Acl.PG_READ_ALL_DATA, Acl.SELECT))
                .isTrue();
        assertThat(acl.isMember(3373, 3374)).isTrue();
        assertThat(acl.format(new AclItem(0, 10, Acl.SELECT | Acl.SELECT << 16)))
                .isEqualTo("=r*/postgres");
    }
}
