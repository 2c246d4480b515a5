package org.hathi.planner.tree;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.hathi.base.SqlError;
import org.jspecify.annotations.Nullable;

/** Reads expressions from node text: field after field, in the order they are written. */
abstract class ExprReader {
    private final String text;
    private final IntUnaryOperator arrayTypeOf;
    private int pos;

    ExprReader(String text, IntUnaryOperator arrayTypeOf) {
        this.text = text;
        this.arrayTypeOf = arrayTypeOf;
    }

    abstract Node other(String name);

    final SqlError bad(String what) {
        return SqlError.internal("bad node text at " + pos + ": " + what);
    }

    private void blanks() {
        while (pos < text.length() && text.charAt(pos) <= ' ') {
            pos++;
        }
    }

    final char peek() {
        blanks();
        return pos < text.length() ? text.charAt(pos) : 0;
    }

    final void expect(char c) {
        if (peek() != c) {
            throw bad("expected " + c);
        }
        pos++;
    }

    final boolean accept(char c) {
        if (peek() == c) {
            pos++;
            return true;
        }
        return false;
    }

    /** The next token as written (escapes kept); a quoted string keeps its quotes off and may contain escapes. */
    private String raw() {
        blanks();
        int start = pos;
        while (pos < text.length()) {
            char c = text.charAt(pos);
            if (c == '\\') {
                pos += 2;
                continue;
            }
            if (c <= ' ' || c == '(' || c == ')' || c == '{' || c == '}') {
                break;
            }
            pos++;
        }
        return text.substring(start, Math.min(pos, text.length()));
    }

    private static String unescape(String s) {
        if (s.indexOf('\\') < 0) {
            return s;
        }
        StringBuilder b = new StringBuilder(s.length());
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '\\' && i + 1 < s.length()) {
                c = s.charAt(++i);
            }
            b.append(c);
        }
        return b.toString();
    }

    final String word() {
        return raw();
    }

    /** Skips the field's tag. */
    private void tag(String name) {
        String t = raw();
        if (t.length() != name.length() + 1 || !t.endsWith(name)) {
            throw bad("expected :" + name + ", found " + t);
        }
    }

    final int integer(String name) {
        tag(name);
        return Integer.parseInt(raw());
    }

    final int oid(String name) {
        tag(name);
        return Integer.parseUnsignedInt(raw());
    }

    final double number(String name) {
        tag(name);
        return Double.parseDouble(raw());
    }

    final boolean bool(String name) {
        tag(name);
        return raw().equals("true");
    }

    final char character(String name) {
        tag(name);
        String t = raw();
        return t.equals("<>") ? 0 : unescape(t).charAt(0);
    }

    final @Nullable String string(String name) {
        tag(name);
        String t = raw();
        return t.equals("<>") ? null : t.equals("\"\"") ? "" : unescape(t);
    }

    final @Nullable Node optNode(String name) {
        tag(name);
        return value();
    }

    final @Nullable Expr opt(String name) {
        return (Expr) optNode(name);
    }

    final Expr need(String name) {
        Expr e = opt(name);
        if (e == null) {
            throw bad(name + " is missing");
        }
        return e;
    }

    /** A node or {@code <>}. */
    final @Nullable Node value() {
        if (peek() == '{') {
            return node();
        }
        String t = raw();
        if (!t.equals("<>")) {
            throw bad("expected a node");
        }
        return null;
    }

    final Node node() {
        expect('{');
        String name = raw();
        Node n = expr(name);
        if (n == null) {
            n = other(name);
        }
        expect('}');
        return n;
    }

    private boolean beginList() {
        if (accept('(')) {
            return true;
        }
        if (!raw().equals("<>")) {
            throw bad("expected a list");
        }
        return false;
    }

    @SuppressWarnings("unchecked")
    final <T extends Node> List<T> items() {
        List<T> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                l.add((T) value());
            }
        }
        return l;
    }

    final <T extends Node> List<T> nodes(String name) {
        tag(name);
        return items();
    }

    final List<List<Expr>> lists(String name) {
        tag(name);
        List<List<Expr>> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                l.add(items());
            }
        }
        return l;
    }

    final int[] ints(String name) {
        tag(name);
        if (!beginList()) {
            return new int[0];
        }
        raw();
        int[] a = new int[8];
        int n = 0;
        while (!accept(')')) {
            if (n == a.length) {
                a = java.util.Arrays.copyOf(a, n * 2);
            }
            a[n++] = (int) Long.parseLong(raw());
        }
        return java.util.Arrays.copyOf(a, n);
    }

    final BitSet bits(String name) {
        BitSet s = new BitSet();
        for (int i : ints(name)) {
            s.set(i);
        }
        return s;
    }

    final List<String> strings(String name) {
        tag(name);
        List<String> l = new ArrayList<>();
        if (beginList()) {
            while (!accept(')')) {
                String t = raw();
                l.add(unescape(t.startsWith("\"") && t.endsWith("\"") ? t.substring(1, t.length() - 1) : t));
            }
        }
        return l;
    }

    private Const constant() {
        int type = oid("consttype");
        int typmod = integer("consttypmod");
        int coll = oid("constcollid");
        int len = integer("constlen");
        boolean byVal = bool("constbyval");
        boolean isNull = bool("constisnull");
        int loc = integer("location");
        tag("constvalue");
        if (isNull) {
            raw();
            return new Const(type, typmod, coll, len, byVal, null, loc);
        }
        int n = Integer.parseInt(raw());
        raw();
        byte[] b = new byte[byVal ? 8 : n];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Integer.parseInt(raw());
        }
        raw();
        Object v;
        if (byVal) {
            long l = 0;
            for (int i = 0; i < 8; i++) {
                l |= (b[i] & 0xFFL) << 8 * i;
            }
            v = l;
        } else {
            v = len == -1
                    ? java.util.Arrays.copyOfRange(b, (b[0] & 1) != 0 ? 1 : 4, n)
                    : len == -2 ? java.util.Arrays.copyOf(b, n - 1) : b;
        }
        return new Const(type, typmod, coll, len, byVal, v, loc);
    }

    private BoolExpr boolExpr() {
        tag("boolop");
        BoolExprType t =
                switch (raw()) {
                    case "and" -> BoolExprType.AND;
                    case "or" -> BoolExprType.OR;
                    default -> BoolExprType.NOT;
                };
        return new BoolExpr(t, nodes("args"), integer("location"));
    }

    private SubLink subLink() {
        SubLinkType t = SubLinkType.of(integer("subLinkType"));
        int id = integer("subLinkId");
        Expr test = opt("testexpr");
        List<String> op = strings("operName");
        Query q = (Query) optNode("subselect");
        if (q == null) {
            throw bad("no subselect");
        }
        int array = t == SubLinkType.ARRAY
                ? arrayTypeOf.applyAsInt(q.targetList.get(0).expr().type())
                : 0;
        return new SubLink(t, id, test, op, q, array, integer("location"));
    }

    final @Nullable Expr expr(String name) {
        return switch (name) {
            case "CONST" -> constant();
            case "BOOLEXPR" -> boolExpr();
            case "SUBLINK" -> subLink();
            case "VAR" -> readVar();
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

    private Expr readVar() {
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

    private Expr readParam() {
        return new Param(
                ParamKind.of(integer("paramkind")),
                integer("paramid"),
                oid("paramtype"),
                integer("paramtypmod"),
                oid("paramcollid"),
                integer("location"));
    }

    private Expr readAggref() {
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

    private Expr readGroupingFunc() {
        return new GroupingFunc(nodes("args"), ints("refs"), ints("cols"), integer("agglevelsup"), integer("location"));
    }

    private Expr readWindowFunc() {
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

    private Expr readSubscriptingRef() {
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

    private Expr readFuncExpr() {
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

    private Expr readNamedArgExpr() {
        return new NamedArgExpr(need("arg"), string("name"), integer("argnumber"), integer("location"));
    }

    private Expr readOpExpr() {
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

    private Expr readDistinctExpr() {
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

    private Expr readNullIfExpr() {
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

    private Expr readScalarArrayOpExpr() {
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

    private Expr readFieldSelect() {
        return new FieldSelect(
                need("arg"), integer("fieldnum"), oid("resulttype"), integer("resulttypmod"), oid("resultcollid"));
    }

    private Expr readFieldStore() {
        return new FieldStore(opt("arg"), nodes("newvals"), ints("fieldnums"), oid("resulttype"));
    }

    private Expr readRelabelType() {
        return new RelabelType(
                need("arg"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("relabelformat")),
                integer("location"));
    }

    private Expr readCoerceViaIO() {
        return new CoerceViaIO(
                need("arg"),
                oid("resulttype"),
                oid("resultcollid"),
                CoercionForm.of(integer("coerceformat")),
                integer("location"));
    }

    private Expr readArrayCoerceExpr() {
        return new ArrayCoerceExpr(
                need("arg"),
                need("elemexpr"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("coerceformat")),
                integer("location"));
    }

    private Expr readConvertRowtypeExpr() {
        return new ConvertRowtypeExpr(
                need("arg"), oid("resulttype"), CoercionForm.of(integer("convertformat")), integer("location"));
    }

    private Expr readCollateExpr() {
        return new CollateExpr(need("arg"), oid("collOid"), integer("location"));
    }

    private Expr readCaseExpr() {
        return new CaseExpr(
                oid("casetype"), oid("casecollid"), opt("arg"), nodes("args"), opt("defresult"), integer("location"));
    }

    private Expr readCaseTestExpr() {
        return new CaseTestExpr(oid("typeId"), integer("typeMod"), oid("collation"));
    }

    private Expr readArrayExpr() {
        return new ArrayExpr(
                oid("array_typeid"),
                oid("array_collid"),
                oid("element_typeid"),
                nodes("elements"),
                bool("multidims"),
                integer("location"));
    }

    private Expr readRowExpr() {
        return new RowExpr(
                nodes("args"),
                oid("row_typeid"),
                CoercionForm.of(integer("row_format")),
                strings("colnames"),
                integer("location"));
    }

    private Expr readRowCompareExpr() {
        return new RowCompareExpr(
                RowCompareType.of(integer("rctype")),
                ints("opnos"),
                ints("opfamilies"),
                ints("inputcollids"),
                nodes("largs"),
                nodes("rargs"));
    }

    private Expr readCoalesceExpr() {
        return new CoalesceExpr(oid("coalescetype"), oid("coalescecollid"), nodes("args"), integer("location"));
    }

    private Expr readMinMaxExpr() {
        return new MinMaxExpr(
                oid("minmaxtype"),
                oid("minmaxcollid"),
                oid("inputcollid"),
                MinMaxOp.of(integer("op")),
                nodes("args"),
                integer("location"));
    }

    private Expr readSqlValueFunction() {
        return new SqlValueFunction(
                SqlValueFunctionOp.of(integer("op")), oid("type"), integer("typmod"), integer("location"));
    }

    private Expr readNullTest() {
        return new NullTest(
                need("arg"), NullTestType.of(integer("nulltesttype")), bool("argisrow"), integer("location"));
    }

    private Expr readBooleanTest() {
        return new BooleanTest(need("arg"), BoolTestType.of(integer("booltesttype")), integer("location"));
    }

    private Expr readCoerceToDomain() {
        return new CoerceToDomain(
                need("arg"),
                oid("resulttype"),
                integer("resulttypmod"),
                oid("resultcollid"),
                CoercionForm.of(integer("coercionformat")),
                integer("location"));
    }

    private Expr readCoerceToDomainValue() {
        return new CoerceToDomainValue(oid("typeId"), integer("typeMod"), oid("collation"), integer("location"));
    }

    private Expr readSetToDefault() {
        return new SetToDefault(oid("typeId"), integer("typeMod"), oid("collation"), integer("location"));
    }

    private Expr readCurrentOfExpr() {
        return new CurrentOfExpr(integer("cvarno"), string("cursor_name"), integer("cursor_param"));
    }

    private Expr readNextValueExpr() {
        return new NextValueExpr(oid("seqid"), oid("typeId"));
    }

    private Expr readInferenceElem() {
        return new InferenceElem(need("expr"), oid("infercollid"), oid("inferopclass"));
    }
}
