package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.VacuumRelation;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.ClusterStmt;
import org.hathi.parser.tree.TableStmt.CopyStmt;
import org.hathi.parser.tree.TableStmt.LockStmt;
import org.hathi.parser.tree.TableStmt.RefreshMatViewStmt;
import org.hathi.parser.tree.TableStmt.ReindexObjectType;
import org.hathi.parser.tree.TableStmt.ReindexStmt;
import org.hathi.parser.tree.TableStmt.TruncateStmt;
import org.hathi.parser.tree.TableStmt.VacuumStmt;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** COPY, TRUNCATE, LOCK, VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH. */
abstract class MaintenanceParser extends TableParser {
    MaintenanceParser(Lexer lexer) {
        super(lexer);
    }

    // ---- COPY

    final CopyStmt copy() {
        int at = loc();
        advance();
        if (accept('(')) {
            Statement query = preparableStmt();
            expect(')');
            expect(Tok.K_TO);
            boolean program = accept(Tok.K_PROGRAM);
            String file = copyFile(program);
            accept(Tok.K_WITH);
            return new CopyStmt(null, query, List.of(), false, program, file, copyOptions(), null, at);
        }
        List<DefElem> options = new ArrayList<>(2);
        int optAt = loc();
        if (accept(Tok.K_BINARY)) {
            options.add(new DefElem("format", new Value.Str("binary"), optAt));
        }
        RangeVar rel = qualifiedName();
        List<String> cols = optColumnList();
        boolean from = accept(Tok.K_FROM);
        if (!from) {
            expect(Tok.K_TO);
        }
        boolean program = accept(Tok.K_PROGRAM);
        int fileAt = loc();
        String file = copyFile(program);
        optAt = loc();
        if (kind == Tok.K_USING || kind == Tok.K_DELIMITERS) {
            accept(Tok.K_USING);
            expect(Tok.K_DELIMITERS);
            options.add(new DefElem("delimiter", new Value.Str(sconst()), optAt));
        }
        accept(Tok.K_WITH);
        options.addAll(copyOptions());
        int whereAt = loc();
        RawExpr where = whereClause();
        if (program && file == null) {
            throw syntaxError("STDIN/STDOUT not allowed with PROGRAM", fileAt);
        }
        if (!from && where != null) {
            throw syntaxError("WHERE clause not allowed with COPY TO", whereAt);
        }
        return new CopyStmt(rel, null, cols, from, program, file, options, where, at);
    }

    private @Nullable String copyFile(boolean program) {
        if (kind == Tok.K_STDIN || kind == Tok.K_STDOUT) {
            int at = loc();
            advance();
            if (program) {
                throw syntaxError("STDIN/STDOUT not allowed with PROGRAM", at);
            }
            return null;
        }
        return sconst();
    }

    private List<DefElem> copyOptions() {
        List<DefElem> r = new ArrayList<>(3);
        if (accept('(')) {
            do {
                int at = loc();
                String name = colLabel();
                r.add(new DefElem(name, copyOptionArg(), at));
            } while (accept(','));
            expect(')');
            return r;
        }
        while (true) {
            DefElem d = oldCopyOption();
            if (d == null) {
                return r;
            }
            r.add(d);
        }
    }

    private @Nullable Node copyOptionArg() {
        if (kind == ',' || kind == ')') {
            return null;
        }
        if (startsNumeric()) {
            return numericOnly();
        }
        if (accept('*')) {
            return new Value.Star();
        }
        if (!accept('(')) {
            return new Value.Str(booleanOrString());
        }
        List<Value> items = new ArrayList<>(2);
        do {
            items.add(new Value.Str(booleanOrString()));
        } while (accept(','));
        expect(')');
        return new Value.Items(items);
    }

    private @Nullable DefElem oldCopyOption() {
        int at = loc();
        int k = kind;
        switch (k) {
            case Tok.K_BINARY, Tok.K_CSV -> {
                String format = text();
                advance();
                return new DefElem("format", new Value.Str(format), at);
            }
            case Tok.K_FREEZE, Tok.K_HEADER -> {
                String name = text();
                advance();
                return new DefElem(name, new Value.Bool(true), at);
            }
            case Tok.K_DELIMITER, Tok.K_NULL, Tok.K_QUOTE, Tok.K_ESCAPE -> {
                String name = text();
                advance();
                accept(Tok.K_AS);
                return new DefElem(name, new Value.Str(sconst()), at);
            }
            case Tok.K_ENCODING -> {
                advance();
                return new DefElem("encoding", new Value.Str(sconst()), at);
            }
            case Tok.K_FORCE -> {
                advance();
                String name = "force_quote";
                if (accept(Tok.K_NOT)) {
                    expect(Tok.K_NULL);
                    name = "force_not_null";
                } else if (accept(Tok.K_NULL)) {
                    name = "force_null";
                } else {
                    expect(Tok.K_QUOTE);
                    if (accept('*')) {
                        return new DefElem(name, new Value.Star(), at);
                    }
                }
                List<Value> cols = new ArrayList<>(2);
                for (String c : nameList()) {
                    cols.add(new Value.Str(c));
                }
                return new DefElem(name, new Value.Items(cols), at);
            }
            default -> {
                return null;
            }
        }
    }

    // ---- TRUNCATE, LOCK

    final TruncateStmt truncate() {
        int at = loc();
        advance();
        accept(Tok.K_TABLE);
        List<RangeVar> rels = relationExprList();
        boolean restart = false;
        if (accept(Tok.K_RESTART)) {
            expect(Tok.K_IDENTITY);
            restart = true;
        } else if (accept(Tok.K_CONTINUE)) {
            expect(Tok.K_IDENTITY);
        }
        return new TruncateStmt(rels, restart, dropBehavior(), at);
    }

    /** Lock modes by PostgreSQL's numbers, 1 (ACCESS SHARE) to 8 (ACCESS EXCLUSIVE). */
    final LockStmt lock() {
        int at = loc();
        advance();
        accept(Tok.K_TABLE);
        List<RangeVar> rels = relationExprList();
        int mode = 8;
        if (accept(Tok.K_IN)) {
            mode = lockMode();
            expect(Tok.K_MODE);
        }
        return new LockStmt(rels, mode, accept(Tok.K_NOWAIT), at);
    }

    private int lockMode() {
        if (accept(Tok.K_ACCESS)) {
            if (accept(Tok.K_SHARE)) {
                return 1;
            }
            expect(Tok.K_EXCLUSIVE);
            return 8;
        }
        if (accept(Tok.K_ROW)) {
            if (accept(Tok.K_SHARE)) {
                return 2;
            }
            expect(Tok.K_EXCLUSIVE);
            return 3;
        }
        if (accept(Tok.K_SHARE)) {
            if (accept(Tok.K_UPDATE)) {
                expect(Tok.K_EXCLUSIVE);
                return 4;
            }
            if (accept(Tok.K_ROW)) {
                expect(Tok.K_EXCLUSIVE);
                return 6;
            }
            return 5;
        }
        expect(Tok.K_EXCLUSIVE);
        return 7;
    }

    // ---- VACUUM, ANALYZE, CLUSTER, REINDEX, REFRESH

    final VacuumStmt vacuum() {
        int at = loc();
        boolean vacuum = kind == Tok.K_VACUUM;
        advance();
        List<DefElem> options = new ArrayList<>(2);
        if (kind == '(') {
            options = utilityOptions();
        } else {
            if (vacuum) {
                flag(options, Tok.K_FULL, "full");
                flag(options, Tok.K_FREEZE, "freeze");
            }
            flag(options, Tok.K_VERBOSE, "verbose");
            if (vacuum) {
                flag(options, Tok.K_ANALYZE, "analyze");
                flag(options, Tok.K_ANALYSE, "analyze");
            }
        }
        List<VacuumRelation> rels = List.of();
        if (isColId(kind)) {
            rels = new ArrayList<>(2);
            do {
                int relAt = loc();
                RangeVar r = qualifiedName();
                rels.add(new VacuumRelation(r, optColumnList(), relAt));
            } while (accept(','));
        }
        return new VacuumStmt(options, rels, vacuum, at);
    }

    private void flag(List<DefElem> options, int k, String name) {
        int at = loc();
        if (accept(k)) {
            options.add(new DefElem(name, null, at));
        }
    }

    final ClusterStmt cluster() {
        int at = loc();
        advance();
        List<DefElem> params = new ArrayList<>(1);
        if (kind == '(') {
            params = utilityOptions();
        } else {
            flag(params, Tok.K_VERBOSE, "verbose");
        }
        if (!isColId(kind)) {
            return new ClusterStmt(null, null, params, at);
        }
        RangeVar rel = qualifiedName();
        String index = null;
        if (accept(Tok.K_USING)) {
            index = colId();
        } else if (accept(Tok.K_ON)) {
            index = rel.relname();
            rel = qualifiedName();
        }
        return new ClusterStmt(rel, index, params, at);
    }

    final ReindexStmt reindex() {
        int at = loc();
        advance();
        List<DefElem> params = kind == '(' ? utilityOptions() : new ArrayList<>(1);
        ReindexObjectType k =
                switch (kind) {
                    case Tok.K_INDEX -> ReindexObjectType.INDEX;
                    case Tok.K_TABLE -> ReindexObjectType.TABLE;
                    case Tok.K_SCHEMA -> ReindexObjectType.SCHEMA;
                    case Tok.K_SYSTEM -> ReindexObjectType.SYSTEM;
                    case Tok.K_DATABASE -> ReindexObjectType.DATABASE;
                    default -> throw unexpected();
                };
        advance();
        flag(params, Tok.K_CONCURRENTLY, "concurrently");
        if (k == ReindexObjectType.INDEX || k == ReindexObjectType.TABLE) {
            return new ReindexStmt(k, qualifiedName(), null, params, at);
        }
        return new ReindexStmt(k, null, colId(), params, at);
    }

    final RefreshMatViewStmt refresh() {
        int at = loc();
        advance();
        expect(Tok.K_MATERIALIZED, Tok.K_VIEW);
        boolean concurrently = accept(Tok.K_CONCURRENTLY);
        RangeVar rel = qualifiedName();
        return new RefreshMatViewStmt(concurrently, noData(), rel, at);
    }
}
