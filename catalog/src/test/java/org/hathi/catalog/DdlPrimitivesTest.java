package org.hathi.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.Report;
import org.hathi.base.Reporter;
import org.hathi.base.SqlError;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.catalog.table.PgType;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.junit.jupiter.api.Test;

/** Creating and dropping over the memory store. */
class DdlPrimitivesTest {
    private final Catalog catalog = MemoryCatalogStore.newCatalog();
    private final RelationCreator creator = new RelationCreator(catalog, RelationFiles.NONE);
    private final Dependencies deps = new Dependencies(catalog);
    private final CatalogRemover remover = new CatalogRemover(catalog, RelationFiles.NONE);
    private final List<Report> reports = new ArrayList<>();
    private final Reporter reporter = reports::add;

    private int table(String name) {
        Attribute a = Attribute.of("a", 1, catalog.type(Oids.INT4), -1);
        Attribute b = Attribute.of("b", 2, catalog.type(Oids.TEXT), -1);
        int oid = creator.create(new NewRelation(name, SearchPath.PUBLIC, 10, 'r', List.of(a, b)));
        catalog.writer().increment();
        return oid;
    }

    private int view(String name, int on) {
        Attribute a = Attribute.of("a", 1, catalog.type(Oids.INT4), -1);
        int oid = creator.create(new NewRelation(name, SearchPath.PUBLIC, 10, 'v', List.of(a)));
        int rule = catalog.writer().newOid(PgRewrite.RELATION);
        catalog.writer()
                .insert(
                        PgRewrite.RELATION,
                        new RowBuilder(PgRewrite.COLUMNS)
                                .oid(PgRewrite.OID, rule)
                                .name(PgRewrite.RULENAME, "_RETURN")
                                .oid(PgRewrite.EV_CLASS, oid)
                                .chr(PgRewrite.EV_TYPE, '1')
                                .chr(PgRewrite.EV_ENABLED, 'O')
                                .bool(PgRewrite.IS_INSTEAD, true)
                                .text(PgRewrite.EV_QUAL, "<>")
                                .text(PgRewrite.EV_ACTION, "()")
                                .row());
        ObjectAddress r = new ObjectAddress(PgRewrite.RELATION, rule);
        deps.record(r, new ObjectAddress(PgClass.RELATION, oid), Dependencies.INTERNAL);
        deps.record(r, new ObjectAddress(PgClass.RELATION, on, 1), Dependencies.NORMAL);
        catalog.writer().increment();
        return oid;
    }

    @Test
    void createsATableWithRowTypeAndColumns() {
        int oid = table("t");
        Relation r = catalog.openRelation(oid, 0);
        assertThat(r.desc.size()).isEqualTo(2);
        assertThat(catalog.attributes(oid)).hasSize(8);
        assertThat(catalog.searchPath().relation(null, "t").oid()).isEqualTo(oid);
        TypeRow type = catalog.searchPath().type(null, "t");
        assertThat(type.info().relid()).isEqualTo(oid);
        assertThat(catalog.typeRow(type.info().array()).name()).isEqualTo("_t");
        assertThat(catalog.rowType(type.oid(), -1).size()).isEqualTo(2);
        assertThatThrownBy(() -> table("t")).isInstanceOf(SqlError.class).hasMessage("relation \"t\" already exists");
    }

    @Test
    void dropRestrictNamesTheDependents() {
        int t = table("t");
        int v = view("v", t);
        view("w", v);
        ObjectAddress target = new ObjectAddress(PgClass.RELATION, t);
        assertThatThrownBy(() -> deps.drop(target, Dependencies.DropOptions.RESTRICT, remover, reporter))
                .isInstanceOfSatisfying(SqlError.class, e -> {
                    assertThat(e.getMessage()).isEqualTo("cannot drop table t because other objects depend on it");
                    assertThat(e.report().detail()).isEqualTo("view v depends on table t\nview w depends on view v");
                    assertThat(e.report().hint()).isEqualTo("Use DROP ... CASCADE to drop the dependent objects too.");
                });
        deps.drop(target, Dependencies.DropOptions.CASCADE, remover, reporter);
        assertThat(reports).hasSize(1);
        assertThat(reports.get(0).message()).isEqualTo("drop cascades to 2 other objects");
        assertThat(reports.get(0).detail()).isEqualTo("drop cascades to view v\ndrop cascades to view w");
        assertThat(catalog.searchPath().relation(null, "t")).isNull();
        assertThat(catalog.searchPath().type(null, "_w")).isNull();
        assertThat(catalog.writer().scan(PgDepend.RELATION, 0).stream().filter(r -> r.intAt(PgDepend.OBJID) >= 16384))
                .isEmpty();
        assertThat(catalog.attributes(t)).isEmpty();
    }

    @Test
    void anIndexGoesWithItsTable() {
        int t = table("t");
        IndexCreator indexes = new IndexCreator(catalog, RelationFiles.NONE, creator);
        IndexCreator.Spec s = new IndexCreator.Spec("t_a", t, new int[] {1}, 1, new int[] {1978});
        s.namespace = SearchPath.PUBLIC;
        s.owner = 10;
        Attribute a = catalog.openRelation(t, 0).desc.get(0);
        int x = indexes.create(s, List.of(indexes.column("a", 1, a, 1978, 0)));
        catalog.writer().increment();
        assertThat(catalog.relation(t).hasIndex()).isTrue();
        assertThat(catalog.indexesOf(t)).extracting(IndexDef::index).containsExactly(x);
        deps.drop(new ObjectAddress(PgClass.RELATION, t), Dependencies.DropOptions.RESTRICT, remover, reporter);
        assertThat(catalog.relation(x)).isNull();
        assertThat(catalog.index(x)).isNull();
        assertThat(reports).isEmpty();
    }

    @Test
    void pinnedAndInternalObjectsCannotBeDropped() {
        int t = table("t");
        int type = catalog.searchPath().type(null, "t").oid();
        assertThatThrownBy(() -> deps.drop(
                        new ObjectAddress(PgType.RELATION, type), Dependencies.DropOptions.CASCADE, remover, reporter))
                .hasMessage("cannot drop type t because table t requires it");
        assertThatThrownBy(() -> deps.drop(
                        new ObjectAddress(PgClass.RELATION, PgClass.RELATION),
                        Dependencies.DropOptions.CASCADE,
                        remover,
                        reporter))
                .hasMessage("cannot drop table pg_class because it is required by the database system");
        assertThat(catalog.relation(t)).isNotNull();
    }

    @Test
    void invalidationReachesAnotherBackendAfterCommit() {
        MemoryCatalogStore store = new MemoryCatalogStore();
        Catalog one = new Catalog(store, 1);
        Catalog two = new Catalog(store, 1);
        TestQueue queue = new TestQueue();
        one.invalidation().connect(queue.reader(), Invalidation.Hooks.NONE);
        two.invalidation().connect(queue.reader(), Invalidation.Hooks.NONE);
        assertThat(two.relationByName("x", SearchPath.PUBLIC)).isNull();
        Attribute a = Attribute.of("a", 1, one.type(Oids.INT4), -1);
        int oid = new RelationCreator(one, RelationFiles.NONE)
                .create(new NewRelation("x", SearchPath.PUBLIC, 10, 'r', List.of(a)));
        assertThat(one.invalidation().atCommit()).isNotEmpty();
        two.acceptInvalidations();
        assertThat(two.relationByName("x", SearchPath.PUBLIC)).isNull();
        one.invalidation().afterCommit();
        two.acceptInvalidations();
        assertThat(two.relationByName("x", SearchPath.PUBLIC).oid()).isEqualTo(oid);
    }

    /** A queue for catalogs in one thread. */
    private static final class TestQueue {
        private final List<long[]> messages = new ArrayList<>();

        Invalidation.Queue reader() {
            return new Invalidation.Queue() {
                private int at;

                @Override
                public void send(long[] m, int longs) {
                    for (int i = 0; i < longs; i += 2) {
                        messages.add(new long[] {m[i], m[i + 1]});
                    }
                }

                @Override
                public boolean receive(Invalidation.Receiver to) {
                    while (at < messages.size()) {
                        long[] m = messages.get(at++);
                        to.message(m[0], m[1]);
                    }
                    return true;
                }
            };
        }
    }
}
