package org.hathi.executor.modify;

import java.util.ArrayList;
import java.util.List;
import org.hathi.access.Relation;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.TriggerInfo;
import org.hathi.executor.ExecEnv;
import org.hathi.executor.ExecState;
import org.hathi.types.Quote;
import org.hathi.types.TupleDesc;
import org.hathi.types.Vector;
import org.jspecify.annotations.Nullable;

/**
 * Referential integrity of one table: its foreign keys (checked against the referenced table) and those that reference
 * it (whose actions run when its keys go away). All work is queued and done at the end of the statement by internal
 * queries, as the owner of the table queried.
 */
public final class ForeignKeys {
    private final ExecState es;
    private final Relation rel;
    private final List<ConstraintInfo> outgoing = new ArrayList<>();
    private final List<ConstraintInfo> incoming = new ArrayList<>();

    ForeignKeys(ExecState es, Relation rel) {
        this.es = es;
        this.rel = rel;
        for (ConstraintInfo k : es.env.catalog.constraintsOf(rel.oid)) {
            if (k.type() == 'f') {
                outgoing.add(k);
            }
        }
        for (TriggerInfo t : es.env.catalog.triggersOf(rel.oid)) {
            ConstraintInfo k = t.constraint() == 0 ? null : es.env.catalog.constraint(t.constraint());
            if (k != null && k.type() == 'f' && k.foreignRelation() == rel.oid && !incoming.contains(k)) {
                incoming.add(k);
            }
        }
    }

    /** Must old rows be looked at when they change? */
    public boolean referenced() {
        return !incoming.isEmpty();
    }

    private static int[] columns(int @Nullable [] a) {
        return a == null ? new int[0] : a;
    }

    private static Object[] values(Vector[] cols, int row, int[] atts) {
        Object[] v = new Object[atts.length];
        for (int i = 0; i < v.length; i++) {
            v[i] = cols[atts[i] - 1].datum(row);
        }
        return v;
    }

    /** Does storing a row make anything to check? */
    public boolean any() {
        return !outgoing.isEmpty();
    }

    /** A row was stored. */
    public void inserted(Vector[] cols, int row, long tid) {
        for (ConstraintInfo k : outgoing) {
            check(k, values(cols, row, columns(k.key())), tid, TriggerCounts.INSERT);
        }
    }

    private void check(ConstraintInfo k, Object[] key, long tid, int operation) {
        boolean later = es.env.isDeferred(k);
        TriggerCounts counts = es.after().counts;
        TriggerCounts.Fired fired = counts == null || later ? null : counts.of(rel.oid, k, false, operation);
        int nulls = 0;
        for (Object o : key) {
            nulls += o == null ? 1 : 0;
        }
        if (nulls == key.length || nulls > 0 && k.matchType() == 's') {
            if (fired != null && operation == TriggerCounts.INSERT) {
                fired.calls++;
            }
            return;
        }
        if (nulls > 0) {
            throw new SqlError(SqlState.FOREIGN_KEY_VIOLATION, violates(rel.name, k.name()))
                    .detail("MATCH FULL does not allow mixing of null and nonnull key values.")
                    .table(rel.schema, rel.name)
                    .constraint(k.name());
        }
        After.Event e = env -> new Work(env, rel, k).lookup(key, tid);
        es.after().add(rel.oid, TriggerCounts.counted(fired, e), later);
    }

    /** A row was replaced: {@code old} and {@code fresh} are its versions. */
    public void updated(Vector[] old, int oldRow, Vector[] fresh, int row, long tid) {
        for (ConstraintInfo k : outgoing) {
            int[] atts = columns(k.key());
            if (differs(old, oldRow, fresh, row, atts)) {
                check(k, values(fresh, row, atts), tid, TriggerCounts.UPDATE);
            }
        }
        for (ConstraintInfo k : incoming) {
            int[] atts = columns(k.foreignKey());
            if (differs(old, oldRow, fresh, row, atts)) {
                gone(k, values(old, oldRow, atts), values(fresh, row, atts));
            }
        }
    }

    /** A row was deleted. */
    public void deleted(Vector[] old, int row) {
        for (ConstraintInfo k : incoming) {
            gone(k, values(old, row, columns(k.foreignKey())), null);
        }
    }

    private static boolean differs(Vector[] a, int i, Vector[] b, int j, int[] atts) {
        for (int att : atts) {
            Vector x = a[att - 1];
            Vector y = b[att - 1];
            if (x != y && !java.util.Objects.deepEquals(x.datum(i), y.datum(j))) {
                return true;
            }
        }
        return false;
    }

    private void gone(ConstraintInfo k, Object[] old, Object @Nullable [] fresh) {
        for (Object o : old) {
            if (o == null) {
                return;
            }
        }
        char action = fresh == null ? k.onDelete() : k.onUpdate();
        // RESTRICT is never deferred, nor are actions.
        boolean later = action == 'a' && es.env.isDeferred(k);
        TriggerCounts counts = es.after().counts;
        int operation = fresh == null ? TriggerCounts.DELETE : TriggerCounts.UPDATE;
        TriggerCounts.Fired fired = counts == null || later ? null : counts.of(rel.oid, k, true, operation);
        After.Event e = env -> new Work(env, rel, k).act(action, old, fresh);
        es.after().add(rel.oid, TriggerCounts.counted(fired, e), later);
    }

    private static String violates(String table, String constraint) {
        return "insert or update on table \"" + table + "\" violates foreign key constraint \"" + constraint + "\"";
    }

    /** The queries behind one constraint. {@code rel} is the table that changed. */
    private static final class Work {
        private final ExecEnv env;
        private final Relation rel;
        private final ConstraintInfo k;

        Work(ExecEnv env, Relation rel, ConstraintInfo k) {
            this.env = env;
            this.rel = rel;
            this.k = k;
        }

        private static String quoted(Relation r) {
            return Quote.ident(r.schema, true) + "." + Quote.ident(r.name, true);
        }

        private static String name(TupleDesc d, int att) {
            return Quote.ident(d.get(att - 1).name(), true);
        }

        private int[] types(TupleDesc d, int[] atts) {
            int[] t = new int[atts.length];
            for (int i = 0; i < t.length; i++) {
                t[i] = d.get(atts[i] - 1).typeOid();
            }
            return t;
        }

        /** Conditions on the referenced table's columns. */
        private String equals(TupleDesc d, int[] atts) {
            StringBuilder s = new StringBuilder();
            for (int i = 0; i < atts.length; i++) {
                s.append(i == 0 ? " WHERE " : " AND ")
                        .append(name(d, atts[i]))
                        .append(" OPERATOR(pg_catalog.=) $")
                        .append(i + 1);
            }
            return s.toString();
        }

        /** Conditions on the referencing table's columns; parameters from number {@code from} on. */
        private String matches(TupleDesc d, int[] atts, int from) {
            StringBuilder s = new StringBuilder();
            for (int i = 0; i < atts.length; i++) {
                s.append(i == 0 ? " WHERE $" : " AND $")
                        .append(from + i)
                        .append(" OPERATOR(pg_catalog.=) ")
                        .append(name(d, atts[i]));
            }
            return s.toString();
        }

        /** {@code Key (a)=(1)}; without the values when the user may not read them. */
        private String key(TupleDesc d, int[] atts, Object[] values) {
            if (!RowText.readable(env, rel.oid, atts)) {
                return "Key";
            }
            String[] names = new String[atts.length];
            for (int i = 0; i < names.length; i++) {
                names[i] = d.get(atts[i] - 1).name();
            }
            return "Key " + RowText.key(env, names, types(d, atts), values);
        }

        /** {@code latest}: what is there now counts, even if the transaction keeps an older snapshot. */
        private long run(Relation as, String sql, int[] types, Object[] values, boolean latest) {
            int role = env.roleOid;
            ClassInfo c = env.catalog.relation(as.oid);
            if (c != null) {
                env.become(c.owner());
            }
            try {
                return env.internalQuery().run(sql, types, values, latest);
            } catch (SqlError e) {
                throw e.context("SQL statement \"" + sql + "\"");
            } finally {
                env.become(role);
            }
        }

        /** Is the referenced row there? Locks it. */
        void lookup(Object[] key, long tid) {
            if (!env.rowIsCurrent(rel, tid)) {
                return;
            }
            Relation parent = env.catalog.openRelation(k.foreignRelation(), 2);
            String sql = "SELECT 1 FROM ONLY " + quoted(parent) + " x" + equals(parent.desc, columns(k.foreignKey()))
                    + " FOR KEY SHARE OF x";
            int[] types = types(rel.desc, columns(k.key()));
            // with the snapshot of the transaction, as PostgreSQL: a parent it cannot see does not count
            if (run(parent, sql, types, key, false) == 0) {
                throw new SqlError(SqlState.FOREIGN_KEY_VIOLATION, violates(rel.name, k.name()))
                        .detail(key(rel.desc, columns(k.key()), key) + " is not present in table \"" + parent.name
                                + "\".")
                        .table(rel.schema, rel.name)
                        .constraint(k.name());
            }
        }

        /** The key {@code old} of a referenced row is gone (or has become {@code fresh}). */
        void act(char action, Object[] old, Object @Nullable [] fresh) {
            Relation child = env.catalog.openRelation(k.relation(), 3);
            int[] atts = columns(k.key());
            int[] types = types(rel.desc, columns(k.foreignKey()));
            String where = matches(child.desc, atts, 1);
            switch (action) {
                case 'c' -> {
                    if (fresh == null) {
                        run(child, "DELETE FROM ONLY " + quoted(child) + where, types, old, true);
                    } else {
                        assign(child, atts, null, types, old, fresh);
                    }
                }
                case 'n' -> assign(child, chosen(atts, fresh), "NULL", types, old, null);
                case 'd' -> {
                    assign(child, chosen(atts, fresh), "DEFAULT", types, old, null);
                    restrict(child, where, types, old);
                }
                default -> {
                    if (action == 'a' && stillThere(types, old)) {
                        return;
                    }
                    restrict(child, where, types, old);
                }
            }
        }

        /** ON DELETE SET NULL (columns). */
        private int[] chosen(int[] atts, Object @Nullable [] fresh) {
            int[] some = k.deleteSetColumns();
            return fresh == null && some != null && some.length > 0 ? some : atts;
        }

        private boolean stillThere(int[] types, Object[] old) {
            String sql = "SELECT 1 FROM ONLY " + quoted(rel) + " x" + equals(rel.desc, columns(k.foreignKey()))
                    + " FOR KEY SHARE OF x";
            return run(rel, sql, types, old, true) > 0;
        }

        private void assign(
                Relation child, int[] atts, @Nullable String to, int[] types, Object[] old, Object @Nullable [] fresh) {
            StringBuilder s =
                    new StringBuilder("UPDATE ONLY ").append(quoted(child)).append(" SET ");
            int n = old.length;
            for (int i = 0; i < atts.length; i++) {
                s.append(i > 0 ? ", " : "").append(name(child.desc, atts[i])).append(" = ");
                if (to == null) {
                    s.append('$').append(i + 1);
                } else {
                    s.append(to);
                }
            }
            int[] t = types;
            Object[] v = old;
            if (fresh != null) {
                t = java.util.Arrays.copyOf(types, 2 * n);
                System.arraycopy(types, 0, t, n, n);
                // the new values first, as PostgreSQL numbers them
                v = java.util.Arrays.copyOf(fresh, 2 * n);
                System.arraycopy(old, 0, v, n, n);
            }
            String where = matches(child.desc, columns(k.key()), fresh == null ? 1 : n + 1);
            run(child, s.append(where).toString(), t, v, true);
        }

        private void restrict(Relation child, String where, int[] types, Object[] old) {
            String sql = "SELECT 1 FROM ONLY " + quoted(child) + " x" + where + " FOR KEY SHARE OF x";
            if (run(child, sql, types, old, true) > 0) {
                throw new SqlError(
                                SqlState.FOREIGN_KEY_VIOLATION,
                                "update or delete on table \"" + rel.name + "\" violates foreign key constraint \""
                                        + k.name() + "\" on table \"" + child.name + "\"")
                        .detail(key(rel.desc, columns(k.foreignKey()), old) + " is still referenced from table \""
                                + child.name + "\".")
                        .table(child.schema, child.name)
                        .constraint(k.name());
            }
        }
    }
}
