package org.hathi.planner.tree;

/**
 * Writes expressions as node text: field after field, in PostgreSQL's order.
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
abstract class ExprWriter extends NodeOutput {
    final void expr(Expr node) {
        switch (node) {
            case Var e -> writeVar(e);
            case Const e -> constant(e);
            case Param e -> writeParam(e);
            case Aggref e -> writeAggref(e);
            case GroupingFunc e -> writeGroupingFunc(e);
            case WindowFunc e -> writeWindowFunc(e);
            case SubscriptingRef e -> writeSubscriptingRef(e);
            case FuncExpr e -> writeFuncExpr(e);
            case NamedArgExpr e -> writeNamedArgExpr(e);
            case OpExpr e -> writeOpExpr(e);
            case DistinctExpr e -> writeDistinctExpr(e);
            case NullIfExpr e -> writeNullIfExpr(e);
            case ScalarArrayOpExpr e -> writeScalarArrayOpExpr(e);
            case BoolExpr e -> boolExpr(e);
            case SubLink e -> subLink(e);
            case SubPlan e -> writeSubPlan(e);
            case AlternativeSubPlan e -> writeAlternativeSubPlan(e);
            case FieldSelect e -> writeFieldSelect(e);
            case FieldStore e -> writeFieldStore(e);
            case RelabelType e -> writeRelabelType(e);
            case CoerceViaIO e -> writeCoerceViaIO(e);
            case ArrayCoerceExpr e -> writeArrayCoerceExpr(e);
            case ConvertRowtypeExpr e -> writeConvertRowtypeExpr(e);
            case CollateExpr e -> writeCollateExpr(e);
            case CaseExpr e -> writeCaseExpr(e);
            case CaseTestExpr e -> writeCaseTestExpr(e);
            case ArrayExpr e -> writeArrayExpr(e);
            case RowExpr e -> writeRowExpr(e);
            case RowCompareExpr e -> writeRowCompareExpr(e);
            case CoalesceExpr e -> writeCoalesceExpr(e);
            case MinMaxExpr e -> writeMinMaxExpr(e);
            case SqlValueFunction e -> writeSqlValueFunction(e);
            case XmlExpr e -> writeXmlExpr(e);
            case NullTest e -> writeNullTest(e);
            case BooleanTest e -> writeBooleanTest(e);
            case CoerceToDomain e -> writeCoerceToDomain(e);
            case CoerceToDomainValue e -> writeCoerceToDomainValue(e);
            case SetToDefault e -> writeSetToDefault(e);
            case CurrentOfExpr e -> writeCurrentOfExpr(e);
            case NextValueExpr e -> writeNextValueExpr(e);
            case InferenceElem e -> writeInferenceElem(e);
            case PlaceHolderVar e -> writePlaceHolderVar(e);
        }
        out.append('}');
    }

    private void writeVar(Var e) {
        out.append("{VAR");
        integer("varno", e.varno());
        integer("varattno", e.varattno());
        oid("vartype", e.vartype());
        integer("vartypmod", e.vartypmod());
        oid("varcollid", e.varcollid());
        integer("varlevelsup", e.varlevelsup());
        integer("varnosyn", e.varnosyn());
        integer("varattnosyn", e.varattnosyn());
        location(e.location());
    }

    private void writeParam(Param e) {
        out.append("{PARAM");
        integer("paramkind", e.paramkind().ordinal());
        integer("paramid", e.paramid());
        oid("paramtype", e.paramtype());
        integer("paramtypmod", e.paramtypmod());
        oid("paramcollid", e.paramcollid());
        location(e.location());
    }

    private void writeAggref(Aggref e) {
        out.append("{AGGREF");
        oid("aggfnoid", e.aggfnoid());
        oid("aggtype", e.aggtype());
        oid("aggcollid", e.aggcollid());
        oid("inputcollid", e.inputcollid());
        oid("aggtranstype", e.aggtranstype());
        oids("aggargtypes", e.aggargtypes());
        nodes("aggdirectargs", e.aggdirectargs());
        nodes("args", e.args());
        nodes("aggorder", e.aggorder());
        nodes("aggdistinct", e.aggdistinct());
        node("aggfilter", e.aggfilter());
        bool("aggstar", e.aggstar());
        bool("aggvariadic", e.aggvariadic());
        character("aggkind", e.aggkind());
        integer("agglevelsup", e.agglevelsup());
        integer("aggsplit", e.aggsplit());
        integer("aggno", e.aggno());
        integer("aggtransno", e.aggtransno());
        location(e.location());
    }

    private void writeGroupingFunc(GroupingFunc e) {
        out.append("{GROUPINGFUNC");
        nodes("args", e.args());
        ints("refs", e.refs());
        ints("cols", e.cols());
        integer("agglevelsup", e.agglevelsup());
        location(e.location());
    }

    private void writeWindowFunc(WindowFunc e) {
        out.append("{WINDOWFUNC");
        oid("winfnoid", e.winfnoid());
        oid("wintype", e.wintype());
        oid("wincollid", e.wincollid());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        node("aggfilter", e.aggfilter());
        integer("winref", e.winref());
        bool("winstar", e.winstar());
        bool("winagg", e.winagg());
        location(e.location());
    }

    private void writeSubscriptingRef(SubscriptingRef e) {
        out.append("{SUBSCRIPTINGREF");
        oid("refcontainertype", e.refcontainertype());
        oid("refelemtype", e.refelemtype());
        oid("refrestype", e.refrestype());
        integer("reftypmod", e.reftypmod());
        oid("refcollid", e.refcollid());
        nodes("refupperindexpr", e.refupperindexpr());
        nodes("reflowerindexpr", e.reflowerindexpr());
        node("refexpr", e.refexpr());
        node("refassgnexpr", e.refassgnexpr());
    }

    private void writeFuncExpr(FuncExpr e) {
        out.append("{FUNCEXPR");
        oid("funcid", e.funcid());
        oid("funcresulttype", e.funcresulttype());
        bool("funcretset", e.funcretset());
        bool("funcvariadic", e.funcvariadic());
        integer("funcformat", e.funcformat().ordinal());
        oid("funccollid", e.funccollid());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeNamedArgExpr(NamedArgExpr e) {
        out.append("{NAMEDARGEXPR");
        node("arg", e.arg());
        string("name", e.name());
        integer("argnumber", e.argnumber());
        location(e.location());
    }

    private void writeOpExpr(OpExpr e) {
        out.append("{OPEXPR");
        oid("opno", e.opno());
        oid("opfuncid", e.opfuncid());
        oid("opresulttype", e.opresulttype());
        bool("opretset", e.opretset());
        oid("opcollid", e.opcollid());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeDistinctExpr(DistinctExpr e) {
        out.append("{DISTINCTEXPR");
        oid("opno", e.opno());
        oid("opfuncid", e.opfuncid());
        oid("opresulttype", e.opresulttype());
        bool("opretset", e.opretset());
        oid("opcollid", e.opcollid());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeNullIfExpr(NullIfExpr e) {
        out.append("{NULLIFEXPR");
        oid("opno", e.opno());
        oid("opfuncid", e.opfuncid());
        oid("opresulttype", e.opresulttype());
        bool("opretset", e.opretset());
        oid("opcollid", e.opcollid());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeScalarArrayOpExpr(ScalarArrayOpExpr e) {
        out.append("{SCALARARRAYOPEXPR");
        oid("opno", e.opno());
        oid("opfuncid", e.opfuncid());
        oid("hashfuncid", e.hashfuncid());
        oid("negfuncid", e.negfuncid());
        bool("useOr", e.useOr());
        oid("inputcollid", e.inputcollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeSubPlan(SubPlan e) {
        out.append("{SUBPLAN");
        integer("subLinkType", e.subLinkType().ordinal());
        node("testexpr", e.testexpr());
        ints("paramIds", e.paramIds());
        integer("plan_id", e.planId());
        string("plan_name", e.planName());
        oid("firstColType", e.firstColType());
        integer("firstColTypmod", e.firstColTypmod());
        oid("firstColCollation", e.firstColCollation());
        bool("useHashTable", e.useHashTable());
        bool("unknownEqFalse", e.unknownEqFalse());
        bool("parallel_safe", e.parallelSafe());
        ints("setParam", e.setParam());
        ints("parParam", e.parParam());
        nodes("args", e.args());
        number("startup_cost", e.startupCost());
        number("per_call_cost", e.perCallCost());
    }

    private void writeAlternativeSubPlan(AlternativeSubPlan e) {
        out.append("{ALTERNATIVESUBPLAN");
        nodes("subplans", e.subplans());
    }

    private void writeFieldSelect(FieldSelect e) {
        out.append("{FIELDSELECT");
        node("arg", e.arg());
        integer("fieldnum", e.fieldnum());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
    }

    private void writeFieldStore(FieldStore e) {
        out.append("{FIELDSTORE");
        node("arg", e.arg());
        nodes("newvals", e.newvals());
        ints("fieldnums", e.fieldnums());
        oid("resulttype", e.resulttype());
    }

    private void writeRelabelType(RelabelType e) {
        out.append("{RELABELTYPE");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("relabelformat", e.relabelformat().ordinal());
        location(e.location());
    }

    private void writeCoerceViaIO(CoerceViaIO e) {
        out.append("{COERCEVIAIO");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        oid("resultcollid", e.resultcollid());
        integer("coerceformat", e.coerceformat().ordinal());
        location(e.location());
    }

    private void writeArrayCoerceExpr(ArrayCoerceExpr e) {
        out.append("{ARRAYCOERCEEXPR");
        node("arg", e.arg());
        node("elemexpr", e.elemexpr());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("coerceformat", e.coerceformat().ordinal());
        location(e.location());
    }

    private void writeConvertRowtypeExpr(ConvertRowtypeExpr e) {
        out.append("{CONVERTROWTYPEEXPR");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("convertformat", e.convertformat().ordinal());
        location(e.location());
    }

    private void writeCollateExpr(CollateExpr e) {
        out.append("{COLLATEEXPR");
        node("arg", e.arg());
        oid("collOid", e.collOid());
        location(e.location());
    }

    private void writeCaseExpr(CaseExpr e) {
        out.append("{CASEEXPR");
        oid("casetype", e.casetype());
        oid("casecollid", e.casecollid());
        node("arg", e.arg());
        nodes("args", e.args());
        node("defresult", e.defresult());
        location(e.location());
    }

    private void writeCaseTestExpr(CaseTestExpr e) {
        out.append("{CASETESTEXPR");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
    }

    private void writeArrayExpr(ArrayExpr e) {
        out.append("{ARRAYEXPR");
        oid("array_typeid", e.arrayTypeid());
        oid("array_collid", e.arrayCollid());
        oid("element_typeid", e.elementTypeid());
        nodes("elements", e.elements());
        bool("multidims", e.multidims());
        location(e.location());
    }

    private void writeRowExpr(RowExpr e) {
        out.append("{ROWEXPR");
        nodes("args", e.args());
        oid("row_typeid", e.rowTypeid());
        integer("row_format", e.rowFormat().ordinal());
        strings("colnames", e.colnames());
        location(e.location());
    }

    private void writeRowCompareExpr(RowCompareExpr e) {
        out.append("{ROWCOMPAREEXPR");
        integer("rctype", e.rctype().ordinal());
        oids("opnos", e.opnos());
        oids("opfamilies", e.opfamilies());
        oids("inputcollids", e.inputcollids());
        nodes("largs", e.largs());
        nodes("rargs", e.rargs());
    }

    private void writeCoalesceExpr(CoalesceExpr e) {
        out.append("{COALESCEEXPR");
        oid("coalescetype", e.coalescetype());
        oid("coalescecollid", e.coalescecollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeMinMaxExpr(MinMaxExpr e) {
        out.append("{MINMAXEXPR");
        oid("minmaxtype", e.minmaxtype());
        oid("minmaxcollid", e.minmaxcollid());
        oid("inputcollid", e.inputcollid());
        integer("op", e.op().ordinal());
        nodes("args", e.args());
        location(e.location());
    }

    private void writeSqlValueFunction(SqlValueFunction e) {
        out.append("{SQLVALUEFUNCTION");
        integer("op", e.op().ordinal());
        oid("type", e.type());
        integer("typmod", e.typmod());
        location(e.location());
    }

    private void writeXmlExpr(XmlExpr e) {
        out.append("{XMLEXPR");
        integer("op", e.op().ordinal());
        string("name", e.name());
        nodes("named_args", e.namedArgs());
        strings("arg_names", e.argNames());
        nodes("args", e.args());
        integer("xmloption", e.xmlDocument() ? 0 : 1);
        oid("type", e.type());
        integer("typmod", e.typmod());
        location(e.location());
    }

    private void writeNullTest(NullTest e) {
        out.append("{NULLTEST");
        node("arg", e.arg());
        integer("nulltesttype", e.nulltesttype().ordinal());
        bool("argisrow", e.argisrow());
        location(e.location());
    }

    private void writeBooleanTest(BooleanTest e) {
        out.append("{BOOLEANTEST");
        node("arg", e.arg());
        integer("booltesttype", e.booltesttype().ordinal());
        location(e.location());
    }

    private void writeCoerceToDomain(CoerceToDomain e) {
        out.append("{COERCETODOMAIN");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("coercionformat", e.coercionformat().ordinal());
        location(e.location());
    }

    private void writeCoerceToDomainValue(CoerceToDomainValue e) {
        out.append("{COERCETODOMAINVALUE");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
        location(e.location());
    }

    private void writeSetToDefault(SetToDefault e) {
        out.append("{SETTODEFAULT");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
        location(e.location());
    }

    private void writeCurrentOfExpr(CurrentOfExpr e) {
        out.append("{CURRENTOFEXPR");
        integer("cvarno", e.cvarno());
        string("cursor_name", e.cursorName());
        integer("cursor_param", e.cursorParam());
    }

    private void writeNextValueExpr(NextValueExpr e) {
        out.append("{NEXTVALUEEXPR");
        oid("seqid", e.seqid());
        oid("typeId", e.typeId());
    }

    private void writeInferenceElem(InferenceElem e) {
        out.append("{INFERENCEELEM");
        node("expr", e.expr());
        oid("infercollid", e.infercollid());
        oid("inferopclass", e.inferopclass());
    }

    private void writePlaceHolderVar(PlaceHolderVar e) {
        out.append("{PLACEHOLDERVAR");
        node("phexpr", e.phexpr());
        ints("phrels", e.phrels());
        integer("phid", e.phid());
        integer("phlevelsup", e.phlevelsup());
    }
}
