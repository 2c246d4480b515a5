package org.hathi.executor.session;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.UtilityStmt;
import org.jspecify.annotations.Nullable;

/**
 * Prepared statements this process has analysed, so that a session that comes from another process finds its own here:
 * with the same text, parameter types, search path, role and literal formats a statement means the same.
 */
final class Templates {
    private static final int MAX = 256;

    private final Session session;
    private final LinkedHashMap<String, CachedStatement> statements = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, CachedStatement> eldest) {
            return size() > MAX;
        }
    };

    Templates(Session session) {
        this.session = session;
    }

    private String key(CachedStatement s) {
        Settings g = session.context().settings();
        StringBuilder b = new StringBuilder(s.sql.length() + 120);
        b.append(s.sql).append('\0').append(s.fromSql ? s.name : "").append('\0');
        for (int t : s.parameterTypes) {
            b.append(t).append(',');
        }
        return b.append('\0')
                .append(g.string("search_path"))
                .append('\0')
                .append(session.runner().env().roleOid)
                .append('\0')
                .append(g.string("TimeZone"))
                .append('\0')
                .append(g.string("DateStyle"))
                .append('\0')
                .append(g.string("IntervalStyle"))
                .append('\0')
                .append(g.string("transform_null_equals"))
                .toString();
    }

    /** Remembers an analysed statement for sessions to come. */
    void add(CachedStatement s) {
        if (s.raw != null && s.valid) {
            statements.put(key(s), s);
        }
    }

    /** Gives a statement that came as text its parse tree and, if this process knows it, everything else. */
    void fill(CachedStatement s) {
        CachedStatement t = statements.get(key(s));
        s.unparsed = false;
        if (t != null && t.raw != null) {
            s.raw = t.raw;
            if (session.preparation().isCurrent(t)) {
                s.queries = t.queries;
                s.generic = t.generic;
                s.searchPath = t.searchPath;
                s.generation = t.generation;
                s.valid = true;
            }
            return;
        }
        s.raw = parse(s);
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
