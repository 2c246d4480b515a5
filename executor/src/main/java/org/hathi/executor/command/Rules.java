package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.RewriteRule;
import org.hathi.catalog.RowBuilder;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgRewrite;
import org.hathi.parser.tree.TableStmt.RuleEvent;
import org.hathi.parser.tree.TableStmt.RuleStmt;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.RuleAnalyzer;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.NodeText;
import org.hathi.planner.tree.Query;
import org.hathi.planner.tree.TargetEntry;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/** CREATE [OR REPLACE] RULE (DefineQueryRewrite), and the rows of pg_rewrite. */
final class Rules {
    private static final String VIEW_RULE = "_RETURN";

    private final Ddl ddl;

    Rules(Ddl ddl) {
        this.ddl = ddl;
    }

    void create(RuleStmt s) {
        ClassInfo c = ddl.lock(s.relation(), LockMode.ACCESS_EXCLUSIVE);
        if (c.kind() == 'i' || c.kind() == 'I' || c.kind() == 'c') {
            String what = c.kind() == 'c' ? "a composite type" : "an index";
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is " + what);
        }
        if (c.kind() == 'm') {
            throw unsupported("rules on materialized views are not supported");
        }
        RuleAnalyzer.Rule rule = RuleAnalyzer.analyze(ddl.catalog, ddl.analyzeContext, ddl.sql, c.oid(), s);
        if ("rvp".indexOf(c.kind()) < 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "relation \"" + c.name() + "\" cannot have rules")
                    .detail("This operation is not supported for " + IndexDefiner.kindPlural(c.kind()) + ".");
        }
        if (Ddl.isSystem(c) && !ddl.settings.bool("allow_system_table_mods")) {
            throw new SqlError(
                    SqlState.INSUFFICIENT_PRIVILEGE, "permission denied: \"" + c.name() + "\" is a system catalog");
        }
        ddl.checkOwner(c);
        for (Query q : rule.actions()) {
            checkTarget(q);
        }
        String name = s.rulename();
        if (s.event() == RuleEvent.SELECT) {
            name = selectRule(s, c, rule);
        } else {
            changeRule(s, c, rule);
        }
        store(c.oid(), name, event(s.event()), s.instead(), rule.condition(), rule.actions(), s.replace());
        if (s.event() == RuleEvent.SELECT && c.kind() != 'v') {
            new TableToView(ddl, c).convert();
        }
    }

    private static SqlError unsupported(String text) {
        return new SqlError(SqlState.FEATURE_NOT_SUPPORTED, text);
    }

    private static SqlError invalid(String text) {
        return new SqlError(SqlState.INVALID_OBJECT_DEFINITION, text);
    }

    private static char event(RuleEvent e) {
        return switch (e) {
            case SELECT -> '1';
            case UPDATE -> '2';
            case INSERT -> '3';
            case DELETE -> '4';
        };
    }

    private static void checkTarget(Query q) {
        if (q.resultRelation == 1 || q.resultRelation == 2) {
            String alias = q.rte(q.resultRelation).eref.aliasname();
            if (alias.equals("old")) {
                throw unsupported("rule actions on OLD are not implemented").hint("Use views or triggers instead.");
            }
            if (alias.equals("new")) {
                throw unsupported("rule actions on NEW are not implemented").hint("Use triggers instead.");
            }
        }
    }

    private String selectRule(RuleStmt s, ClassInfo c, RuleAnalyzer.Rule rule) {
        if (rule.actions().size() > 1) {
            throw unsupported("multiple actions for rules on SELECT are not implemented");
        }
        Query q = rule.actions().get(0);
        if (!s.instead() || q.commandType != CmdType.SELECT) {
            throw unsupported("rules on SELECT must have action INSTEAD SELECT");
        }
        if (q.hasModifyingCTE) {
            throw unsupported("rules on SELECT must not contain data-modifying statements in WITH");
        }
        if (rule.condition() != null) {
            throw unsupported("event qualifications are not implemented for rules on SELECT");
        }
        checkResult(q.targetList, c, true);
        if (!s.replace()) {
            for (RewriteRule r : new CatalogView(ddl.catalog).rules(c.oid())) {
                if (r.event() == '1') {
                    throw new SqlError(
                            SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE, "\"" + c.name() + "\" is already a view");
                }
            }
        }
        String name = s.rulename();
        if (!name.equals(VIEW_RULE)
                && !(name.startsWith("_RET") && name.substring(4).equals(c.name()))) {
            throw invalid("view rule for \"" + c.name() + "\" must be named \"" + VIEW_RULE + "\"");
        }
        if (c.kind() != 'v') {
            new TableToView(ddl, c).check();
        }
        return VIEW_RULE;
    }

    private void changeRule(RuleStmt s, ClassInfo c, RuleAnalyzer.Rule rule) {
        boolean seen = false;
        for (Query q : rule.actions()) {
            if (q.returningList.isEmpty()) {
                continue;
            }
            if (seen) {
                throw unsupported("cannot have multiple RETURNING lists in a rule");
            }
            seen = true;
            if (rule.condition() != null) {
                throw unsupported("RETURNING lists are not supported in conditional rules");
            }
            if (!s.instead()) {
                throw unsupported("RETURNING lists are not supported in non-INSTEAD rules");
            }
            checkResult(q.returningList, c, false);
        }
        if (s.rulename().equals(VIEW_RULE)) {
            throw invalid("non-view rule for \"" + c.name() + "\" must not be named \"" + VIEW_RULE + "\"");
        }
    }

    /** The columns of a SELECT rule or of a RETURNING list must be the relation's (checkRuleResultList). */
    private void checkResult(List<TargetEntry> targets, ClassInfo c, boolean select) {
        TupleDesc d = new CatalogView(ddl.catalog).columns(c.oid());
        String list = select ? "SELECT rule's target list" : "RETURNING list";
        int i = 0;
        for (TargetEntry t : targets) {
            if (t.resjunk()) {
                continue;
            }
            if (++i > d.size()) {
                throw invalid(list + " has too many entries");
            }
            Attribute a = d.get(i - 1);
            if (a.dropped()) {
                throw unsupported(
                        select
                                ? "cannot convert relation containing dropped columns to view"
                                : "cannot create a RETURNING list for a relation containing dropped columns");
            }
            if (select && !a.name().equals(t.resname())) {
                throw invalid("SELECT rule's target entry " + i + " has different column name from column \"" + a.name()
                                + "\"")
                        .detail("SELECT target entry is named \"" + t.resname() + "\".");
            }
            checkType(t.expr(), a, i, select);
        }
        if (i != d.size()) {
            throw invalid(list + " has too few entries");
        }
    }

    private void checkType(Expr e, Attribute a, int number, boolean select) {
        int type = e.type();
        int typmod = e.typmod();
        String entry = (select ? "SELECT rule's target entry " : "RETURNING list's entry ") + number;
        String has = select ? "SELECT target entry has type " : "RETURNING list entry has type ";
        if (type != a.typeOid()) {
            throw invalid(entry + " has different type from column \"" + a.name() + "\"")
                    .detail(has + ddl.catalog.formatType(type, -1) + ", but column has type "
                            + ddl.catalog.formatType(a.typeOid(), -1) + ".");
        }
        if (a.typmod() != typmod && a.typmod() != -1 && typmod != -1) {
            throw invalid(entry + " has different size from column \"" + a.name() + "\"")
                    .detail(has + ddl.catalog.formatType(type, typmod) + ", but column has type "
                            + ddl.catalog.formatType(a.typeOid(), a.typmod()) + ".");
        }
    }

    /** Stores a rule, with its dependencies; {@code replace}: one of that name may be there. */
    void store(
            int relation,
            String name,
            char event,
            boolean instead,
            @Nullable Expr condition,
            List<Query> actions,
            boolean replace) {
        CatalogRow old = ddl.writer.find(
                PgRewrite.RELATION, PgRewrite.REL_RULENAME_INDEX, Datums.oid(relation), Datums.name(name));
        int oid;
        RowBuilder row = new RowBuilder(PgRewrite.COLUMNS);
        if (old == null) {
            oid = ddl.writer.newOid(PgRewrite.RELATION);
        } else {
            if (!replace) {
                throw new SqlError(
                        SqlState.DUPLICATE_OBJECT,
                        "rule \"" + name + "\" for relation \""
                                + ddl.info(relation).name() + "\" already exists");
            }
            oid = old.intAt(PgRewrite.OID);
            ddl.deps.deleteRecordsFor(new ObjectAddress(PgRewrite.RELATION, oid), false);
        }
        row.oid(PgRewrite.OID, oid)
                .name(PgRewrite.RULENAME, name)
                .oid(PgRewrite.EV_CLASS, relation)
                .chr(PgRewrite.EV_TYPE, event)
                .chr(PgRewrite.EV_ENABLED, old == null ? 'O' : old.charAt(PgRewrite.EV_ENABLED))
                .bool(PgRewrite.IS_INSTEAD, instead)
                .text(PgRewrite.EV_QUAL, condition == null ? "<>" : NodeText.write(condition))
                .text(PgRewrite.EV_ACTION, NodeText.writeList(actions));
        if (old == null) {
            ddl.writer.insert(PgRewrite.RELATION, row.row());
        } else {
            ddl.writer.update(old, row.row());
        }
        ObjectAddress me = new ObjectAddress(PgRewrite.RELATION, oid);
        ddl.deps.record(
                me,
                new ObjectAddress(PgClass.RELATION, relation),
                event == '1' ? Dependencies.INTERNAL : Dependencies.AUTO);
        ddl.deps.recordAll(me, References.of(ddl.catalog, actions), Dependencies.NORMAL);
        if (condition != null) {
            Query q = RuleAnalyzer.withOldNew(actions.get(0));
            ddl.deps.recordAll(me, References.of(ddl.catalog, condition, q.rtable), Dependencies.NORMAL);
        }
        CatalogRow c = ddl.writer.needByOid(PgClass.RELATION, relation);
        if (!c.boolAt(PgClass.RELHASRULES)) {
            ddl.writer.set(c, PgClass.RELHASRULES, 1L);
        } else {
            ddl.catalog.invalidation().relationChanged(relation);
        }
        ddl.increment();
    }
}
