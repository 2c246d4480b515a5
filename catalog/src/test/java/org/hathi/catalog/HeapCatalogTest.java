package org.hathi.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDatabase;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Catalogs in real files: bootstrap, read back, DDL, two backends. */
class HeapCatalogTest {
    @TempDir
    Path tmp;

    private CatalogCluster cluster;
    private CatalogCluster.Backend one;

    @BeforeEach
    void start() throws Exception {
        cluster = new CatalogCluster(tmp.resolve("data"));
        one = cluster.backend();
    }

    private static int table(CatalogCluster.Backend b, String name) {
        Catalog c = b.catalog();
        Attribute a = Attribute.of("a", 1, c.type(Oids.INT4), -1);
        Attribute t = Attribute.of("b", 2, c.type(Oids.TEXT), -1);
        return new RelationCreator(c, b.session())
                .create(new NewRelation(name, SearchPath.PUBLIC, 10, 'r', List.of(a, t)));
    }

    @Test
    void everyRowIsReadBack() {
        one.begin();
        InitialCatalog facts = new InitialCatalog(new CatalogTables(), 3);
        for (int oid : one.catalog().store().tables().tableOids()) {
            if (oid == PgClass.RELATION || oid == PgDatabase.RELATION) {
                continue;
            }
            List<CatalogRow> rows = one.catalog().writer().scan(oid, 0);
            List<@Nullable Object[]> expected = facts.rows(oid);
            assertThat(rows).as("rows of " + oid).hasSize(expected.size());
            for (int i = 0; i < rows.size(); i++) {
                for (int c = 0; c < expected.get(i).length; c++) {
                    if (!Datums.same(rows.get(i).get(c + 1), expected.get(i)[c])) {
                        assertThat(rows.get(i).get(c + 1))
                                .as("catalog " + oid + " row " + i + " column " + (c + 1))
                                .isEqualTo(expected.get(i)[c]);
                    }
                }
            }
        }
        one.end();
    }

    @Test
    void lookupsGoThroughIndexes() {
        one.begin();
        Catalog c = one.catalog();
        assertThat(c.procsByName("abs")).hasSize(6);
        assertThat(c.operatorsByName("=")).hasSizeGreaterThan(50);
        assertThat(c.typeRow(Oids.NUMERIC).info().input()).isEqualTo("numeric_in");
        assertThat(c.defaultOpclass(Oids.VARCHAR, 403).name()).isEqualTo("text_ops");
        assertThat(c.databaseByName("postgres").oid()).isEqualTo(5);
        assertThat(c.roleByName("postgres").superuser()).isTrue();
        for (CatalogRow r : c.writer().scan(PgClass.RELATION, 0)) {
            Relation rel = c.openRelation(r.intAt(PgClass.OID), 0);
            assertThat(rel.desc.size()).isEqualTo(r.intAt(PgClass.RELNATTS));
        }
        one.end();
    }

    @Test
    void anotherBackendSeesATableAfterCommit() throws Exception {
        CatalogCluster.Backend two = cluster.backend();
        two.begin();
        assertThat(two.catalog().relationByName("t", SearchPath.PUBLIC)).isNull();
        two.end();
        one.begin();
        int oid = table(one, "t");
        assertThat(one.catalog().relation(oid)).isNull();
        one.catalog().writer().increment();
        assertThat(one.catalog().relation(oid).name()).isEqualTo("t");
        Path file = cluster.dir.resolve("base/5/" + oid);
        assertThat(file).exists();
        two.begin();
        two.catalog().acceptInvalidations();
        assertThat(two.catalog().relationByName("t", SearchPath.PUBLIC)).isNull();
        two.end();
        one.end();
        two.begin();
        two.catalog().acceptInvalidations();
        assertThat(two.catalog().relationByName("t", SearchPath.PUBLIC).oid()).isEqualTo(oid);
        assertThat(two.catalog().openRelation(oid, 1).desc.size()).isEqualTo(2);
        new Dependencies(two.catalog())
                .drop(
                        new ObjectAddress(PgClass.RELATION, oid),
                        Dependencies.DropOptions.RESTRICT,
                        new CatalogRemover(two.catalog(), two.session()),
                        cluster.reports::add);
        assertThat(Files.exists(file)).isTrue();
        two.end();
        one.begin();
        one.catalog().acceptInvalidations();
        assertThat(one.catalog().relationByName("t", SearchPath.PUBLIC)).isNull();
        one.end();
        assertThat(!Files.exists(file) || Files.size(file) == 0).isTrue();
    }

    @Test
    void abortLeavesNothing() {
        one.begin();
        int oid = table(one, "gone");
        one.catalog().writer().increment();
        assertThat(one.catalog().relation(oid)).isNotNull();
        one.txn().block().abortCurrent();
        one.begin();
        assertThat(one.catalog().relation(oid)).isNull();
        assertThat(one.catalog().relationByName("gone", SearchPath.PUBLIC)).isNull();
        int again = table(one, "gone");
        one.catalog().writer().increment();
        assertThat(one.catalog().relation(again)).isNotNull();
        one.end();
        assertThat(cluster.dir.resolve("base/5/" + again)).exists();
    }

    @Test
    void manyTablesSplitCatalogIndexes() {
        List<Integer> oids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            one.begin();
            oids.add(table(one, "table_number_" + i));
            one.end();
        }
        CatalogCluster.Backend two = cluster.backend();
        two.begin();
        for (int i = 0; i < oids.size(); i++) {
            assertThat(two.catalog()
                            .relationByName("table_number_" + i, SearchPath.PUBLIC)
                            .oid())
                    .isEqualTo(oids.get(i));
            assertThat(two.catalog().attributes(oids.get(i))).hasSize(8);
        }
        two.end();
        one.begin();
        assertThatThrownBy(() -> table(one, "table_number_7")).hasMessage("relation \"table_number_7\" already exists");
        one.txn().block().abortCurrent();
    }
}
