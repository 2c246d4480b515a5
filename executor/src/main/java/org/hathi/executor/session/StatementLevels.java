package org.hathi.executor.session;

import java.util.List;
import org.hathi.executor.api.StatementLevel;
import org.hathi.parser.tree.RawStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt;
import org.hathi.parser.tree.UtilityStmt;

/** Which level of {@code log_statement} a statement belongs to. */
final class StatementLevels {
    private StatementLevels() {}

    /** The level of several statements: the first of DDL, MOD, ALL that one of them has. */
    static StatementLevel of(List<RawStmt> all, Session session) {
        StatementLevel out = StatementLevel.ALL;
        for (RawStmt r : all) {
            StatementLevel l = of(r.stmt(), session);
            out = l.compareTo(out) < 0 ? l : out;
        }
        return out;
    }

    static StatementLevel of(Statement s, Session session) {
        return switch (s) {
            case Statement.SelectStmt x -> x.intoClause() == null ? StatementLevel.ALL : StatementLevel.DDL;
            case Statement.InsertStmt x -> StatementLevel.MOD;
            case Statement.UpdateStmt x -> StatementLevel.MOD;
            case Statement.DeleteStmt x -> StatementLevel.MOD;
            case Statement.MergeStmt x -> StatementLevel.MOD;
            case UtilityStmt.PrepareStmt x -> of(x.query(), session);
            case UtilityStmt.ExecuteStmt x -> {
                CachedStatement c = session.statements().get(x.name());
                yield c == null || c.raw == null ? StatementLevel.ALL : of(c.raw.stmt(), session);
            }
            case TableStmt.CopyStmt x -> x.isFrom() ? StatementLevel.MOD : StatementLevel.ALL;
            default -> byTag(CommandTags.of(s));
        };
    }

    private static StatementLevel byTag(String tag) {
        boolean ddl = tag.startsWith("CREATE")
                || tag.startsWith("ALTER")
                || tag.startsWith("DROP")
                || tag.startsWith("GRANT")
                || tag.startsWith("REVOKE")
                || tag.startsWith("REFRESH")
                || tag.startsWith("REASSIGN")
                || tag.startsWith("IMPORT")
                || tag.equals("SELECT INTO")
                || tag.equals("COMMENT")
                || tag.equals("SECURITY LABEL");
        return ddl ? StatementLevel.DDL : tag.startsWith("TRUNCATE") ? StatementLevel.MOD : StatementLevel.ALL;
    }
}
