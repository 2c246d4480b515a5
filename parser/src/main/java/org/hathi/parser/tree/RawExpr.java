package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.SortBy;
import org.hathi.parser.tree.Clause.WindowDef;
import org.jspecify.annotations.Nullable;

/** Raw expressions. */
public sealed interface RawExpr extends Node {

    /**
     * A column or whole-row reference.
     *
     * @param fields the names; empty for a bare {@code *}
     * @param star the reference ends in {@code *}
     */
    record ColumnRef(List<String> fields, boolean star, int location) implements RawExpr {}

    /** {@code $number}. */
    record ParamRef(int number, int location) implements RawExpr {}

    /** A constant; {@code val} null is NULL. */
    record AConst(@Nullable Value val, int location) implements RawExpr {
        public boolean isNull() {
            return val == null;
        }
    }

    enum AExprKind {
        OP,
        OP_ANY,
        OP_ALL,
        DISTINCT,
        NOT_DISTINCT,
        NULLIF,
        IN,
        LIKE,
        ILIKE,
        SIMILAR,
        BETWEEN,
        NOT_BETWEEN,
        BETWEEN_SYM,
        NOT_BETWEEN_SYM
    }

    /**
     * An operator expression.
     *
     * @param name possibly qualified operator name (IN: {@code =} or {@code <>}; LIKE: {@code ~~}, {@code !~~} …)
     * @param lexpr left operand, null for a prefix operator
     * @param rexpr right operand; {@link ListExpr} for IN and the BETWEENs
     */
    record AExpr(
            AExprKind kind, List<String> name, @Nullable RawExpr lexpr, RawExpr rexpr, int location)
            implements RawExpr {}

    /** A list as an operand (IN, BETWEEN). */
    record ListExpr(List<RawExpr> items, int location) implements RawExpr {}

    enum BoolExprType {
        AND,
        OR,
        NOT
    }

    /** AND and OR are flattened as PostgreSQL does: {@code a AND b AND c} is one node. */
    record BoolExpr(BoolExprType boolop, List<RawExpr> args, int location) implements RawExpr {}

    enum NullTestType {
        IS_NULL,
        IS_NOT_NULL
    }

    record NullTest(RawExpr arg, NullTestType type, int location) implements RawExpr {}

    enum BoolTestType {
        IS_TRUE,
        IS_NOT_TRUE,
        IS_FALSE,
        IS_NOT_FALSE,
        IS_UNKNOWN,
        IS_NOT_UNKNOWN
    }

    record BooleanTest(RawExpr arg, BoolTestType type, int location) implements RawExpr {}

    enum CoercionForm {
        EXPLICIT_CALL,
        SQL_SYNTAX
    }

    /** A function call; {@code over} null when not a window function. */
    record FuncCall(
            List<String> funcname,
            List<RawExpr> args,
            List<SortBy> aggOrder,
            @Nullable RawExpr aggFilter,
            @Nullable WindowDef over,
            boolean aggWithinGroup,
            boolean aggStar,
            boolean aggDistinct,
            boolean funcVariadic,
            CoercionForm funcformat,
            int location)
            implements RawExpr {}

    /** {@code name => arg}, only among a FuncCall's arguments. */
    record NamedArgExpr(RawExpr arg, String name, int location) implements RawExpr {}

    /** Part of an indirection. */
    sealed interface IndirectionEl extends RawExpr {}

    record FieldName(String name, int location) implements IndirectionEl {}

    record AStar(int location) implements IndirectionEl {}

    /** {@code [uidx]}, or with {@code isSlice} {@code [lidx:uidx]} where a missing bound is null. */
    record AIndices(
            boolean isSlice,
            @Nullable RawExpr lidx,
            @Nullable RawExpr uidx,
            int location) implements IndirectionEl {}

    record AIndirection(RawExpr arg, List<IndirectionEl> indirection, int location) implements RawExpr {}

    /** ARRAY[…]; inner bare brackets are AArrayExpr as well. */
    record AArrayExpr(List<RawExpr> elements, int location) implements RawExpr {}

    /** CAST, {@code ::} and {@code type 'literal'}. */
    record TypeCast(RawExpr arg, TypeName typeName, int location) implements RawExpr {}

    record CollateClause(RawExpr arg, List<String> collname, int location) implements RawExpr {}

    enum SubLinkType {
        EXISTS,
        ALL,
        ANY,
        EXPR,
        ARRAY
    }

    /** A sub-select; {@code operName} empty with ANY means {@code IN}. */
    record SubLink(
            SubLinkType type,
            @Nullable RawExpr testexpr,
            List<String> operName,
            Statement.SelectStmt subselect,
            int location)
            implements RawExpr {}

    record CaseWhen(RawExpr expr, RawExpr result, int location) implements RawExpr {}

    record CaseExpr(
            @Nullable RawExpr arg,
            List<CaseWhen> args,
            @Nullable RawExpr defresult,
            int location) implements RawExpr {}

    record CoalesceExpr(List<RawExpr> args, int location) implements RawExpr {}

    enum MinMaxOp {
        GREATEST,
        LEAST
    }

    record MinMaxExpr(MinMaxOp op, List<RawExpr> args, int location) implements RawExpr {}

    enum SqlValueFunctionOp {
        CURRENT_DATE,
        CURRENT_TIME,
        CURRENT_TIME_N,
        CURRENT_TIMESTAMP,
        CURRENT_TIMESTAMP_N,
        LOCALTIME,
        LOCALTIME_N,
        LOCALTIMESTAMP,
        LOCALTIMESTAMP_N,
        CURRENT_ROLE,
        CURRENT_USER,
        USER,
        SESSION_USER,
        CURRENT_CATALOG,
        CURRENT_SCHEMA
    }

    /** CURRENT_DATE and its like; {@code typmod} -1 when no precision was given. */
    record SqlValueFunction(SqlValueFunctionOp op, int typmod, int location) implements RawExpr {}

    /** ROW(…) with {@code explicit}, else {@code (a, b, …)}. */
    record RowExpr(List<RawExpr> args, boolean explicit, int location) implements RawExpr {}

    enum GroupingSetKind {
        EMPTY,
        ROLLUP,
        CUBE,
        SETS
    }

    /** Only in GROUP BY. */
    record GroupingSet(GroupingSetKind kind, List<RawExpr> content, int location) implements RawExpr {}

    record GroupingFunc(List<RawExpr> args, int location) implements RawExpr {}

    /** DEFAULT as an expression (INSERT, UPDATE). */
    record SetToDefault(int location) implements RawExpr {}

    /** WHERE CURRENT OF. */
    record CurrentOfExpr(String cursorName, int location) implements RawExpr {}

    /** {@code SET (a, b) = source}: column {@code colno} (1-based) of {@code ncolumns}. */
    record MultiAssignRef(RawExpr source, int colno, int ncolumns, int location) implements RawExpr {}

    enum XmlExprOp {
        XMLCONCAT,
        XMLELEMENT,
        XMLFOREST,
        XMLPARSE,
        XMLPI,
        XMLROOT,
        IS_DOCUMENT
    }

    enum XmlOption {
        DOCUMENT,
        CONTENT
    }

    /** XMLROOT's third argument is 0 (yes), 1 (no), 2 (no value) or 3 (omitted), as in PostgreSQL. */
    record XmlExpr(
            XmlExprOp op,
            @Nullable String name,
            List<ResTarget> namedArgs,
            List<RawExpr> args,
            XmlOption xmloption,
            int location)
            implements RawExpr {}

    record XmlSerialize(XmlOption xmloption, RawExpr expr, TypeName typeName, int location) implements RawExpr {}
}
