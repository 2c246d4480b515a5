package org.hathi.planner.tree;

import org.hathi.parser.tree.UtilityStmt;
import org.jspecify.annotations.Nullable;

/** Writes queries and their parts as node text. */
final class QueryWriter extends ExprWriter {
    @Override
    void node(@Nullable Node n) {
        switch (n) {
            case null -> out.append("<>");
            case Expr e -> expr(e);
            case Query q -> query(q);
            case RangeTblEntry r -> rte(r);
            case CommonTableExpr c -> cte(c);
            case CommonTableExpr.CteSearch c -> search(c);
            case CommonTableExpr.CteCycle c -> cycle(c);
            case GroupingSet g -> groupingSet(g);
            case TargetEntry e -> targetEntry(e);
            case CaseWhen e -> caseWhen(e);
            case Alias e -> alias(e);
            case SortGroupClause e -> sortGroupClause(e);
            case WindowClause e -> windowClause(e);
            case RowMarkClause e -> rowMarkClause(e);
            case SetOperationStmt e -> setOperationStmt(e);
            case FromExpr e -> fromExpr(e);
            case JoinExpr e -> joinExpr(e);
            case RangeTblRef e -> rangeTblRef(e);
            case OnConflictExpr e -> onConflictExpr(e);
            case RangeTblFunction e -> rangeTblFunction(e);
            case TableSampleClause e -> tableSampleClause(e);
            case WithCheckOption e -> withCheckOption(e);
            case MergeAction e -> mergeAction(e);
        }
    }

    private void targetEntry(TargetEntry e) {
        out.append("{TARGETENTRY");
        node("expr", e.expr());
        integer("resno", e.resno());
        string("resname", e.resname());
        integer("ressortgroupref", e.ressortgroupref());
        oid("resorigtbl", e.resorigtbl());
        integer("resorigcol", e.resorigcol());
        bool("resjunk", e.resjunk());
        out.append('}');
    }

    private void caseWhen(CaseWhen e) {
        out.append("{CASEWHEN");
        node("expr", e.expr());
        node("result", e.result());
        location(e.location());
        out.append('}');
    }

    private void alias(Alias e) {
        out.append("{ALIAS");
        string("aliasname", e.aliasname());
        strings("colnames", e.colnames());
        out.append('}');
    }

    private void sortGroupClause(SortGroupClause e) {
        out.append("{SORTGROUPCLAUSE");
        integer("tleSortGroupRef", e.tleSortGroupRef());
        oid("eqop", e.eqop());
        oid("sortop", e.sortop());
        bool("nulls_first", e.nullsFirst());
        bool("hashable", e.hashable());
        out.append('}');
    }

    private void windowClause(WindowClause e) {
        out.append("{WINDOWCLAUSE");
        string("name", e.name());
        string("refname", e.refname());
        nodes("partitionClause", e.partitionClause());
        nodes("orderClause", e.orderClause());
        integer("frameOptions", e.frameOptions());
        node("startOffset", e.startOffset());
        node("endOffset", e.endOffset());
        nodes("runCondition", e.runCondition());
        oid("startInRangeFunc", e.startInRangeFunc());
        oid("endInRangeFunc", e.endInRangeFunc());
        oid("inRangeColl", e.inRangeColl());
        bool("inRangeAsc", e.inRangeAsc());
        bool("inRangeNullsFirst", e.inRangeNullsFirst());
        integer("winref", e.winref());
        bool("copiedOrder", e.copiedOrder());
        out.append('}');
    }

    private void rowMarkClause(RowMarkClause e) {
        out.append("{ROWMARKCLAUSE");
        integer("rti", e.rti());
        integer("strength", e.strength().ordinal());
        integer("waitPolicy", e.waitPolicy().ordinal());
        bool("pushedDown", e.pushedDown());
        out.append('}');
    }

    private void setOperationStmt(SetOperationStmt e) {
        out.append("{SETOPERATIONSTMT");
        integer("op", e.op().ordinal());
        bool("all", e.all());
        node("larg", e.larg());
        node("rarg", e.rarg());
        oids("colTypes", e.colTypes());
        ints("colTypmods", e.colTypmods());
        oids("colCollations", e.colCollations());
        nodes("groupClauses", e.groupClauses());
        out.append('}');
    }

    private void fromExpr(FromExpr e) {
        out.append("{FROMEXPR");
        nodes("fromlist", e.fromlist());
        node("quals", e.quals());
        out.append('}');
    }

    private void joinExpr(JoinExpr e) {
        out.append("{JOINEXPR");
        integer("jointype", e.jointype().ordinal());
        bool("isNatural", e.isNatural());
        node("larg", e.larg());
        node("rarg", e.rarg());
        strings("usingClause", e.usingClause());
        node("join_using_alias", e.joinUsingAlias());
        node("quals", e.quals());
        node("alias", e.alias());
        integer("rtindex", e.rtindex());
        out.append('}');
    }

    private void rangeTblRef(RangeTblRef e) {
        out.append("{RANGETBLREF");
        integer("rtindex", e.rtindex());
        out.append('}');
    }

    private void onConflictExpr(OnConflictExpr e) {
        out.append("{ONCONFLICTEXPR");
        integer("action", e.action().ordinal());
        nodes("arbiterElems", e.arbiterElems());
        node("arbiterWhere", e.arbiterWhere());
        oid("constraint", e.constraint());
        nodes("onConflictSet", e.onConflictSet());
        node("onConflictWhere", e.onConflictWhere());
        integer("exclRelIndex", e.exclRelIndex());
        nodes("exclRelTlist", e.exclRelTlist());
        out.append('}');
    }

    private void rangeTblFunction(RangeTblFunction e) {
        out.append("{RANGETBLFUNCTION");
        node("funcexpr", e.funcexpr());
        integer("funccolcount", e.funccolcount());
        strings("funccolnames", e.funccolnames());
        oids("funccoltypes", e.funccoltypes());
        ints("funccoltypmods", e.funccoltypmods());
        oids("funccolcollations", e.funccolcollations());
        tag("funcparams");
        out.append("(b)");
        out.append('}');
    }

    private void tableSampleClause(TableSampleClause e) {
        out.append("{TABLESAMPLECLAUSE");
        oid("tsmhandler", e.tsmhandler());
        nodes("args", e.args());
        node("repeatable", e.repeatable());
        out.append('}');
    }

    private void withCheckOption(WithCheckOption e) {
        out.append("{WITHCHECKOPTION");
        integer("kind", e.kind());
        string("relname", e.relname());
        string("polname", e.polname());
        node("qual", e.qual());
        bool("cascaded", e.cascaded());
        out.append('}');
    }

    private void mergeAction(MergeAction e) {
        out.append("{MERGEACTION");
        bool("matched", e.matched());
        integer("commandType", e.commandType().ordinal());
        integer("override", e.override().ordinal());
        node("qual", e.qual());
        nodes("targetList", e.targetList());
        ints("updateColnos", e.updateColnos());
        out.append('}');
    }

    private void query(Query q) {
        out.append("{QUERY");
        integer("commandType", q.commandType.ordinal());
        integer("querySource", q.querySource.ordinal());
        bool("canSetTag", q.canSetTag);
        tag("utilityStmt");
        if (q.utilityStmt instanceof UtilityStmt.NotifyStmt n) {
            out.append("{NOTIFYSTMT");
            string("conditionname", n.conditionname());
            string("payload", n.payload());
            out.append('}');
        } else {
            out.append("<>");
        }
        integer("resultRelation", q.resultRelation);
        bool("hasAggs", q.hasAggs);
        bool("hasWindowFuncs", q.hasWindowFuncs);
        bool("hasTargetSRFs", q.hasTargetSRFs);
        bool("hasSubLinks", q.hasSubLinks);
        bool("hasDistinctOn", q.hasDistinctOn);
        bool("hasRecursive", q.hasRecursive);
        bool("hasModifyingCTE", q.hasModifyingCTE);
        bool("hasForUpdate", q.hasForUpdate);
        bool("hasRowSecurity", q.hasRowSecurity);
        bool("isReturn", q.isReturn);
        nodes("cteList", q.cteList);
        nodes("rtable", q.rtable);
        node("jointree", q.jointree);
        nodes("targetList", q.targetList);
        integer("override", q.override.ordinal());
        node("onConflict", q.onConflict);
        nodes("returningList", q.returningList);
        nodes("groupClause", q.groupClause);
        bool("groupDistinct", q.groupDistinct);
        nodes("groupingSets", q.groupingSets);
        node("havingQual", q.havingQual);
        nodes("windowClause", q.windowClause);
        nodes("distinctClause", q.distinctClause);
        nodes("sortClause", q.sortClause);
        node("limitOffset", q.limitOffset);
        node("limitCount", q.limitCount);
        integer("limitOption", q.limitOption.ordinal());
        nodes("rowMarks", q.rowMarks);
        node("setOperations", q.setOperations);
        oids("constraintDeps", q.constraintDeps);
        nodes("withCheckOptions", q.withCheckOptions);
        nodes("mergeActionList", q.mergeActionList);
        bool("mergeUseOuterJoin", q.mergeUseOuterJoin);
        integer("stmt_location", q.stmtLocation);
        integer("stmt_len", q.stmtLen);
        out.append('}');
    }

    private void rte(RangeTblEntry r) {
        out.append("{RANGETBLENTRY");
        node("alias", r.alias);
        node("eref", r.eref);
        integer("rtekind", r.rtekind.ordinal());
        switch (r.rtekind) {
            case RELATION -> {
                oid("relid", r.relid);
                character("relkind", r.relkind);
                integer("rellockmode", r.rellockmode);
                node("tablesample", r.tablesample);
            }
            case SUBQUERY -> {
                node("subquery", r.subquery);
                bool("security_barrier", r.securityBarrier);
            }
            case JOIN -> {
                integer("jointype", r.jointype.ordinal());
                integer("joinmergedcols", r.joinmergedcols);
                nodes("joinaliasvars", r.joinaliasvars);
                ints("joinleftcols", r.joinleftcols);
                ints("joinrightcols", r.joinrightcols);
                node("join_using_alias", r.joinUsingAlias);
            }
            case FUNCTION -> {
                nodes("functions", r.functions);
                bool("funcordinality", r.funcordinality);
            }
            case VALUES -> {
                tag("values_lists");
                out.append('(');
                for (int i = 0; i < r.valuesLists.size(); i++) {
                    if (i > 0) {
                        out.append(' ');
                    }
                    list(r.valuesLists.get(i));
                }
                out.append(')');
                columns(r);
            }
            case CTE -> {
                string("ctename", r.ctename);
                integer("ctelevelsup", r.ctelevelsup);
                bool("self_reference", r.selfReference);
                columns(r);
            }
            case NAMEDTUPLESTORE -> {
                string("enrname", r.enrname);
                tag("enrtuples");
                out.append(r.enrtuples);
                oid("relid", r.relid);
                columns(r);
            }
            case TABLEFUNC, RESULT -> {}
        }
        bool("lateral", r.lateral);
        bool("inh", r.inh);
        bool("inFromCl", r.inFromCl);
        integer("requiredPerms", r.requiredPerms);
        oid("checkAsUser", r.checkAsUser);
        bits("selectedCols", r.selectedCols);
        bits("insertedCols", r.insertedCols);
        bits("updatedCols", r.updatedCols);
        bits("extraUpdatedCols", r.extraUpdatedCols);
        nodes("securityQuals", r.securityQuals);
        out.append('}');
    }

    private void columns(RangeTblEntry r) {
        oids("coltypes", r.coltypes);
        ints("coltypmods", r.coltypmods);
        oids("colcollations", r.colcollations);
    }

    private void cte(CommonTableExpr c) {
        out.append("{COMMONTABLEEXPR");
        string("ctename", c.ctename);
        strings("aliascolnames", c.aliascolnames);
        integer("ctematerialized", c.ctematerialized.ordinal());
        node("ctequery", c.ctequery);
        node("search_clause", c.searchClause);
        node("cycle_clause", c.cycleClause);
        location(c.location);
        bool("cterecursive", c.cterecursive);
        integer("cterefcount", c.cterefcount);
        strings("ctecolnames", c.ctecolnames);
        oids("ctecoltypes", c.ctecoltypes);
        ints("ctecoltypmods", c.ctecoltypmods);
        oids("ctecolcollations", c.ctecolcollations);
        out.append('}');
    }

    private void search(CommonTableExpr.CteSearch c) {
        out.append("{CTESEARCHCLAUSE");
        strings("search_col_list", c.colList());
        bool("search_breadth_first", c.breadthFirst());
        string("search_seq_column", c.seqColumn());
        location(c.location());
        out.append('}');
    }

    private void cycle(CommonTableExpr.CteCycle c) {
        out.append("{CTECYCLECLAUSE");
        strings("cycle_col_list", c.colList());
        string("cycle_mark_column", c.markColumn());
        node("cycle_mark_value", c.markValue());
        node("cycle_mark_default", c.markDefault());
        string("cycle_path_column", c.pathColumn());
        location(c.location());
        oid("cycle_mark_type", c.markType());
        integer("cycle_mark_typmod", c.markTypmod());
        oid("cycle_mark_collation", c.markCollation());
        oid("cycle_mark_neop", c.markNeop());
        out.append('}');
    }

    private void groupingSet(GroupingSet g) {
        out.append("{GROUPINGSET");
        integer("kind", g.kind().ordinal());
        if (g.kind() == GroupingSetKind.SIMPLE) {
            ints("content", g.refs());
        } else {
            nodes("content", g.content());
        }
        location(g.location());
        out.append('}');
    }
}
