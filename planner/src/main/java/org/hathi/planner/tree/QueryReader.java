package org.hathi.planner.tree;

import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import org.hathi.parser.tree.UtilityStmt;

/** Reads queries and their parts from node text. */
final class QueryReader extends ExprReader {
    QueryReader(String text, IntUnaryOperator arrayTypeOf) {
        super(text, arrayTypeOf);
    }

    private String text(String name) {
        return Objects.requireNonNull(string(name));
    }

    private void nothing(String name) {
        if (optNode(name) != null) {
            throw bad(name);
        }
    }

    /** The only utility statement that rules can hold; a query stands for it until it is in its own. */
    private Query notifyStmt() {
        Query q = new Query(CmdType.UTILITY);
        q.utilityStmt = new UtilityStmt.NotifyStmt(text("conditionname"), string("payload"), -1);
        return q;
    }

    @Override
    Node other(String name) {
        return switch (name) {
            case "NOTIFYSTMT" -> notifyStmt();
            case "QUERY" -> query();
            case "RANGETBLENTRY" -> rte();
            case "COMMONTABLEEXPR" -> cte();
            case "CTESEARCHCLAUSE" ->
                new CommonTableExpr.CteSearch(
                        strings("search_col_list"),
                        bool("search_breadth_first"),
                        text("search_seq_column"),
                        integer("location"));
            case "CTECYCLECLAUSE" -> cycle();
            case "GROUPINGSET" -> groupingSet();
            case "TARGETENTRY" -> readTargetEntry();
            case "CASEWHEN" -> readCaseWhen();
            case "ALIAS" -> readAlias();
            case "SORTGROUPCLAUSE" -> readSortGroupClause();
            case "WINDOWCLAUSE" -> window();
            case "ROWMARKCLAUSE" -> readRowMarkClause();
            case "SETOPERATIONSTMT" -> readSetOperationStmt();
            case "FROMEXPR" -> readFromExpr();
            case "JOINEXPR" -> readJoinExpr();
            case "RANGETBLREF" -> readRangeTblRef();
            case "ONCONFLICTEXPR" -> readOnConflictExpr();
            case "RANGETBLFUNCTION" -> function();
            case "TABLESAMPLECLAUSE" -> readTableSampleClause();
            case "WITHCHECKOPTION" -> readWithCheckOption();
            case "MERGEACTION" -> readMergeAction();
            default -> throw bad("unknown node " + name);
        };
    }

    private Node readTargetEntry() {
        return new TargetEntry(
                need("expr"),
                integer("resno"),
                string("resname"),
                integer("ressortgroupref"),
                oid("resorigtbl"),
                integer("resorigcol"),
                bool("resjunk"));
    }

    private Node readCaseWhen() {
        return new CaseWhen(need("expr"), need("result"), integer("location"));
    }

    private Node readAlias() {
        return new Alias(text("aliasname"), strings("colnames"));
    }

    private Node readSortGroupClause() {
        return new SortGroupClause(
                integer("tleSortGroupRef"), oid("eqop"), oid("sortop"), bool("nulls_first"), bool("hashable"));
    }

    private Node readRowMarkClause() {
        return new RowMarkClause(
                integer("rti"),
                LockClauseStrength.of(integer("strength")),
                LockWaitPolicy.of(integer("waitPolicy")),
                bool("pushedDown"));
    }

    private Node readSetOperationStmt() {
        return new SetOperationStmt(
                SetOperation.of(integer("op")),
                bool("all"),
                (SetOpNode) Objects.requireNonNull(optNode("larg")),
                (SetOpNode) Objects.requireNonNull(optNode("rarg")),
                ints("colTypes"),
                ints("colTypmods"),
                ints("colCollations"),
                nodes("groupClauses"));
    }

    private Node readFromExpr() {
        return new FromExpr(nodes("fromlist"), opt("quals"));
    }

    private Node readJoinExpr() {
        return new JoinExpr(
                JoinType.of(integer("jointype")),
                bool("isNatural"),
                (JoinNode) Objects.requireNonNull(optNode("larg")),
                (JoinNode) Objects.requireNonNull(optNode("rarg")),
                strings("usingClause"),
                (Alias) optNode("join_using_alias"),
                opt("quals"),
                (Alias) optNode("alias"),
                integer("rtindex"));
    }

    private Node readRangeTblRef() {
        return new RangeTblRef(integer("rtindex"));
    }

    private Node readOnConflictExpr() {
        return new OnConflictExpr(
                OnConflictAction.of(integer("action")),
                nodes("arbiterElems"),
                opt("arbiterWhere"),
                oid("constraint"),
                nodes("onConflictSet"),
                opt("onConflictWhere"),
                integer("exclRelIndex"),
                nodes("exclRelTlist"));
    }

    private Node readTableSampleClause() {
        return new TableSampleClause(oid("tsmhandler"), nodes("args"), opt("repeatable"));
    }

    private Node readWithCheckOption() {
        return new WithCheckOption(integer("kind"), text("relname"), string("polname"), opt("qual"), bool("cascaded"));
    }

    private Node readMergeAction() {
        return new MergeAction(
                bool("matched"),
                CmdType.of(integer("commandType")),
                OverridingKind.of(integer("override")),
                opt("qual"),
                nodes("targetList"),
                ints("updateColnos"));
    }

    private Query query() {
        Query q = new Query(CmdType.of(integer("commandType")));
        q.querySource = QuerySource.of(integer("querySource"));
        q.canSetTag = bool("canSetTag");
        if (optNode("utilityStmt") instanceof Query u) {
            q.utilityStmt = u.utilityStmt;
        }
        q.resultRelation = integer("resultRelation");
        q.hasAggs = bool("hasAggs");
        q.hasWindowFuncs = bool("hasWindowFuncs");
        q.hasTargetSRFs = bool("hasTargetSRFs");
        q.hasSubLinks = bool("hasSubLinks");
        q.hasDistinctOn = bool("hasDistinctOn");
        q.hasRecursive = bool("hasRecursive");
        q.hasModifyingCTE = bool("hasModifyingCTE");
        q.hasForUpdate = bool("hasForUpdate");
        q.hasRowSecurity = bool("hasRowSecurity");
        q.isReturn = bool("isReturn");
        q.cteList = nodes("cteList");
        q.rtable = nodes("rtable");
        q.jointree = (FromExpr) optNode("jointree");
        q.targetList = nodes("targetList");
        q.override = OverridingKind.of(integer("override"));
        q.onConflict = (OnConflictExpr) optNode("onConflict");
        q.returningList = nodes("returningList");
        q.groupClause = nodes("groupClause");
        q.groupDistinct = bool("groupDistinct");
        q.groupingSets = nodes("groupingSets");
        q.havingQual = opt("havingQual");
        q.windowClause = nodes("windowClause");
        q.distinctClause = nodes("distinctClause");
        q.sortClause = nodes("sortClause");
        q.limitOffset = opt("limitOffset");
        q.limitCount = opt("limitCount");
        q.limitOption = LimitOption.of(integer("limitOption"));
        q.rowMarks = nodes("rowMarks");
        q.setOperations = (SetOpNode) optNode("setOperations");
        q.constraintDeps = ints("constraintDeps");
        q.withCheckOptions = nodes("withCheckOptions");
        q.mergeActionList = nodes("mergeActionList");
        q.mergeUseOuterJoin = bool("mergeUseOuterJoin");
        q.stmtLocation = integer("stmt_location");
        q.stmtLen = integer("stmt_len");
        return q;
    }

    private RangeTblFunction function() {
        RangeTblFunction f = new RangeTblFunction(
                need("funcexpr"),
                integer("funccolcount"),
                strings("funccolnames"),
                ints("funccoltypes"),
                ints("funccoltypmods"),
                ints("funccolcollations"));
        bits("funcparams");
        return f;
    }

    private WindowClause window() {
        String name = string("name");
        String refname = string("refname");
        List<SortGroupClause> partition = nodes("partitionClause");
        List<SortGroupClause> order = nodes("orderClause");
        int frame = integer("frameOptions");
        Expr start = opt("startOffset");
        Expr end = opt("endOffset");
        nothing("runCondition");
        return new WindowClause(
                name,
                refname,
                partition,
                order,
                frame,
                start,
                end,
                List.of(),
                oid("startInRangeFunc"),
                oid("endInRangeFunc"),
                oid("inRangeColl"),
                bool("inRangeAsc"),
                bool("inRangeNullsFirst"),
                integer("winref"),
                bool("copiedOrder"));
    }

    private RangeTblEntry rte() {
        Alias alias = (Alias) optNode("alias");
        Alias eref = (Alias) Objects.requireNonNull(optNode("eref"));
        RangeTblEntry r = new RangeTblEntry(RteKind.of(integer("rtekind")));
        r.alias = alias;
        r.eref = eref;
        switch (r.rtekind) {
            case RELATION -> {
                r.relid = oid("relid");
                r.relkind = character("relkind");
                r.rellockmode = integer("rellockmode");
                r.tablesample = (TableSampleClause) optNode("tablesample");
            }
            case SUBQUERY -> {
                r.subquery = (Query) optNode("subquery");
                r.securityBarrier = bool("security_barrier");
            }
            case JOIN -> {
                r.jointype = JoinType.of(integer("jointype"));
                r.joinmergedcols = integer("joinmergedcols");
                r.joinaliasvars = nodes("joinaliasvars");
                r.joinleftcols = ints("joinleftcols");
                r.joinrightcols = ints("joinrightcols");
                r.joinUsingAlias = (Alias) optNode("join_using_alias");
            }
            case FUNCTION -> {
                r.functions = nodes("functions");
                r.funcordinality = bool("funcordinality");
            }
            case VALUES -> {
                r.valuesLists = lists("values_lists");
                columns(r);
            }
            case CTE -> {
                r.ctename = string("ctename");
                r.ctelevelsup = integer("ctelevelsup");
                r.selfReference = bool("self_reference");
                columns(r);
            }
            case NAMEDTUPLESTORE -> {
                r.enrname = string("enrname");
                r.enrtuples = number("enrtuples");
                r.relid = oid("relid");
                columns(r);
            }
            case RESULT -> {}
            case TABLEFUNC -> throw bad("TABLEFUNC");
        }
        r.lateral = bool("lateral");
        r.inh = bool("inh");
        r.inFromCl = bool("inFromCl");
        r.requiredPerms = integer("requiredPerms");
        r.checkAsUser = oid("checkAsUser");
        r.selectedCols = bits("selectedCols");
        r.insertedCols = bits("insertedCols");
        r.updatedCols = bits("updatedCols");
        r.extraUpdatedCols = bits("extraUpdatedCols");
        r.securityQuals = nodes("securityQuals");
        return r;
    }

    private void columns(RangeTblEntry r) {
        r.coltypes = ints("coltypes");
        r.coltypmods = ints("coltypmods");
        r.colcollations = ints("colcollations");
    }

    private CommonTableExpr cte() {
        String name = text("ctename");
        List<String> alias = strings("aliascolnames");
        CteMaterialize mat = CteMaterialize.of(integer("ctematerialized"));
        Query q = (Query) Objects.requireNonNull(optNode("ctequery"));
        var search = (CommonTableExpr.CteSearch) optNode("search_clause");
        var cycle = (CommonTableExpr.CteCycle) optNode("cycle_clause");
        CommonTableExpr c = new CommonTableExpr(name, q, integer("location"));
        c.searchClause = search;
        c.cycleClause = cycle;
        c.aliascolnames = alias;
        c.ctematerialized = mat;
        c.cterecursive = bool("cterecursive");
        c.cterefcount = integer("cterefcount");
        c.ctecolnames = strings("ctecolnames");
        c.ctecoltypes = ints("ctecoltypes");
        c.ctecoltypmods = ints("ctecoltypmods");
        c.ctecolcollations = ints("ctecolcollations");
        return c;
    }

    private Node cycle() {
        return new CommonTableExpr.CteCycle(
                strings("cycle_col_list"),
                text("cycle_mark_column"),
                need("cycle_mark_value"),
                need("cycle_mark_default"),
                text("cycle_path_column"),
                integer("location"),
                oid("cycle_mark_type"),
                integer("cycle_mark_typmod"),
                oid("cycle_mark_collation"),
                oid("cycle_mark_neop"));
    }

    private GroupingSet groupingSet() {
        GroupingSetKind k = GroupingSetKind.of(integer("kind"));
        if (k == GroupingSetKind.SIMPLE) {
            return new GroupingSet(k, ints("content"), List.of(), integer("location"));
        }
        return new GroupingSet(k, new int[0], nodes("content"), integer("location"));
    }
}
