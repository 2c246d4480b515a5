package org.hathi.testing;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import jakarta.persistence.Version;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.annotations.Check;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.Generated;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A small shop as Hibernate maps it: what an application's entities use of a database. */
final class HibernateModel {
    static final Class<?>[] ENTITIES = {Party.class, Customer.class, Supplier.class, Product.class, Purchase.class};

    private HibernateModel() {}

    enum Level {
        NEW,
        GOOD,
        BEST
    }

    enum Colour {
        RED,
        GREEN
    }

    @Embeddable
    static class Address {
        String street;

        @Column(name = "town", length = 80)
        String city;
    }

    @Embeddable
    static class Details {
        String note;
        Integer weight;
        Boolean gift;
    }

    @Entity(name = "Party")
    @Inheritance(strategy = InheritanceType.JOINED)
    static class Party {
        @Id
        @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "party_seq")
        @SequenceGenerator(name = "party_seq", sequenceName = "party_seq", allocationSize = 5)
        Long id;

        @Version
        int version;

        @Column(nullable = false, length = 60)
        String name;

        @Embedded
        Address address = new Address();
    }

    @Entity(name = "Customer")
    @Table(indexes = @Index(name = "customer_level", columnList = "level, born desc"))
    static class Customer extends Party {
        @Enumerated(EnumType.STRING)
        Level level = Level.NEW;

        LocalDate born;

        @ElementCollection
        @OrderBy
        Set<String> phones = new HashSet<>();

        @OneToMany(mappedBy = "customer", cascade = CascadeType.ALL, orphanRemoval = true)
        List<Purchase> purchases = new ArrayList<>();
    }

    @Entity(name = "Supplier")
    static class Supplier extends Party {
        @Column(precision = 5, scale = 2)
        @Check(constraints = "rating >= 0")
        BigDecimal rating;
    }

    @Entity(name = "Product")
    @Table(
            uniqueConstraints =
                    @UniqueConstraint(
                            name = "product_code",
                            columnNames = {"code", "colour"}))
    static class Product {
        @Id
        @GeneratedValue
        UUID id;

        String code;

        @Enumerated
        @JdbcTypeCode(SqlTypes.NAMED_ENUM)
        Colour colour;

        @ManyToOne(fetch = FetchType.LAZY)
        Supplier supplier;

        byte[] picture;
    }

    @Entity(name = "Purchase")
    static class Purchase {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(fetch = FetchType.LAZY, optional = false)
        Customer customer;

        @ManyToMany
        Set<Product> products = new HashSet<>();

        Instant placed = Instant.parse("2024-02-29T12:00:00.123456Z");
        Duration patience = Duration.ofMinutes(90);
        BigDecimal total = BigDecimal.ZERO;
        String[] tags = {};

        @JdbcTypeCode(SqlTypes.JSON)
        Details details = new Details();

        @Generated
        @ColumnDefault("'open'")
        @Column(insertable = false)
        String state;
    }
}
