package org.hathi.executor.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hathi.base.SqlError;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.jspecify.annotations.Nullable;

/**
 * What prepared statements mean, shared by the sessions of a process: with the same text, parameter types, role and
 * settings ({@link Meaning}) a statement is analysed to the same queries and has the same generic plan. A session that
 * comes from another process finds its statements analysed; hundreds of sessions with the same statements run the same
 * few plans, which stay in the processor's caches.
 *
 * <p>INVARIANT: a template belongs to no session: its plan was made under the settings of its key.
 */
final class Templates {
    private static final int MAX = 256;

    private final Session session;
    private final Meaning meaning;
    private final LinkedHashMap<String, CachedStatement> statements = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CachedStatement> eldest) {
            return size() > MAX;
        }
    };

    Templates(Session session, Meaning meaning) {
        this.session = session;
        this.meaning = meaning;
    }

    private String key(CachedStatement s) {
        StringBuilder b = new StringBuilder(s.sql.length() + 40);
        b.append(s.sql).append('\0').append(s.fromSql ? s.name : "").append('\0');
        for (int t : s.parameterTypes) {
            b.append(t).append(',');
        }
        return b.append('\0')
                .append(session.runner().env().roleOid)
                .append('\0')
                .append(meaning.number())
                .toString();
    }

    /** A statement has just been analysed: it takes over what an equal one was analysed to, or is the first. */
    void join(CachedStatement s) {
        if (s.raw == null || !s.valid) {
            return;
        }
        String key = key(s);
        CachedStatement t = statements.get(key);
        if (t != null && session.preparation().isCurrent(t)) {
            s.sql = t.sql;
            s.raw = t.raw;
            s.queries = t.queries;
            s.columns = t.columns;
            s.tag = t.tag;
            return;
        }
        t = new CachedStatement(s.name, s.sql, s.raw, s.parameterTypes, s.fromSql, s.preparedAt);
        share(s, t);
        t.columns = s.columns;
        t.tag = s.tag;
        statements.put(key, t);
    }

    private static void share(CachedStatement from, CachedStatement to) {
        to.queries = from.queries;
        to.generic = from.generic;
        to.searchPath = from.searchPath;
        to.generation = from.generation;
        to.valid = true;
    }

    /** The template a valid statement took its queries from, if it is there and the settings are what they were. */
    private @Nullable CachedStatement source(CachedStatement s) {
        if (s.name.isEmpty()) {
            return null;
        }
        CachedStatement t = statements.get(key(s));
        return t != null && t.queries == s.queries && session.preparation().isCurrent(t) ? t : null;
    }

    /** The generic plan that another session's equal statement has, null when none is known. */
    @Nullable
    GenericPlan generic(CachedStatement s) {
        CachedStatement t = source(s);
        return t == null ? null : t.generic;
    }

    /** A generic plan has been made that may be kept. */
    void planned(CachedStatement s) {
        CachedStatement t = source(s);
        if (t != null) {
            t.generic = s.generic;
        }
    }

    /** Gives a statement that came as text its parse tree and, if this process knows it, everything else. */
    void fill(CachedStatement s) {
        CachedStatement t = statements.get(key(s));
        s.unparsed = false;
        if (t == null) {
            s.raw = parse(s);
            return;
        }
        s.sql = t.sql;
        s.tag = t.tag;
        s.raw = Objects.requireNonNull(t.raw);
        // else it is analysed again, and its client told that the columns are others now
        if (session.preparation().isCurrent(t) && Preparation.sameShape(s.columns, t.columns)) {
            share(t, s);
            s.columns = t.columns;
        }
    }

    private RawStmt parse(CachedStatement s) {
        boolean standard = session.context().settings().bool("standard_conforming_strings");
        List<RawStmt> list = Parser.parse(s.sql, standard, null);
        if (!s.fromSql) {
            return list.get(0);
        }
        @Nullable RawStmt found = null;
        for (RawStmt raw : list) {
            if (raw.stmt() instanceof UtilityStmt.PrepareStmt p && p.name().equals(s.name)) {
                found = new RawStmt(p.query(), 0, 0);
            }
        }
        if (found == null) {
            throw SqlError.internal("prepared statement \"" + s.name + "\" is not in its text");
        }
        return found;
    }
}
