package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.CommonTableExpr;
import org.hathi.parser.tree.Clause.CteMaterialize;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.IntoClause;
import org.hathi.parser.tree.Clause.OnCommitAction;
import org.hathi.parser.tree.Clause.PartitionBoundSpec;
import org.hathi.parser.tree.Clause.PartitionElem;
import org.hathi.parser.tree.Clause.PartitionSpec;
import org.hathi.parser.tree.Clause.ResTarget;
import org.hathi.parser.tree.Clause.TableElement;
import org.hathi.parser.tree.Clause.TableLikeClause;
import org.hathi.parser.tree.Clause.WithClause;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.Statement.LimitOption;
import org.hathi.parser.tree.Statement.SelectStmt;
import org.hathi.parser.tree.TableLikeOption;
import org.hathi.parser.tree.TableStmt.CreateSeqStmt;
import org.hathi.parser.tree.TableStmt.CreateStmt;
import org.hathi.parser.tree.TableStmt.CreateTableAsStmt;
import org.hathi.parser.tree.TableStmt.ForeignTableSpec;
import org.hathi.parser.tree.TableStmt.IndexStmt;
import org.hathi.parser.tree.TableStmt.ViewCheckOption;
import org.hathi.parser.tree.TableStmt.ViewStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.UtilityStmt.ExecuteStmt;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE, VIEW, MATERIALIZED VIEW, SEQUENCE, INDEX. */
abstract class TableParser extends ConstraintParser {
    TableParser(Lexer lexer) {
        super(lexer);
    }

    /** OptTemp. */
    final RelPersistence optTemp() {
        if (kind == Tok.K_LOCAL || kind == Tok.K_GLOBAL) {
            advance();
            if (kind != Tok.K_TEMPORARY && kind != Tok.K_TEMP) {
                throw unexpected();
            }
        }
        if (accept(Tok.K_TEMPORARY) || accept(Tok.K_TEMP)) {
            return RelPersistence.TEMP;
        }
        return accept(Tok.K_UNLOGGED) ? RelPersistence.UNLOGGED : RelPersistence.PERMANENT;
    }

    // ---- CREATE TABLE

    /** Behind CREATE … TABLE. */
    final Statement createTable(RelPersistence p, int at) {
        expect(Tok.K_TABLE);
        boolean ifNot = ifNotExists();
        RangeVar rel = withPersistence(qualifiedName(), p);
        if (accept(Tok.K_OF)) {
            int typeAt = loc();
            TypeName of = new TypeName(anyName(), false, false, List.of(), List.of(), typeAt);
            List<TableElement> elts = kind == '(' ? typedElements() : List.of();
            return tableRest(rel, elts, List.of(), null, of, ifNot, at);
        }
        if (accept(Tok.K_PARTITION)) {
            expect(Tok.K_OF);
            RangeVar parent = qualifiedName();
            List<TableElement> elts = kind == '(' ? typedElements() : List.of();
            PartitionBoundSpec bound = partitionBound();
            return tableRest(rel, elts, List.of(parent), bound, null, ifNot, at);
        }
        if (kind != '(' || bareNamesFollow()) {
            return tableAs(rel, ifNot, at);
        }
        List<TableElement> elts = tableElements();
        List<RangeVar> inherits = List.of();
        if (accept(Tok.K_INHERITS)) {
            expect('(');
            inherits = qualifiedNameList();
            expect(')');
        }
        return tableRest(rel, elts, inherits, null, null, ifNot, at);
    }

    /** Whether '(' begins the column names of CREATE TABLE AS. */
    private boolean bareNamesFollow() {
        return isColId(peek(1)) && (peek(2) == ',' || peek(2) == ')');
    }

    private CreateStmt tableRest(
            RangeVar rel,
            List<TableElement> elts,
            List<RangeVar> inherits,
            @Nullable PartitionBoundSpec bound,
            @Nullable TypeName of,
            boolean ifNot,
            int at) {
        PartitionSpec part = kind == Tok.K_PARTITION ? partitionSpec() : null;
        String am = accept(Tok.K_USING) ? colId() : null;
        List<DefElem> options = optWith();
        OnCommitAction commit = onCommit();
        String space = tableSpace();
        return new CreateStmt(rel, elts, inherits, bound, part, of, options, commit, space, am, ifNot, null, at);
    }

    /** CREATE FOREIGN TABLE; the current token is TABLE. */
    final CreateStmt createForeignTable(int at) {
        expect(Tok.K_TABLE);
        boolean ifNot = ifNotExists();
        RangeVar rel = qualifiedName();
        List<TableElement> elts;
        List<RangeVar> inherits = List.of();
        PartitionBoundSpec bound = null;
        if (accept(Tok.K_PARTITION)) {
            expect(Tok.K_OF);
            inherits = List.of(qualifiedName());
            elts = kind == '(' ? typedElements() : List.of();
            bound = partitionBound();
        } else {
            elts = tableElements();
            if (accept(Tok.K_INHERITS)) {
                expect('(');
                inherits = qualifiedNameList();
                expect(')');
            }
        }
        expect(Tok.K_SERVER);
        ForeignTableSpec f = new ForeignTableSpec(colId(), genericOptions());
        return new CreateStmt(
                rel, elts, inherits, bound, null, null, List.of(), OnCommitAction.NOOP, null, null, ifNot, f, at);
    }

    private List<TableElement> tableElements() {
        expect('(');
        List<TableElement> r = new ArrayList<>(4);
        if (kind != ')') {
            do {
                r.add(tableElement());
            } while (accept(','));
        }
        expect(')');
        return r;
    }

    private TableElement tableElement() {
        if (startsTableConstraint(kind) && !(kind == Tok.K_EXCLUDE && peek(1) != '(' && peek(1) != Tok.K_USING)) {
            return tableConstraint();
        }
        if (kind != Tok.K_LIKE) {
            return columnDef();
        }
        int at = loc();
        advance();
        RangeVar rel = qualifiedName();
        int options = 0;
        while (kind == Tok.K_INCLUDING || kind == Tok.K_EXCLUDING) {
            boolean including = kind == Tok.K_INCLUDING;
            advance();
            int bit = likeOption();
            options = including ? options | bit : options & ~bit;
        }
        return new TableLikeClause(rel, options, at);
    }

    private int likeOption() {
        int bit =
                switch (kind) {
                    case Tok.K_COMMENTS -> TableLikeOption.COMMENTS;
                    case Tok.K_COMPRESSION -> TableLikeOption.COMPRESSION;
                    case Tok.K_CONSTRAINTS -> TableLikeOption.CONSTRAINTS;
                    case Tok.K_DEFAULTS -> TableLikeOption.DEFAULTS;
                    case Tok.K_IDENTITY -> TableLikeOption.IDENTITY;
                    case Tok.K_GENERATED -> TableLikeOption.GENERATED;
                    case Tok.K_INDEXES -> TableLikeOption.INDEXES;
                    case Tok.K_STATISTICS -> TableLikeOption.STATISTICS;
                    case Tok.K_STORAGE -> TableLikeOption.STORAGE;
                    case Tok.K_ALL -> TableLikeOption.ALL;
                    default -> throw unexpected();
                };
        advance();
        return bit;
    }

    private List<TableElement> typedElements() {
        expect('(');
        List<TableElement> r = new ArrayList<>(2);
        do {
            if (startsTableConstraint(kind) && kind != Tok.K_EXCLUDE) {
                r.add(tableConstraint());
            } else {
                int at = loc();
                String name = colId();
                if (accept(Tok.K_WITH)) {
                    expect(Tok.K_OPTIONS);
                }
                r.add(columnRest(name, null, null, List.of(), at));
            }
        } while (accept(','));
        expect(')');
        return r;
    }

    private List<DefElem> optWith() {
        if (accept(Tok.K_WITHOUT)) {
            expect(Tok.K_OIDS);
            return List.of();
        }
        return optRelOptions();
    }

    private OnCommitAction onCommit() {
        if (!accept(Tok.K_ON)) {
            return OnCommitAction.NOOP;
        }
        expect(Tok.K_COMMIT);
        if (accept(Tok.K_DROP)) {
            return OnCommitAction.DROP;
        }
        if (accept(Tok.K_DELETE)) {
            expect(Tok.K_ROWS);
            return OnCommitAction.DELETE_ROWS;
        }
        expect(Tok.K_PRESERVE, Tok.K_ROWS);
        return OnCommitAction.PRESERVE_ROWS;
    }

    final @Nullable String tableSpace() {
        return accept(Tok.K_TABLESPACE) ? colId() : null;
    }

    // ---- partitions

    private PartitionSpec partitionSpec() {
        int at = loc();
        advance();
        expect(Tok.K_BY);
        int strategyAt = loc();
        String s = colId();
        expect('(');
        List<PartitionElem> params = new ArrayList<>(2);
        do {
            int elemAt = loc();
            IndexElem e = partitionElem();
            params.add(new PartitionElem(e.name(), e.expr(), e.collation(), e.opclass(), elemAt));
        } while (accept(','));
        expect(')');
        char strategy = s.equalsIgnoreCase("list") ? 'l' : s.equalsIgnoreCase("range") ? 'r' : 'h';
        if (strategy == 'h' && !s.equalsIgnoreCase("hash")) {
            throw error(
                    SqlState.INVALID_PARAMETER_VALUE, "unrecognized partitioning strategy \"" + s + "\"", strategyAt);
        }
        return new PartitionSpec(strategy, params, at);
    }

    private IndexElem partitionElem() {
        return indexElem();
    }

    /** PartitionBoundSpec. */
    final PartitionBoundSpec partitionBound() {
        int at = loc();
        if (accept(Tok.K_DEFAULT)) {
            return new PartitionBoundSpec((char) 0, true, 0, 0, List.of(), List.of(), List.of(), at);
        }
        expect(Tok.K_FOR, Tok.K_VALUES);
        at = loc();
        if (accept(Tok.K_IN)) {
            return new PartitionBoundSpec('l', false, 0, 0, parenExprs(), List.of(), List.of(), at);
        }
        if (accept(Tok.K_FROM)) {
            List<RawExpr> lower = parenExprs();
            expect(Tok.K_TO);
            return new PartitionBoundSpec('r', false, 0, 0, List.of(), lower, parenExprs(), at);
        }
        expect(Tok.K_WITH, '(');
        int modulus = -1;
        int remainder = -1;
        do {
            int nameAt = loc();
            String name = nonReservedWord();
            int v = iconst();
            if (name.equals("modulus") && modulus == -1) {
                modulus = v;
            } else if (name.equals("remainder") && remainder == -1) {
                remainder = v;
            } else if (name.equals("modulus") || name.equals("remainder")) {
                throw error(SqlState.DUPLICATE_OBJECT, name + " for hash partition provided more than once", nameAt);
            } else {
                throw syntaxError("unrecognized hash partition bound specification \"" + name + "\"", nameAt);
            }
        } while (accept(','));
        expect(')');
        if (modulus == -1) {
            throw syntaxError("modulus for hash partition must be specified", -1);
        }
        if (remainder == -1) {
            throw syntaxError("remainder for hash partition must be specified", -1);
        }
        return new PartitionBoundSpec('h', false, modulus, remainder, List.of(), List.of(), List.of(), at);
    }

    private List<RawExpr> parenExprs() {
        expect('(');
        List<RawExpr> r = exprList();
        expect(')');
        return r;
    }

    // ---- CREATE TABLE AS, views

    private Statement tableAs(RangeVar rel, boolean ifNot, int at) {
        IntoClause into = intoTarget(rel);
        expect(Tok.K_AS);
        if (kind == Tok.K_EXECUTE) {
            ExecuteStmt e = execute();
            return new CreateTableAsStmt(e, skipData(into), ObjectType.TABLE, ifNot, at);
        }
        SelectStmt s = selectStmt();
        return new CreateTableAsStmt(s, skipData(into), ObjectType.TABLE, ifNot, at);
    }

    private IntoClause intoTarget(RangeVar rel) {
        List<String> cols = optColumnList();
        String am = accept(Tok.K_USING) ? colId() : null;
        List<DefElem> options = optWith();
        OnCommitAction commit = onCommit();
        return new IntoClause(rel, cols, am, options, commit, tableSpace(), false, rel.location());
    }

    private IntoClause skipData(IntoClause i) {
        boolean skip = noData();
        return new IntoClause(
                i.rel(),
                i.colNames(),
                i.accessMethod(),
                i.options(),
                i.onCommit(),
                i.tableSpaceName(),
                skip,
                i.location());
    }

    /** WITH [NO] DATA: true for NO. */
    final boolean noData() {
        if (!accept(Tok.K_WITH)) {
            return false;
        }
        boolean no = accept(Tok.K_NO);
        expect(Tok.K_DATA);
        return no;
    }

    /** Behind CREATE [UNLOGGED]; the current token is MATERIALIZED. */
    final CreateTableAsStmt createMatView(RelPersistence p, int at) {
        advance();
        expect(Tok.K_VIEW);
        boolean ifNot = ifNotExists();
        RangeVar rel = withPersistence(qualifiedName(), p);
        List<String> cols = optColumnList();
        String am = accept(Tok.K_USING) ? colId() : null;
        List<DefElem> options = optRelOptions();
        String space = tableSpace();
        expect(Tok.K_AS);
        SelectStmt s = selectStmt();
        IntoClause into = new IntoClause(rel, cols, am, options, OnCommitAction.NOOP, space, noData(), rel.location());
        return new CreateTableAsStmt(s, into, ObjectType.MATVIEW, ifNot, at);
    }

    /** Behind CREATE [OR REPLACE] [TEMP]; the current token is [RECURSIVE] VIEW. */
    final ViewStmt createView(RelPersistence p, boolean replace, int at) {
        boolean recursive = accept(Tok.K_RECURSIVE);
        expect(Tok.K_VIEW);
        RangeVar view = withPersistence(qualifiedName(), p);
        List<String> cols = recursive ? columnList() : optColumnList();
        List<DefElem> options = optRelOptions();
        expect(Tok.K_AS);
        SelectStmt query = selectStmt();
        ViewCheckOption check = ViewCheckOption.NONE;
        if (kind == Tok.K_WITH) {
            int checkAt = loc();
            advance();
            check = ViewCheckOption.CASCADED;
            if (accept(Tok.K_LOCAL)) {
                check = ViewCheckOption.LOCAL;
            } else {
                accept(Tok.K_CASCADED);
            }
            expect(Tok.K_CHECK, Tok.K_OPTION);
            if (recursive) {
                throw notSupported("WITH CHECK OPTION not supported on recursive views", checkAt);
            }
        }
        if (recursive) {
            query = recursiveViewQuery(view.relname(), cols, query);
        }
        return new ViewStmt(view, cols, query, replace, options, check, at);
    }

    /** {@code WITH RECURSIVE name (cols) AS (query) SELECT cols FROM name}. */
    private static SelectStmt recursiveViewQuery(String name, List<String> cols, SelectStmt query) {
        CommonTableExpr cte = new CommonTableExpr(name, cols, CteMaterialize.DEFAULT, query, null, null, -1);
        List<ResTarget> targets = new ArrayList<>(cols.size());
        for (String c : cols) {
            targets.add(new ResTarget(null, List.of(), new ColumnRef(List.of(c), false, -1), -1));
        }
        RangeVar from = new RangeVar(null, null, name, true, RelPersistence.PERMANENT, null, -1);
        return SelectStmt.simple(targets, List.of(from), null, -1)
                .withTail(new Statement.Tail(
                        List.of(), null, null, LimitOption.COUNT, List.of(), new WithClause(List.of(cte), true, -1)));
    }

    // ---- sequences, indexes

    final CreateSeqStmt createSequence(RelPersistence p, int at) {
        expect(Tok.K_SEQUENCE);
        boolean ifNot = ifNotExists();
        RangeVar seq = withPersistence(qualifiedName(), p);
        return new CreateSeqStmt(seq, seqOptions(), ifNot, at);
    }

    /** Behind CREATE; the current token is [UNIQUE] INDEX. */
    final IndexStmt createIndex(int at) {
        boolean unique = accept(Tok.K_UNIQUE);
        expect(Tok.K_INDEX);
        boolean concurrently = accept(Tok.K_CONCURRENTLY);
        boolean ifNot = false;
        String name = null;
        if (kind == Tok.K_IF && peek(1) == Tok.K_NOT) {
            ifNot = ifNotExists();
            name = colId();
        } else if (kind != Tok.K_ON) {
            name = colId();
        }
        expect(Tok.K_ON);
        RangeVar rel = relationExpr();
        String am = accept(Tok.K_USING) ? colId() : "btree";
        List<IndexElem> params = indexParams();
        List<IndexElem> including = accept(Tok.K_INCLUDE) ? indexParams() : List.of();
        boolean nullsNotDistinct = uniqueNulls();
        List<DefElem> options = optRelOptions();
        String space = tableSpace();
        RawExpr where = whereClause();
        return new IndexStmt(
                name,
                rel,
                am,
                space,
                params,
                including,
                options,
                where,
                unique,
                nullsNotDistinct,
                concurrently,
                ifNot,
                at);
    }

    static Value items(List<DefElem> l) {
        return new Value.Items(l);
    }
}
