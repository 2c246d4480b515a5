package org.hathi.parser.tree;

import java.util.List;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ResTarget;
import org.jspecify.annotations.Nullable;

/** What may stand in FROM. */
public sealed interface FromItem extends Node {

    /** An alias with optional column aliases. */
    record Alias(String aliasname, List<String> colnames) {}

    enum RelPersistence {
        PERMANENT,
        TEMP,
        UNLOGGED
    }

    /**
     * A relation's name, in FROM and wherever statements name relations.
     *
     * @param inh false when ONLY was written
     */
    record RangeVar(
            @Nullable String catalogname,
            @Nullable String schemaname,
            String relname,
            boolean inh,
            RelPersistence relpersistence,
            @Nullable Alias alias,
            int location)
            implements FromItem {}

    record RangeSubselect(
            boolean lateral,
            Statement.SelectStmt subquery,
            @Nullable Alias alias,
            int location) implements FromItem {}

    /** One function of a RangeFunction with its column definitions ({@code ROWS FROM (f() AS (…))}). */
    record FunctionItem(RawExpr funcexpr, List<ColumnDef> coldeflist) {}

    /** A function in FROM; {@code isRowsfrom} for ROWS FROM (…). */
    record RangeFunction(
            boolean lateral,
            boolean ordinality,
            boolean isRowsfrom,
            List<FunctionItem> functions,
            @Nullable Alias alias,
            List<ColumnDef> coldeflist,
            int location)
            implements FromItem {}

    record RangeTableSample(
            FromItem relation,
            List<String> method,
            List<RawExpr> args,
            @Nullable RawExpr repeatable,
            int location) implements FromItem {}

    /** XMLTABLE. */
    record RangeTableFunc(
            boolean lateral,
            RawExpr docexpr,
            RawExpr rowexpr,
            List<ResTarget> namespaces,
            List<RangeTableFuncCol> columns,
            @Nullable Alias alias,
            int location)
            implements FromItem {}

    /** A column of XMLTABLE; {@code typeName} null for FOR ORDINALITY. */
    record RangeTableFuncCol(
            String colname,
            @Nullable TypeName typeName,
            boolean forOrdinality,
            boolean isNotNull,
            @Nullable RawExpr colexpr,
            @Nullable RawExpr coldefexpr,
            int location) {}

    enum JoinType {
        INNER,
        LEFT,
        FULL,
        RIGHT
    }

    /**
     * A join; CROSS JOIN is INNER with neither USING nor quals.
     *
     * @param usingClause empty when there is no USING
     * @param joinUsingAlias alias of USING (…) AS alias
     */
    record JoinExpr(
            JoinType jointype,
            boolean isNatural,
            FromItem larg,
            FromItem rarg,
            List<String> usingClause,
            @Nullable Alias joinUsingAlias,
            @Nullable RawExpr quals,
            @Nullable Alias alias,
            int location)
            implements FromItem {}
}
