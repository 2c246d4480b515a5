package org.hathi.planner.tree;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes expressions as node text: field after field, in PostgreSQL's order. */
abstract class ExprWriter {
    final StringBuilder out = new StringBuilder(256);
    /** Write −1 for locations (to compare trees). */
    boolean noLocations;

    abstract void node(@Nullable Node n);

    final void tag(String name) {
        out.append(" :").append(name).append(' ');
    }

    final void integer(String name, int v) {
        tag(name);
        out.append(v);
    }

    final void location(int v) {
        integer("location", noLocations ? -1 : v);
    }

    final void oid(String name, int v) {
        tag(name);
        out.append(v & 0xFFFFFFFFL);
    }

    final void bool(String name, boolean v) {
        tag(name);
        out.append(v);
    }

    final void character(String name, char c) {
        tag(name);
        if (c == 0) {
            out.append("<>");
        } else {
            out.append(c);
        }
    }

    final void string(String name, @Nullable String s) {
        tag(name);
        token(s);
    }

    /** outToken: escapes what the reader would take for structure. */
    final void token(@Nullable String s) {
        if (s == null) {
            out.append("<>");
            return;
        }
        if (s.isEmpty()) {
            out.append("\"\"");
            return;
        }
        char f = s.charAt(0);
        boolean sign = (f == '+' || f == '-') && s.length() > 1 && (digit(s.charAt(1)) || s.charAt(1) == '.');
        if (f == '<' || f == '"' || digit(f) || sign) {
            out.append('\\');
        }
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == ' ' || c == '\n' || c == '\t' || c == '(' || c == ')' || c == '{' || c == '}' || c == '\\') {
                out.append('\\');
            }
            out.append(c);
        }
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    final void node(String name, @Nullable Node n) {
        tag(name);
        if (n == null) {
            out.append("<>");
        } else {
            node(n);
        }
    }

    final void nodes(String name, List<? extends @Nullable Node> l) {
        tag(name);
        list(l);
    }

    final void list(List<? extends @Nullable Node> l) {
        if (l.isEmpty()) {
            out.append("<>");
            return;
        }
        out.append('(');
        for (int i = 0; i < l.size(); i++) {
            if (i > 0) {
                out.append(' ');
            }
            Node n = l.get(i);
            if (n == null) {
                out.append("<>");
            } else {
                node(n);
            }
        }
        out.append(')');
    }

    final void oids(String name, int[] a) {
        ints(name, 'o', a);
    }

    final void ints(String name, int[] a) {
        ints(name, 'i', a);
    }

    private void ints(String name, char kind, int[] a) {
        tag(name);
        if (a.length == 0) {
            out.append("<>");
            return;
        }
        out.append('(').append(kind);
        for (int v : a) {
            out.append(' ').append(kind == 'o' ? v & 0xFFFFFFFFL : v);
        }
        out.append(')');
    }

    final void bits(String name, BitSet s) {
        tag(name);
        out.append("(b");
        for (int i = s.nextSetBit(0); i >= 0; i = s.nextSetBit(i + 1)) {
            out.append(' ').append(i);
        }
        out.append(')');
    }

    /** A list of String nodes: quoted, the contents escaped. */
    final void strings(String name, List<String> l) {
        tag(name);
        if (l.isEmpty()) {
            out.append("<>");
            return;
        }
        out.append('(');
        for (int i = 0; i < l.size(); i++) {
            if (i > 0) {
                out.append(' ');
            }
            out.append('"');
            if (!l.get(i).isEmpty()) {
                token(l.get(i));
            }
            out.append('"');
        }
        out.append(')');
    }

    private void datum(Const c) {
        tag("constvalue");
        Object v = c.constvalue();
        if (v == null) {
            out.append("<>");
        } else if (v instanceof Long l) {
            out.append(c.constlen()).append(" [ ");
            for (int i = 0; i < 8; i++) {
                out.append((byte) (l >>> 8 * i)).append(' ');
            }
            out.append(']');
        } else {
            byte[] b = (byte[]) v;
            int head = c.constlen() == -1 ? 4 : 0;
            int tail = c.constlen() == -2 ? 1 : 0;
            int n = b.length + head + tail;
            out.append(n).append(" [ ");
            for (int i = 0; i < head; i++) {
                out.append((byte) ((n << 2) >>> 8 * i)).append(' ');
            }
            for (byte x : b) {
                out.append(x).append(' ');
            }
            if (tail != 0) {
                out.append("0 ");
            }
            out.append(']');
        }
    }

    final void expr(Expr node) {
        switch (node) {
            case Var e -> var(e);
            case Const e -> constant(e);
            case Param e -> param(e);
            case Aggref e -> aggref(e);
            case GroupingFunc e -> groupingFunc(e);
            case WindowFunc e -> windowFunc(e);
            case SubscriptingRef e -> subscriptingRef(e);
            case FuncExpr e -> funcExpr(e);
            case NamedArgExpr e -> namedArgExpr(e);
            case OpExpr e -> opExpr(e);
            case DistinctExpr e -> distinctExpr(e);
            case NullIfExpr e -> nullIfExpr(e);
            case ScalarArrayOpExpr e -> scalarArrayOpExpr(e);
            case BoolExpr e -> boolExpr(e);
            case SubLink e -> subLink(e);
            case SubPlan e -> subPlan(e);
            case AlternativeSubPlan e -> alternativeSubPlan(e);
            case FieldSelect e -> fieldSelect(e);
            case FieldStore e -> fieldStore(e);
            case RelabelType e -> relabelType(e);
            case CoerceViaIO e -> coerceViaIO(e);
            case ArrayCoerceExpr e -> arrayCoerceExpr(e);
            case ConvertRowtypeExpr e -> convertRowtypeExpr(e);
            case CollateExpr e -> collateExpr(e);
            case CaseExpr e -> caseExpr(e);
            case CaseTestExpr e -> caseTestExpr(e);
            case ArrayExpr e -> arrayExpr(e);
            case RowExpr e -> rowExpr(e);
            case RowCompareExpr e -> rowCompareExpr(e);
            case CoalesceExpr e -> coalesceExpr(e);
            case MinMaxExpr e -> minMaxExpr(e);
            case SqlValueFunction e -> sqlValueFunction(e);
            case XmlExpr e -> xmlExpr(e);
            case NullTest e -> nullTest(e);
            case BooleanTest e -> booleanTest(e);
            case CoerceToDomain e -> coerceToDomain(e);
            case CoerceToDomainValue e -> coerceToDomainValue(e);
            case SetToDefault e -> setToDefault(e);
            case CurrentOfExpr e -> currentOfExpr(e);
            case NextValueExpr e -> nextValueExpr(e);
            case InferenceElem e -> inferenceElem(e);
            case PlaceHolderVar e -> placeHolderVar(e);
        }
        out.append('}');
    }

    private void var(Var e) {
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

    private void constant(Const e) {
        out.append("{CONST");
        oid("consttype", e.consttype());
        integer("consttypmod", e.consttypmod());
        oid("constcollid", e.constcollid());
        integer("constlen", e.constlen());
        bool("constbyval", e.constbyval());
        bool("constisnull", e.isNull());
        location(e.location());
        datum(e);
    }

    private void param(Param e) {
        out.append("{PARAM");
        integer("paramkind", e.paramkind().ordinal());
        integer("paramid", e.paramid());
        oid("paramtype", e.paramtype());
        integer("paramtypmod", e.paramtypmod());
        oid("paramcollid", e.paramcollid());
        location(e.location());
    }

    private void aggref(Aggref e) {
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

    private void groupingFunc(GroupingFunc e) {
        out.append("{GROUPINGFUNC");
        nodes("args", e.args());
        ints("refs", e.refs());
        ints("cols", e.cols());
        integer("agglevelsup", e.agglevelsup());
        location(e.location());
    }

    private void windowFunc(WindowFunc e) {
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

    private void subscriptingRef(SubscriptingRef e) {
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

    private void funcExpr(FuncExpr e) {
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

    private void namedArgExpr(NamedArgExpr e) {
        out.append("{NAMEDARGEXPR");
        node("arg", e.arg());
        string("name", e.name());
        integer("argnumber", e.argnumber());
        location(e.location());
    }

    private void opExpr(OpExpr e) {
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

    private void distinctExpr(DistinctExpr e) {
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

    private void nullIfExpr(NullIfExpr e) {
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

    private void scalarArrayOpExpr(ScalarArrayOpExpr e) {
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

    private void boolExpr(BoolExpr e) {
        out.append("{BOOLEXPR");
        tag("boolop");
        out.append(e.boolop() == BoolExprType.AND ? "and" : e.boolop() == BoolExprType.OR ? "or" : "not");
        nodes("args", e.args());
        location(e.location());
    }

    private void subLink(SubLink e) {
        out.append("{SUBLINK");
        integer("subLinkType", e.subLinkType().ordinal());
        integer("subLinkId", e.subLinkId());
        node("testexpr", e.testexpr());
        strings("operName", e.operName());
        node("subselect", e.subselect());
        location(e.location());
    }

    private void subPlan(SubPlan e) {
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
        tag("startup_cost");
        out.append(e.startupCost());
        tag("per_call_cost");
        out.append(e.perCallCost());
    }

    private void alternativeSubPlan(AlternativeSubPlan e) {
        out.append("{ALTERNATIVESUBPLAN");
        nodes("subplans", e.subplans());
    }

    private void fieldSelect(FieldSelect e) {
        out.append("{FIELDSELECT");
        node("arg", e.arg());
        integer("fieldnum", e.fieldnum());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
    }

    private void fieldStore(FieldStore e) {
        out.append("{FIELDSTORE");
        node("arg", e.arg());
        nodes("newvals", e.newvals());
        ints("fieldnums", e.fieldnums());
        oid("resulttype", e.resulttype());
    }

    private void relabelType(RelabelType e) {
        out.append("{RELABELTYPE");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("relabelformat", e.relabelformat().ordinal());
        location(e.location());
    }

    private void coerceViaIO(CoerceViaIO e) {
        out.append("{COERCEVIAIO");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        oid("resultcollid", e.resultcollid());
        integer("coerceformat", e.coerceformat().ordinal());
        location(e.location());
    }

    private void arrayCoerceExpr(ArrayCoerceExpr e) {
        out.append("{ARRAYCOERCEEXPR");
        node("arg", e.arg());
        node("elemexpr", e.elemexpr());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("coerceformat", e.coerceformat().ordinal());
        location(e.location());
    }

    private void convertRowtypeExpr(ConvertRowtypeExpr e) {
        out.append("{CONVERTROWTYPEEXPR");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("convertformat", e.convertformat().ordinal());
        location(e.location());
    }

    private void collateExpr(CollateExpr e) {
        out.append("{COLLATEEXPR");
        node("arg", e.arg());
        oid("collOid", e.collOid());
        location(e.location());
    }

    private void caseExpr(CaseExpr e) {
        out.append("{CASEEXPR");
        oid("casetype", e.casetype());
        oid("casecollid", e.casecollid());
        node("arg", e.arg());
        nodes("args", e.args());
        node("defresult", e.defresult());
        location(e.location());
    }

    private void caseTestExpr(CaseTestExpr e) {
        out.append("{CASETESTEXPR");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
    }

    private void arrayExpr(ArrayExpr e) {
        out.append("{ARRAYEXPR");
        oid("array_typeid", e.arrayTypeid());
        oid("array_collid", e.arrayCollid());
        oid("element_typeid", e.elementTypeid());
        nodes("elements", e.elements());
        bool("multidims", e.multidims());
        location(e.location());
    }

    private void rowExpr(RowExpr e) {
        out.append("{ROWEXPR");
        nodes("args", e.args());
        oid("row_typeid", e.rowTypeid());
        integer("row_format", e.rowFormat().ordinal());
        strings("colnames", e.colnames());
        location(e.location());
    }

    private void rowCompareExpr(RowCompareExpr e) {
        out.append("{ROWCOMPAREEXPR");
        integer("rctype", e.rctype().ordinal());
        oids("opnos", e.opnos());
        oids("opfamilies", e.opfamilies());
        oids("inputcollids", e.inputcollids());
        nodes("largs", e.largs());
        nodes("rargs", e.rargs());
    }

    private void coalesceExpr(CoalesceExpr e) {
        out.append("{COALESCEEXPR");
        oid("coalescetype", e.coalescetype());
        oid("coalescecollid", e.coalescecollid());
        nodes("args", e.args());
        location(e.location());
    }

    private void minMaxExpr(MinMaxExpr e) {
        out.append("{MINMAXEXPR");
        oid("minmaxtype", e.minmaxtype());
        oid("minmaxcollid", e.minmaxcollid());
        oid("inputcollid", e.inputcollid());
        integer("op", e.op().ordinal());
        nodes("args", e.args());
        location(e.location());
    }

    private void sqlValueFunction(SqlValueFunction e) {
        out.append("{SQLVALUEFUNCTION");
        integer("op", e.op().ordinal());
        oid("type", e.type());
        integer("typmod", e.typmod());
        location(e.location());
    }

    private void xmlExpr(XmlExpr e) {
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

    private void nullTest(NullTest e) {
        out.append("{NULLTEST");
        node("arg", e.arg());
        integer("nulltesttype", e.nulltesttype().ordinal());
        bool("argisrow", e.argisrow());
        location(e.location());
    }

    private void booleanTest(BooleanTest e) {
        out.append("{BOOLEANTEST");
        node("arg", e.arg());
        integer("booltesttype", e.booltesttype().ordinal());
        location(e.location());
    }

    private void coerceToDomain(CoerceToDomain e) {
        out.append("{COERCETODOMAIN");
        node("arg", e.arg());
        oid("resulttype", e.resulttype());
        integer("resulttypmod", e.resulttypmod());
        oid("resultcollid", e.resultcollid());
        integer("coercionformat", e.coercionformat().ordinal());
        location(e.location());
    }

    private void coerceToDomainValue(CoerceToDomainValue e) {
        out.append("{COERCETODOMAINVALUE");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
        location(e.location());
    }

    private void setToDefault(SetToDefault e) {
        out.append("{SETTODEFAULT");
        oid("typeId", e.typeId());
        integer("typeMod", e.typeMod());
        oid("collation", e.collation());
        location(e.location());
    }

    private void currentOfExpr(CurrentOfExpr e) {
        out.append("{CURRENTOFEXPR");
        integer("cvarno", e.cvarno());
        string("cursor_name", e.cursorName());
        integer("cursor_param", e.cursorParam());
    }

    private void nextValueExpr(NextValueExpr e) {
        out.append("{NEXTVALUEEXPR");
        oid("seqid", e.seqid());
        oid("typeId", e.typeId());
    }

    private void inferenceElem(InferenceElem e) {
        out.append("{INFERENCEELEM");
        node("expr", e.expr());
        oid("infercollid", e.infercollid());
        oid("inferopclass", e.inferopclass());
    }

    private void placeHolderVar(PlaceHolderVar e) {
        out.append("{PLACEHOLDERVAR");
        node("phexpr", e.phexpr());
        ints("phrels", e.phrels());
        integer("phid", e.phid());
        integer("phlevelsup", e.phlevelsup());
    }
}
