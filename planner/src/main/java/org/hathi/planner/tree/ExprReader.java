package org.hathi.planner.tree;

import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions from node text: field after field, in the order they are written.
 *
 * <p>Written by NodeGenerator out of nodes.txt.
 */
abstract class ExprReader extends NodeInput {
    ExprReader(String text, IntUnaryOperator arrayTypeOf) {
        super(text, arrayTypeOf);
    }

    @Override
    final @Nullable Expr expr(String name) {
        return switch (name) {
            case "VAR" -> readVar();
            case "CONST" -> constant();
            case "PARAM" -> readParam();
            case "AGGREF" -> readAggref();
            case "GROUPINGFUNC" -> readGroupingFunc();
            case "WINDOWFUNC" -> readWindowFunc();
            case "SUBSCRIPTINGREF" -> readSubscriptingRef();
            case "FUNCEXPR" -> readFuncExpr();
            case "NAMEDARGEXPR" -> readNamedArgExpr();
            case "OPEXPR" -> readOpExpr();
            case "DISTINCTEXPR" -> readDistinctExpr();
            case "NULLIFEXPR" -> readNullIfExpr();
            case "SCALARARRAYOPEXPR" -> readScalarArrayOpExpr();
            case "BOOLEXPR" -> boolExpr();
            case "SUBLINK" -> subLink();
            case "FIELDSELECT" -> readFieldSelect();
            case "FIELDSTORE" -> readFieldStore();
            case "RELABELTYPE" -> readRelabelType();
            case "COERCEVIAIO" -> readCoerceViaIO();
            case "ARRAYCOERCEEXPR" -> readArrayCoerceExpr();
            case "CONVERTROWTYPEEXPR" -> readConvertRowtypeExpr();
            case "COLLATEEXPR" -> readCollateExpr();
            case "CASEEXPR" -> readCaseExpr();
            case "CASETESTEXPR" -> readCaseTestExpr();
            case "ARRAYEXPR" -> readArrayExpr();
            case "ROWEXPR" -> readRowExpr();
            case "ROWCOMPAREEXPR" -> readRowCompareExpr();
            case "COALESCEEXPR" -> readCoalesceExpr();
            case "MINMAXEXPR" -> readMinMaxExpr();
            case "SQLVALUEFUNCTION" -> readSqlValueFunction();
            case "NULLTEST" -> readNullTest();
            case "BOOLEANTEST" -> readBooleanTest();
            case "COERCETODOMAIN" -> readCoerceToDomain();
            case "COERCETODOMAINVALUE" -> readCoerceToDomainValue();
            case "SETTODEFAULT" -> readSetToDefault();
            case "CURRENTOFEXPR" -> readCurrentOfExpr();
            case "NEXTVALUEEXPR" -> readNextValueExpr();
            case "INFERENCEELEM" -> readInferenceElem();
            default -> null;
        };
    }

    private Var readVar() {
        return new Var(
                integer("varno"),
                integer("varattno"),
                oid("vartype"),
                integer("vartypmod"),
                oid("varcollid"),
                integer("varlevelsup"),
                integer("varnosyn"),
                integer("varattnosyn"),
                integer("location"));
    }

    private Param readParam() {
        return new Param(
                ParamKind.of(integer("paramkind")),
                integer("paramid"),
                oid("paramtype"),
                integer("paramtypmod"),
                oid("paramcollid"),
                integer("location"));
    }

    private Aggref readAggref() {
        return new Aggref(
                oid("aggfnoid"),
                oid("aggtype"),
                oid("aggcollid"),
                oid("inputcollid"),
                oid("aggtranstype"),
                ints("aggargtypes"),
                nodes("aggdirectargs"),
                nodes("args"),
                nodes("aggorder"),
                nodes("aggdistinct"),
                opt("aggfilter"),
                bool("aggstar"),
                bool("aggvariadic"),
                character("aggkind"),
                integer("agglevelsup"),
                integer("aggsplit"),
                integer("aggno"),
                integer("aggtransno"),
                integer("location"));
    }

    private GroupingFunc readGroupingFunc() {
        return new GroupingFunc(nodes("args"), ints("refs"), ints("cols"), integer("agglevelsup"), integer("location"));
    }

    private WindowFunc readWindowFunc() {
        return new WindowFunc(
                oid("winfnoid"),
                oid("wintype"),
                oid("wincollid"),
                oid("inputcollid"),
                nodes("args"),
                opt("aggfilter"),
                integer("winref"),
                bool("winstar"),
                bool("winagg"),
                integer("location"));
    }

    private SubscriptingRef readSubscriptingRef() {
        return new SubscriptingRef(
                oid("refcontainertype"),
                oid("refelemtype"),
                oid("refrestype"),
                integer("reftypmod"),
                oid("refcollid"),
                nodes("refupperindexpr"),
                nodes("reflowerindexpr"),
                need("refexpr"),
                opt("refassgnexpr"));
    }

    private FuncExpr readFuncExpr() {
        return new FuncExpr(
                oid("funcid"),
                oid("funcresulttype"),
                bool("funcretset"),
                bool("funcvariadic"),
                CoercionForm.of(integer("funcformat")),
                oid("funccollid"),
                oid("inputcollid"),
                nodes("args"),
                integer("location"));
    }

    private NamedArgExpr readNamedArgExpr() {
        return new NamedArgExpr(need("arg"), string("name"), integer("argnumber"), integer("location"));
    }

    private OpExpr readOpExpr() {
        return new OpExpr(
                oid("opno"),
                oid("opfuncid"),
                oid("opresulttype"),
                bool("opretset"),
                oid("opcollid"),
                oid("inputcollid"),
                nodes("args"),
                integer("location"));
    }

    private DistinctExpr readDistinctExpr() {
        return new DistinctExpr(
                oid("opno"),
                oid("opfuncid"),
                oid("opresulttype"),
                bool("opretset"),
                oid("opcollid"),
                oid("inputcollid"),
                nodes("args"),
                integer("location"));
    }

    private NullIfExpr readNullIfExpr() {
        return new NullIfExpr(
                oid("opno"),
                oid("opfuncid"),
                oid("opresulttype"),
                bool("opretset"),
                oid("opcollid"),
                oid("inputcollid"),
                nodes("args"),
                integer("location"));
    }

    private ScalarArrayOpExpr readScalarArrayOpExpr() {
        return new ScalarArrayOpExpr(
                oid("opno"),
                oid("opfuncid"),
                oid("hashfuncid"),
                oid("negfuncid"),
                bool("useOr"),
                oid("inputcollid"),
                nodes("args"),
                integer("location"));
    }

    private FieldSelect readFieldSelect() {
        return new FieldSelect(
                need("arg"), integer("fieldnum"), oid("resulttype"), integer("resulttypmod"), oid("resultcollid"));
    }

    private FieldStore readFieldStore() {
        return new FieldStore(opt("arg"), nodes("newvals"), ints("fieldnums"), oid("resulttype"));
    }

    private RelabelType readRelabelType() {
        return new RelabelType(
                need("arg"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("relabelformat")),
                integer("location"));
    }

    private CoerceViaIO readCoerceViaIO() {
        return new CoerceViaIO(
                need("arg"),
                oid("resulttype"),
                oid("resultcollid"),
                CoercionForm.of(integer("coerceformat")),
                integer("location"));
    }

    private ArrayCoerceExpr readArrayCoerceExpr() {
        return new ArrayCoerceExpr(
                need("arg"),
                need("elemexpr"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("coerceformat")),
                integer("location"));
    }

    private ConvertRowtypeExpr readConvertRowtypeExpr() {
        return new ConvertRowtypeExpr(
                need("arg"), oid("resulttype"), CoercionForm.of(integer("convertformat")), integer("location"));
    }

    private CollateExpr readCollateExpr() {
        return new CollateExpr(need("arg"), oid("collOid"), integer("location"));
    }

    private CaseExpr readCaseExpr() {
        return new CaseExpr(
                oid("casetype"), oid("casecollid"), opt("arg"), nodes("args"), opt("defresult"), integer("location"));
    }

    private CaseTestExpr readCaseTestExpr() {
        return new CaseTestExpr(oid("typeId"), integer("typeMod"), oid("collation"));
    }

    private ArrayExpr readArrayExpr() {
        return new ArrayExpr(
                oid("array_typeid"),
                oid("array_collid"),
                oid("element_typeid"),
                nodes("elements"),
                bool("multidims"),
                integer("location"));
    }

    private RowExpr readRowExpr() {
        return new RowExpr(
                nodes("args"),
                oid("row_typeid"),
                CoercionForm.of(integer("row_format")),
                strings("colnames"),
                integer("location"));
    }

    private RowCompareExpr readRowCompareExpr() {
        return new RowCompareExpr(
                RowCompareType.of(integer("rctype")),
                ints("opnos"),
                ints("opfamilies"),
                ints("inputcollids"),
                nodes("largs"),
                nodes("rargs"));
    }

    private CoalesceExpr readCoalesceExpr() {
        return new CoalesceExpr(oid("coalescetype"), oid("coalescecollid"), nodes("args"), integer("location"));
    }

    private MinMaxExpr readMinMaxExpr() {
        return new MinMaxExpr(
                oid("minmaxtype"),
                oid("minmaxcollid"),
                oid("inputcollid"),
                MinMaxOp.of(integer("op")),
                nodes("args"),
                integer("location"));
    }

    private SqlValueFunction readSqlValueFunction() {
        return new SqlValueFunction(
                SqlValueFunctionOp.of(integer("op")), oid("type"), integer("typmod"), integer("location"));
    }

    private NullTest readNullTest() {
        return new NullTest(
                need("arg"), NullTestType.of(integer("nulltesttype")), bool("argisrow"), integer("location"));
    }

    private BooleanTest readBooleanTest() {
        return new BooleanTest(need("arg"), BoolTestType.of(integer("booltesttype")), integer("location"));
    }

    private CoerceToDomain readCoerceToDomain() {
        return new CoerceToDomain(
                need("arg"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("coercionformat")),
                integer("location"));
    }

    private CoerceToDomainValue readCoerceToDomainValue() {
        return new CoerceToDomainValue(oid("typeId"), integer("typeMod"), oid("collation"), integer("location"));
    }

    private SetToDefault readSetToDefault() {
        return new SetToDefault(oid("typeId"), integer("typeMod"), oid("collation"), integer("location"));
    }

    private CurrentOfExpr readCurrentOfExpr() {
        return new CurrentOfExpr(integer("cvarno"), string("cursor_name"), integer("cursor_param"));
    }

    private NextValueExpr readNextValueExpr() {
        return new NextValueExpr(oid("seqid"), oid("typeId"));
    }

    private InferenceElem readInferenceElem() {
        return new InferenceElem(need("expr"), oid("infercollid"), oid("inferopclass"));
    }
}
