package org.hathi.planner.analyze;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.catalog.ClassInfo;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.MergeCommand;
import org.hathi.parser.tree.Statement.MergeWhenClause;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.FromExpr;
import org.hathi.planner.tree.MergeAction;
import org.hathi.planner.tree.OverridingKind;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.RangeTblEntry;
import org.hathi.planner.tree.TargetEntry;

/** MERGE. */
final class Merge {
    private final ParseState ps;
    private final Statement.MergeStmt s;

    private Merge(ParseState ps, Statement.MergeStmt s) {
        this.ps = ps;
        this.s = s;
    }

    static Query transform(ParseState ps, Statement.MergeStmt s) {
        return new Merge(ps, s).run();
    }

    private Query run() {
        Query q = new Query(CmdType.MERGE);
        if (s.withClause() != null) {
            if (s.withClause().recursive()) {
                throw new org.hathi.base.SqlError(
                        SqlState.SYNTAX_ERROR, "WITH RECURSIVE is not supported for MERGE statement");
            }
            Ctes.transform(ps, s.withClause(), q);
        }
        int perms = whenClauses(q);
        q.resultRelation = Dml.target(ps, s.relation(), s.relation().inh(), false, perms);
        NsItem target = Dml.target(ps);
        checkTarget(target);
        FromClause.transform(ps, List.of(s.sourceRelation()));
        for (NsItem n : ps.namespace) {
            if (n.relVisible && n.names.aliasname().equals(target.names.aliasname())) {
                throw ps.error(
                                SqlState.DUPLICATE_ALIAS,
                                "name \"" + target.names.aliasname() + "\" specified more than once",
                                -1)
                        .detail("The name is used both as MERGE target table and data source.");
            }
        }
        target.flags(true, true, false, true);
        ps.namespace.add(target);
        Expr on = FromClause.where(ps, s.joinCondition(), ExprKind.JOIN_ON, "JOIN/ON");
        q.jointree = new FromExpr(new ArrayList<>(ps.joinlist), on);
        List<NsItem> both = new ArrayList<>(ps.namespace);
        List<MergeAction> actions = new ArrayList<>();
        for (MergeWhenClause w : s.mergeWhenClauses()) {
            actions.add(action(w, target, both));
        }
        ps.namespace = both;
        q.mergeActionList = actions;
        Analyzer.finish(ps, q);
        Collations.assignQuery(ps, q);
        return q;
    }

    /** Privileges on the target; notes whether rows without a match matter. */
    private int whenClauses(Query q) {
        int perms = 0;
        boolean[] terminal = new boolean[2];
        for (MergeWhenClause w : s.mergeWhenClauses()) {
            int kind = w.matched() ? 1 : 0;
            perms |= switch (w.commandType()) {
                case INSERT -> RangeTblEntry.ACL_INSERT;
                case UPDATE -> RangeTblEntry.ACL_UPDATE;
                case DELETE -> RangeTblEntry.ACL_DELETE;
                case NOTHING -> 0;
            };
            q.mergeUseOuterJoin |= w.commandType() == MergeCommand.INSERT;
            if (terminal[kind]) {
                throw new org.hathi.base.SqlError(
                        SqlState.SYNTAX_ERROR, "unreachable WHEN clause specified after unconditional WHEN clause");
            }
            terminal[kind] = w.condition() == null;
        }
        return perms;
    }

    private void checkTarget(NsItem target) {
        ClassInfo c = Relations.info(ps, target.rte.relid);
        if (c.kind() == 'r' || c.kind() == 'p') {
            return;
        }
        String kinds =
                switch (c.kind()) {
                    case 'v' -> "views";
                    case 'm' -> "materialized views";
                    case 'f' -> "foreign tables";
                    case 'S' -> "sequences";
                    case 't' -> "TOAST tables";
                    default -> "this kind of relation";
                };
        throw new org.hathi.base.SqlError(
                        SqlState.FEATURE_NOT_SUPPORTED, "cannot execute MERGE on relation \"" + c.name() + "\"")
                .detail("This operation is not supported for " + kinds + ".");
    }

    private MergeAction action(MergeWhenClause w, NsItem target, List<NsItem> both) {
        // a row that is not matched has no target
        ps.namespace = new ArrayList<>(both);
        target.flags(w.matched(), w.matched(), false, true);
        Expr qual = FromClause.where(ps, w.condition(), ExprKind.MERGE_WHEN, "WHEN");
        List<TargetEntry> targets = List.of();
        OverridingKind override = OverridingKind.NOT_SET;
        CmdType command =
                switch (w.commandType()) {
                    case INSERT -> CmdType.INSERT;
                    case UPDATE -> CmdType.UPDATE;
                    case DELETE -> CmdType.DELETE;
                    case NOTHING -> CmdType.NOTHING;
                };
        if (command == CmdType.INSERT) {
            ps.isInsert = true;
            override = OverridingKind.of(w.override().ordinal());
            targets = insert(w, target);
        } else if (command == CmdType.UPDATE) {
            ps.isInsert = false;
            targets = Dml.updateTargets(ps, w.targetList());
        }
        target.flags(true, true, false, true);
        return new MergeAction(w.matched(), command, override, qual, targets, new int[0]);
    }

    private List<TargetEntry> insert(MergeWhenClause w, NsItem target) {
        List<Dml.Column> cols = Dml.columns(ps, w.targetList());
        if (w.values().isEmpty()) {
            return List.of();
        }
        List<Expr> exprs = Targets.exprList(ps, w.values(), ExprKind.VALUES_SINGLE, true);
        exprs = Dml.row(ps, exprs, !w.targetList().isEmpty(), cols);
        List<TargetEntry> out = new ArrayList<>(exprs.size());
        for (int i = 0; i < exprs.size(); i++) {
            Dml.Column c = cols.get(i);
            out.add(new TargetEntry(exprs.get(i), c.attnum(), c.col().name(), false));
            target.rte.insertedCols.set(c.attnum() + RangeTblEntry.ATTR_OFFSET);
        }
        return out;
    }
}
