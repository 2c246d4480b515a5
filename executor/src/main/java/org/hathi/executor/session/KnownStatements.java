package org.hathi.executor.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.Report;
import org.hathi.base.SqlError;
import org.hathi.executor.api.ResultSink;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.UtilityStmt;
import org.hathi.planner.optimize.SinglePlan;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.jspecify.annotations.Nullable;

/**
 * Statements that clients send as text again and again, in the simple protocol or as unnamed ones: kept analysed and
 * planned in the process, as if they had been prepared. Only those whose plan does not depend on values ({@link
 * SinglePlan}) and transaction control: for them nobody can tell the difference, and short transactions spend most of
 * their time on reading and planning the same few texts.
 *
 * <p>INVARIANTS: KS-1 a statement is found by its text without its integers, the role and all settings that its meaning
 * depends on; KS-2 it is used only while it {@linkplain Preparation#isCurrent holds}, asked again once its relations
 * are locked; KS-3 a text is kept when it comes the second time since definitions have changed, so that texts that come
 * once cost a look.
 */
final class KnownStatements {
    private static final int MAX = 100;

    /** What is known of a text. */
    private static final class Text {
        /** The generation in which it was seen first. */
        int seen;
        /** It came again, and is not to be kept. */
        boolean refused;

        @Nullable
        CachedStatement statement;

        Text(int seen) {
            this.seen = seen;
        }
    }

    private final Session session;
    /** Of the text that {@link #unnamed} was asked for last, which has come again and is not kept yet. */
    private @Nullable Text wanted;

    private final Meaning meaning;
    private final org.hathi.base.Setting planCacheMode;
    private final StatementText text = new StatementText();
    private final LinkedHashMap<String, Text> entries = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Text> eldest) {
            return size() > MAX;
        }
    };

    KnownStatements(Session session, Meaning meaning) {
        this.session = session;
        this.meaning = meaning;
        this.planCacheMode = session.context().settings().setting("plan_cache_mode");
    }

    // ---------------------------------------------------------------- simple protocol

    /** Finds the statement that {@code sql} is but for its integers; null when it is not kept (yet). */
    @Nullable
    CachedStatement find(String sql) {
        if (!read(sql, false)) {
            return null;
        }
        int length = text.shape().length();
        for (int t : text.types()) {
            text.shape().append((char) t);
        }
        Text e = entry(length);
        if (e == null) {
            return null;
        }
        CachedStatement s = e.statement;
        if (s == null) {
            s = make(text.shape().substring(0, length));
            e.statement = s;
            e.refused = s == null;
        }
        return s;
    }

    /** The integers of the text that {@link #find} has read. */
    Object[] values() {
        return text.datums();
    }

    private boolean read(String sql, boolean parameters) {
        return !planCacheMode.string().equals("force_custom_plan") && text.read(sql, parameters);
    }

    /** The entry of the text read; null: it comes for the first time, or is not to be kept. */
    private @Nullable Text entry(int length) {
        StringBuilder b = text.shape();
        int role = session.runner().env().roleOid;
        b.append('\0').append((char) length);
        append(b, meaning.number());
        append(b, role);
        String key = b.toString();
        int generation = session.preparation().generation();
        Text e = entries.get(key);
        if (e == null) {
            entries.put(key, new Text(generation));
            return null;
        }
        CachedStatement s = e.statement;
        boolean stands =
                s == null ? e.seen == generation : session.preparation().isCurrent(s);
        if (!stands) {
            e.statement = null;
            e.refused = false;
            e.seen = generation;
            return null;
        }
        return e.refused ? null : e;
    }

    private @Nullable CachedStatement make(String shape) {
        try {
            List<Report> notices = new ArrayList<>();
            List<RawStmt> list =
                    Parser.parse(shape, session.context().settings().bool("standard_conforming_strings"), notices);
            if (list.size() != 1 || !notices.isEmpty() || !eligible(list.get(0).stmt())) {
                return null;
            }
            int[] types = text.types();
            CachedStatement s = new CachedStatement(
                    "", shape, list.get(0), types, false, session.context().eval().statementTimestamp);
            session.preparation().prepare(s);
            return Arrays.equals(types, s.parameterTypes) && keep(s) ? s : null;
        } catch (SqlError e) {
            if (isOfText(e.state().code())) {
                return null; // the text itself says so in a moment, with its own positions
            }
            throw e;
        }
    }

    /** What is wrong is the statement, not the moment: no cancelled query, no full disk, no broken page. */
    private static boolean isOfText(String code) {
        String c = code.substring(0, 2);
        return c.equals("42") || c.equals("22") || c.equals("23") || c.equals("3F") || c.equals("0A");
    }

    private static boolean eligible(Statement s) {
        return switch (s) {
            case Statement.SelectStmt x -> x.intoClause() == null;
            case Statement.Optimizable x -> true;
            case UtilityStmt.TransactionStmt x -> true;
            default -> false;
        };
    }

    /** Plans a statement once and for all, if one plan serves. */
    private boolean keep(CachedStatement s) {
        if (s.queries.size() != 1) {
            return false;
        }
        Query q = s.queries.get(0);
        boolean control = q.utilityStmt instanceof UtilityStmt.TransactionStmt;
        if (!control && !SinglePlan.of(q, session.context().catalog())) {
            return false;
        }
        s.fixed = true;
        session.preparation().planOnce(s);
        return s.generic != null;
    }

    /** Runs a statement that {@link #find} gave; null: its relations have changed, nothing was done. */
    @Nullable
    String run(CachedStatement s, String sql, ResultSink out) {
        Object[] values = values();
        List<PlannedStmt> planned = session.preparation().lockedPlan(s);
        if (planned == null) {
            return null;
        }
        Portal p = session.portal("", sql, planned, values, s.parameterTypes, s.tag, s.columns);
        p.source = s;
        return session.run(p, out);
    }

    // ---------------------------------------------------------------- unnamed statements

    /** The unnamed statement of this text, as an earlier Parse left it; null when it is not kept (yet). */
    @Nullable
    CachedStatement unnamed(String sql, int[] declared) {
        Text e = unnamedEntry(sql, declared);
        wanted = e;
        return e == null ? null : e.statement;
    }

    /** The statement that {@link #unnamed} did not have was analysed: keeps it when its text came before. */
    void offer(CachedStatement s) {
        RawStmt raw = s.raw;
        Text e = wanted;
        wanted = null;
        if (e != null && raw != null) {
            e.refused = !eligible(raw.stmt()) || !keep(s);
            e.statement = e.refused ? null : s;
        }
    }

    private @Nullable Text unnamedEntry(String sql, int[] declared) {
        if (!read(sql, true)) {
            return null;
        }
        StringBuilder b = text.shape();
        int length = b.length();
        b.append('\1');
        for (int t : declared) {
            append(b, t);
        }
        return entry(length);
    }

    private static void append(StringBuilder b, int number) {
        b.append((char) (number >>> 16)).append((char) number);
    }
}
