package org.hathi.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.SchemaValidationException;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hathi.testing.HibernateModel.Colour;
import org.hathi.testing.HibernateModel.Customer;
import org.hathi.testing.HibernateModel.Level;
import org.hathi.testing.HibernateModel.Party;
import org.hathi.testing.HibernateModel.Product;
import org.hathi.testing.HibernateModel.Purchase;
import org.hathi.testing.HibernateModel.Supplier;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.hibernate.exception.ConstraintViolationException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hibernate as it comes: schema made, brought up to date, validated, dropped; entities stored, found, locked, changed. */
class HibernateTest {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start("hibernate");
        server.psql("postgres", "-c", "CREATE SCHEMA made", "-c", "CREATE SCHEMA shop")
                .run()
                .orFail();
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static SessionFactory factory(String schema, String schemaAction) {
        Configuration c = new Configuration();
        for (Class<?> e : HibernateModel.ENTITIES) {
            c.addAnnotatedClass(e);
        }
        c.setProperty("hibernate.connection.url", "jdbc:postgresql://127.0.0.1:" + server.port() + "/postgres");
        c.setProperty("hibernate.connection.username", "postgres");
        c.setProperty("hibernate.connection.pool_size", "4");
        c.setProperty("hibernate.default_schema", schema);
        c.setProperty("hibernate.hbm2ddl.auto", schemaAction);
        c.setProperty("hibernate.hbm2ddl.halt_on_error", "true");
        c.setProperty("hibernate.jdbc.batch_size", "10");
        return c.buildSessionFactory();
    }

    private static Set<String> strings(String sql) throws SQLException {
        Set<String> out = new TreeSet<>();
        try (Connection c = server.connect();
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            while (r.next()) {
                out.add(r.getString(1));
            }
        }
        return out;
    }

    private static Set<String> tables(String schema) throws SQLException {
        return strings("SELECT tablename FROM pg_tables WHERE schemaname = '" + schema + "'");
    }

    @Test
    void schemaIsMadeValidatedUpdatedDropped() throws SQLException, SchemaValidationException {
        try (SessionFactory made = factory("made", "create")) {
            made.getSchemaManager().validate();
        }
        assertThat(tables("made"))
                .containsExactly(
                        "customer", "customer_phones", "party", "product", "purchase", "purchase_product", "supplier");
        factory("made", "validate").close();
        // what an older version of the application left
        try (Connection c = server.connect();
                Statement s = c.createStatement()) {
            s.execute("ALTER TABLE made.purchase DROP COLUMN details, DROP COLUMN tags");
            s.execute("DROP TABLE made.customer_phones");
            s.execute("ALTER TABLE made.party ALTER COLUMN name TYPE varchar(70)");
        }
        assertThatThrownBy(() -> factory("made", "validate")).hasStackTraceContaining("missing table");
        factory("made", "update").close();
        factory("made", "validate").close();
        try (SessionFactory f = factory("made", "none")) {
            f.getSchemaManager().truncate();
            f.getSchemaManager().drop(false);
        }
        assertThat(tables("made")).isEmpty();
        assertThat(strings("SELECT sequencename FROM pg_sequences WHERE schemaname = 'made'"))
                .isEmpty();
    }

    @Test
    void entitiesAreStoredFoundAndChanged() {
        try (SessionFactory f = factory("shop", "create-drop")) {
            f.inTransaction(HibernateTest::fill);
            f.inTransaction(HibernateTest::queries);
            f.inTransaction(HibernateTest::moreQueries);
            f.inTransaction(HibernateTest::bulk);
            locking(f);
            errors(f);
        }
    }

    private static void fill(Session s) {
        Supplier maker = new Supplier();
        maker.name = "maker";
        maker.rating = new BigDecimal("4.50");
        s.persist(maker);
        for (int i = 0; i < 20; i++) {
            Product p = new Product();
            p.code = "p" + i;
            p.colour = i % 3 == 0 ? Colour.RED : Colour.GREEN;
            p.supplier = maker;
            p.picture = new byte[] {0, (byte) i, -1};
            s.persist(p);
            Customer c = new Customer();
            c.name = "customer " + i;
            c.level = Level.values()[i % 3];
            c.address.city = i % 2 == 0 ? "Köln" : "Ulm";
            c.phones.add("+49 " + i);
            c.phones.add("+1 " + i);
            for (int k = 0; k <= i % 4; k++) {
                Purchase b = new Purchase();
                b.customer = c;
                b.total = BigDecimal.valueOf(i * 100L + k, 2);
                b.tags = new String[] {"t" + k, "a,\"b\""};
                b.details.note = "note \"" + i;
                b.details.weight = k;
                b.details.gift = k == 0;
                b.products.add(p);
                c.purchases.add(b);
            }
            s.persist(c);
        }
    }

    private static void queries(Session s) {
        List<Customer> found = s.createSelectionQuery(
                        "from Customer c left join fetch c.purchases where c.address.city = :city order by c.name",
                        Customer.class)
                .setParameter("city", "Köln")
                .getResultList();
        assertThat(found).hasSize(10);
        Purchase p = found.get(0).purchases.get(0);
        assertThat(p.state).isEqualTo("open");
        assertThat(p.details.note).isEqualTo("note \"0");
        assertThat(p.tags).containsExactly("t0", "a,\"b\"");
        assertThat(p.patience).hasMinutes(90);
        assertThat(p.placed).hasToString("2024-02-29T12:00:00.123456Z");
        assertThat(found.get(0).phones).containsExactly("+1 0", "+49 0");
        assertThat(s.createSelectionQuery("from Party p order by p.id", Party.class)
                        .getResultList())
                .hasSize(21)
                .first()
                .isInstanceOf(Supplier.class);
        assertThat(s.createSelectionQuery(
                                "select c.level, count(*), sum(b.total) from Customer c join c.purchases b group by c.level"
                                        + " having count(*) > 1 order by c.level",
                                Object[].class)
                        .getResultList())
                .hasSize(3);
        assertThat(s.createSelectionQuery(
                                "select p.code from Product p where p.colour = :c order by p.code", String.class)
                        .setParameter("c", Colour.RED)
                        .setFirstResult(2)
                        .setMaxResults(3)
                        .getResultList())
                .containsExactly("p15", "p18", "p3");
        assertThat(s.createSelectionQuery(
                                "select c.name, rank() over (partition by c.level order by c.name desc) from Customer c"
                                        + " where exists (select 1 from Purchase b where b.customer = c and b.details.weight = 3)"
                                        + " order by 1",
                                Object[].class)
                        .getResultList())
                .hasSize(5);
    }

    private static void moreQueries(Session s) {
        var b = s.getCriteriaBuilder();
        var q = b.createQuery(Purchase.class);
        var root = q.from(Purchase.class);
        q.where(b.and(
                        b.gt(root.get("total"), new BigDecimal("10")),
                        b.like(root.join("customer").get("name"), "customer 1%"),
                        b.isNotEmpty(root.get("products"))))
                .orderBy(b.desc(root.get("total")), b.asc(root.get("id")));
        assertThat(s.createQuery(q).setMaxResults(4).getResultList()).hasSize(4);
        assertThat(s.createNativeQuery("select * from shop.product where code = ?1", Product.class)
                        .setParameter(1, "p7")
                        .getSingleResult()
                        .picture)
                .containsExactly(0, 7, -1);
        assertThat(s.createSelectionQuery(
                                "select count(distinct p.id) from Purchase p where array_contains(p.tags, 't1')",
                                Long.class)
                        .getSingleResult())
                .isEqualTo(15L);
        assertThat(s.createSelectionQuery(
                                "with best as (select c.id as id from Customer c where c.level = BEST)"
                                        + " select count(*) from Customer c join best x on x.id = c.id",
                                Long.class)
                        .getSingleResult())
                .isEqualTo(6L);
        assertThat(s.createSelectionQuery(
                                "select p.name from Party p where type(p) = Supplier union all"
                                        + " select c.name from Customer c where c.name like '%19'",
                                String.class)
                        .getResultList())
                .containsExactlyInAnyOrder("customer 19", "maker");
        assertThat(s.createSelectionQuery(
                                "select year(p.placed), format(p.placed as 'yyyy-MM-dd') from Purchase p",
                                Object[].class)
                        .setMaxResults(1)
                        .getSingleResult())
                .containsExactly(2024, "2024-02-29");
    }

    /** Changes of many rows at once, over the two tables of an inherited entity as well. */
    private static void bulk(Session s) {
        assertThat(s.createMutationQuery(
                                "update Customer c set c.name = upper(c.name), c.level = BEST where c.level = NEW")
                        .executeUpdate())
                .isEqualTo(7);
        assertThat(s.createMutationQuery("delete from Purchase p where p.total < 3 and p.products is empty")
                        .executeUpdate())
                .isZero();
        assertThat(s.createMutationQuery(
                                "insert into Supplier (name, version, rating) select 'copy of ' || c.name, 0, 1.5"
                                        + " from Customer c where c.level = GOOD")
                        .executeUpdate())
                .isEqualTo(7);
        assertThat(s.createMutationQuery("delete from Supplier x where x.name like 'copy%'")
                        .executeUpdate())
                .isEqualTo(7);
    }

    private static void locking(SessionFactory f) {
        Long id = f.fromTransaction(s -> s.createSelectionQuery("select min(c.id) from Customer c", Long.class)
                .getSingleResult());
        f.inTransaction(s -> {
            Customer c = s.find(Customer.class, id, LockModeType.PESSIMISTIC_WRITE);
            Product p = s.createSelectionQuery("from Product p where p.code = 'p3'", Product.class)
                    .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                    .getSingleResult();
            f.inTransaction(other -> {
                assertThat(other.createNativeQuery(
                                        "select code from shop.product where code in ('p3', 'p4') for update skip locked",
                                        String.class)
                                .getResultList())
                        .containsExactly("p4");
            });
            assertThatThrownBy(() -> f.inTransaction(other -> other.createNativeQuery(
                                    "select 1 from shop.party where id = ?1 for update nowait", Integer.class)
                            .setParameter(1, id)
                            .getResultList()))
                    .hasStackTraceContaining("could not obtain lock on row in relation \"party\"");
            c.level = Level.GOOD;
            p.code = "p3x";
        });
        // two who changed the same version
        assertThatThrownBy(() -> f.inTransaction(s -> {
                    Customer c = s.find(Customer.class, id);
                    f.inTransaction(other -> other.find(Customer.class, id).name = "other");
                    c.name = "mine";
                }))
                .isInstanceOf(OptimisticLockException.class);
    }

    private static void violates(SessionFactory f, String constraint, Consumer<Session> change) {
        assertThatThrownBy(() -> f.inTransaction(change::accept))
                .isInstanceOfSatisfying(ConstraintViolationException.class, e -> assertThat(e.getConstraintName())
                        .isEqualTo(constraint));
    }

    private static void errors(SessionFactory f) {
        violates(f, "product_code", s -> {
            for (int i = 0; i < 2; i++) {
                Product p = new Product();
                p.code = "same";
                p.colour = Colour.RED;
                s.persist(p);
            }
            s.flush();
        });
        violates(f, "supplier_rating_check", s -> {
            Supplier bad = new Supplier();
            bad.name = "bad";
            bad.rating = BigDecimal.ONE.negate();
            s.persist(bad);
            s.flush();
        });
        f.inStatelessTransaction(s -> {
            Supplier x = new Supplier();
            x.name = "upserted";
            s.insert(x);
            x.name = "changed";
            s.upsert(x);
        });
    }
}
