package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.CollateSpec;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.PartitionBoundSpec;
import org.hathi.parser.tree.Clause.PartitionCmd;
import org.hathi.parser.tree.Clause.ReplicaIdentityStmt;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableType;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** The actions of ALTER TABLE and its relatives. */
abstract class AlterTableParser extends MaintenanceParser {
    AlterTableParser(Lexer lexer) {
        super(lexer);
    }

    private static AlterTableCmd cmd(AlterTableType t, @Nullable String name, @Nullable Node def, int at) {
        return new AlterTableCmd(t, name, 0, null, def, DropBehavior.RESTRICT, false, false, at);
    }

    private static AlterTableCmd numbered(AlterTableType t, int num, @Nullable Node def, int at) {
        return new AlterTableCmd(t, null, num, null, def, DropBehavior.RESTRICT, false, false, at);
    }

    /** alter_table_cmds. */
    final List<AlterTableCmd> alterTableCmds() {
        List<AlterTableCmd> r = new ArrayList<>(2);
        do {
            r.add(alterTableCmd());
        } while (accept(','));
        return r;
    }

    /** partition_cmd and index_partition_cmd, or null. */
    final @Nullable AlterTableCmd partitionCmd(boolean index) {
        int at = loc();
        if (accept(Tok.K_ATTACH)) {
            expect(Tok.K_PARTITION);
            var rel = qualifiedName();
            PartitionBoundSpec bound = index ? null : partitionBound();
            return cmd(AlterTableType.ATTACH_PARTITION, null, new PartitionCmd(rel, bound, false, at), at);
        }
        if (!index && accept(Tok.K_DETACH)) {
            expect(Tok.K_PARTITION);
            var rel = qualifiedName();
            boolean concurrently = accept(Tok.K_CONCURRENTLY);
            AlterTableType t = AlterTableType.DETACH_PARTITION;
            if (!concurrently && accept(Tok.K_FINALIZE)) {
                t = AlterTableType.DETACH_PARTITION_FINALIZE;
            }
            return cmd(t, null, new PartitionCmd(rel, null, concurrently, at), at);
        }
        return null;
    }

    final AlterTableCmd alterTableCmd() {
        int at = loc();
        int k = kind;
        switch (k) {
            case Tok.K_ADD -> {
                advance();
                if (startsTableConstraint(kind)) {
                    return cmd(AlterTableType.ADD_CONSTRAINT, null, tableConstraint(), at);
                }
                return addColumn(at);
            }
            case Tok.K_ALTER -> {
                advance();
                return alterColumnOrConstraint(at);
            }
            case Tok.K_DROP -> {
                advance();
                boolean constraint = accept(Tok.K_CONSTRAINT);
                if (!constraint) {
                    accept(Tok.K_COLUMN);
                }
                boolean missing = ifExists();
                String name = colId();
                AlterTableType t = constraint ? AlterTableType.DROP_CONSTRAINT : AlterTableType.DROP_COLUMN;
                return new AlterTableCmd(t, name, 0, null, null, dropBehavior(), missing, false, at);
            }
            case Tok.K_VALIDATE -> {
                advance();
                expect(Tok.K_CONSTRAINT);
                return cmd(AlterTableType.VALIDATE_CONSTRAINT, colId(), null, at);
            }
            case Tok.K_CLUSTER -> {
                advance();
                expect(Tok.K_ON);
                return cmd(AlterTableType.CLUSTER_ON, colId(), null, at);
            }
            case Tok.K_ENABLE, Tok.K_DISABLE -> {
                advance();
                return enable(k == Tok.K_ENABLE, at);
            }
            case Tok.K_SET -> {
                advance();
                return setTable(at);
            }
            case Tok.K_RESET -> {
                advance();
                return cmd(AlterTableType.RESET_REL_OPTIONS, null, items(relOptions()), at);
            }
            case Tok.K_REPLICA -> {
                advance();
                return replicaIdentity(at);
            }
            case Tok.K_OPTIONS -> {
                return cmd(AlterTableType.GENERIC_OPTIONS, null, items(alterGenericOptions()), at);
            }
            default -> {
                return alterBelonging(at);
            }
        }
    }

    private AlterTableCmd addColumn(int at) {
        accept(Tok.K_COLUMN);
        boolean missing = ifNotExists();
        return new AlterTableCmd(
                AlterTableType.ADD_COLUMN, null, 0, null, columnDef(), DropBehavior.RESTRICT, missing, false, at);
    }

    /** What a table belongs to: parents, a type, an owner; and row security that binds its owner. */
    private AlterTableCmd alterBelonging(int at) {
        switch (kind) {
            case Tok.K_INHERIT -> {
                advance();
                return cmd(AlterTableType.ADD_INHERIT, null, qualifiedName(), at);
            }
            case Tok.K_NO -> {
                advance();
                if (accept(Tok.K_INHERIT)) {
                    return cmd(AlterTableType.DROP_INHERIT, null, qualifiedName(), at);
                }
                expect(Tok.K_FORCE, Tok.K_ROW, Tok.K_LEVEL);
                expect(Tok.K_SECURITY);
                return cmd(AlterTableType.NO_FORCE_ROW_SECURITY, null, null, at);
            }
            case Tok.K_FORCE -> {
                advance();
                expect(Tok.K_ROW, Tok.K_LEVEL, Tok.K_SECURITY);
                return cmd(AlterTableType.FORCE_ROW_SECURITY, null, null, at);
            }
            case Tok.K_OF -> {
                advance();
                int typeAt = loc();
                TypeName t = new TypeName(anyName(), false, false, List.of(), List.of(), typeAt);
                return cmd(AlterTableType.ADD_OF, null, t, at);
            }
            case Tok.K_NOT -> {
                advance();
                expect(Tok.K_OF);
                return cmd(AlterTableType.DROP_OF, null, null, at);
            }
            case Tok.K_OWNER -> {
                advance();
                expect(Tok.K_TO);
                return new AlterTableCmd(
                        AlterTableType.CHANGE_OWNER,
                        null,
                        0,
                        roleSpec(),
                        null,
                        DropBehavior.RESTRICT,
                        false,
                        false,
                        at);
            }
            default -> throw unexpected();
        }
    }

    private AlterTableCmd setTable(int at) {
        if (kind == '(') {
            return cmd(AlterTableType.SET_REL_OPTIONS, null, items(relOptions()), at);
        }
        if (accept(Tok.K_WITHOUT)) {
            if (accept(Tok.K_CLUSTER)) {
                return cmd(AlterTableType.DROP_CLUSTER, null, null, at);
            }
            expect(Tok.K_OIDS);
            return cmd(AlterTableType.DROP_OIDS, null, null, at);
        }
        if (accept(Tok.K_LOGGED)) {
            return cmd(AlterTableType.SET_LOGGED, null, null, at);
        }
        if (accept(Tok.K_UNLOGGED)) {
            return cmd(AlterTableType.SET_UNLOGGED, null, null, at);
        }
        if (accept(Tok.K_ACCESS)) {
            expect(Tok.K_METHOD);
            return cmd(AlterTableType.SET_ACCESS_METHOD, colId(), null, at);
        }
        expect(Tok.K_TABLESPACE);
        return cmd(AlterTableType.SET_TABLE_SPACE, colId(), null, at);
    }

    private AlterTableCmd replicaIdentity(int at) {
        expect(Tok.K_IDENTITY);
        char t;
        String name = null;
        if (accept(Tok.K_NOTHING)) {
            t = 'n';
        } else if (accept(Tok.K_FULL)) {
            t = 'f';
        } else if (accept(Tok.K_DEFAULT)) {
            t = 'd';
        } else {
            expect(Tok.K_USING, Tok.K_INDEX);
            t = 'i';
            name = colId();
        }
        return cmd(AlterTableType.REPLICA_IDENTITY, null, new ReplicaIdentityStmt(t, name, at), at);
    }

    private AlterTableCmd enable(boolean on, int at) {
        AlterTableType trig = on ? AlterTableType.ENABLE_TRIG : AlterTableType.DISABLE_TRIG;
        AlterTableType rule = on ? AlterTableType.ENABLE_RULE : AlterTableType.DISABLE_RULE;
        if (accept(Tok.K_ROW)) {
            expect(Tok.K_LEVEL, Tok.K_SECURITY);
            return cmd(on ? AlterTableType.ENABLE_ROW_SECURITY : AlterTableType.DISABLE_ROW_SECURITY, null, null, at);
        }
        if (on && accept(Tok.K_ALWAYS)) {
            trig = AlterTableType.ENABLE_ALWAYS_TRIG;
            rule = AlterTableType.ENABLE_ALWAYS_RULE;
        } else if (on && accept(Tok.K_REPLICA)) {
            trig = AlterTableType.ENABLE_REPLICA_TRIG;
            rule = AlterTableType.ENABLE_REPLICA_RULE;
        }
        if (accept(Tok.K_RULE)) {
            return cmd(rule, colId(), null, at);
        }
        expect(Tok.K_TRIGGER);
        boolean plain = trig == AlterTableType.ENABLE_TRIG || !on;
        if (plain && accept(Tok.K_ALL)) {
            return cmd(on ? AlterTableType.ENABLE_TRIG_ALL : AlterTableType.DISABLE_TRIG_ALL, null, null, at);
        }
        if (plain && accept(Tok.K_USER)) {
            return cmd(on ? AlterTableType.ENABLE_TRIG_USER : AlterTableType.DISABLE_TRIG_USER, null, null, at);
        }
        return cmd(trig, colId(), null, at);
    }

    private Constraint addedIdentity() {
        int addAt = loc();
        advance();
        expect(Tok.K_GENERATED);
        char when = generatedWhen();
        expect(Tok.K_AS, Tok.K_IDENTITY);
        return new Constraint(
                ConstrType.IDENTITY,
                null,
                false,
                false,
                false,
                null,
                when,
                false,
                List.of(),
                List.of(),
                List.of(),
                parenSeqOptions(),
                null,
                null,
                null,
                null,
                null,
                false,
                true,
                addAt);
    }

    private AlterTableCmd alterColumnOrConstraint(int at) {
        if (accept(Tok.K_CONSTRAINT)) {
            int nameAt = loc();
            String name = colId();
            return cmd(AlterTableType.ALTER_CONSTRAINT, null, alteredConstraint(name, nameAt), at);
        }
        accept(Tok.K_COLUMN);
        if (kind == Tok.ICONST) {
            int numAt = loc();
            int n = iconst();
            expect(Tok.K_SET, Tok.K_STATISTICS);
            int v = signedIconst();
            if (n <= 0 || n > Short.MAX_VALUE) {
                throw error(
                        SqlState.INVALID_PARAMETER_VALUE,
                        "column number must be in range from 1 to " + Short.MAX_VALUE,
                        numAt);
            }
            return numbered(AlterTableType.SET_STATISTICS, n, new Value.Int(v), at);
        }
        int nameAt = loc();
        String col = colId();
        switch (kind) {
            case Tok.K_SET -> {
                if (identityOption()) {
                    return cmd(AlterTableType.SET_IDENTITY, col, items(identityOptions()), at);
                }
                advance();
                return setColumn(col, at);
            }
            case Tok.K_RESTART -> {
                return cmd(AlterTableType.SET_IDENTITY, col, items(identityOptions()), at);
            }
            case Tok.K_DROP -> {
                advance();
                return dropFromColumn(col, at);
            }
            case Tok.K_RESET -> {
                advance();
                return cmd(AlterTableType.RESET_OPTIONS, col, items(relOptions()), at);
            }
            case Tok.K_ADD -> {
                return cmd(AlterTableType.ADD_IDENTITY, col, addedIdentity(), at);
            }
            case Tok.K_OPTIONS -> {
                return cmd(AlterTableType.ALTER_COLUMN_GENERIC_OPTIONS, col, items(alterGenericOptions()), at);
            }
            default -> {
                expect(Tok.K_TYPE);
                return columnType(col, nameAt, at);
            }
        }
    }

    /** SET followed by a sequence's option or GENERATED. */
    private boolean identityOption() {
        return switch (peek(1)) {
            case Tok.K_GENERATED,
                    Tok.K_AS,
                    Tok.K_CACHE,
                    Tok.K_CYCLE,
                    Tok.K_NO,
                    Tok.K_INCREMENT,
                    Tok.K_MAXVALUE,
                    Tok.K_MINVALUE,
                    Tok.K_OWNED,
                    Tok.K_SEQUENCE,
                    Tok.K_START,
                    Tok.K_RESTART -> true;
            default -> false;
        };
    }

    private List<DefElem> identityOptions() {
        List<DefElem> r = new ArrayList<>(2);
        while (kind == Tok.K_SET || kind == Tok.K_RESTART) {
            int at = loc();
            if (kind == Tok.K_RESTART) {
                DefElem d = seqOption();
                if (d != null) {
                    r.add(d);
                }
                continue;
            }
            advance();
            if (accept(Tok.K_GENERATED)) {
                r.add(new DefElem("generated", new Value.Int(generatedWhen()), at));
                continue;
            }
            DefElem d = seqOption();
            if (d == null) {
                throw unexpected();
            }
            if (d.defname().equals("as")
                    || d.defname().equals("restart")
                    || d.defname().equals("owned_by")) {
                throw syntaxError("sequence option \"" + d.defname() + "\" not supported here", d.location());
            }
            r.add(d);
        }
        return r;
    }

    private AlterTableCmd setColumn(String col, int at) {
        switch (kind) {
            case Tok.K_DEFAULT -> {
                advance();
                return cmd(AlterTableType.COLUMN_DEFAULT, col, expr(), at);
            }
            case Tok.K_NOT -> {
                advance();
                expect(Tok.K_NULL);
                return cmd(AlterTableType.SET_NOT_NULL, col, null, at);
            }
            case Tok.K_STATISTICS -> {
                advance();
                return cmd(AlterTableType.SET_STATISTICS, col, new Value.Int(signedIconst()), at);
            }
            case Tok.K_STORAGE -> {
                advance();
                return cmd(AlterTableType.SET_STORAGE, col, new Value.Str(colId()), at);
            }
            case Tok.K_COMPRESSION -> {
                return cmd(AlterTableType.SET_COMPRESSION, col, new Value.Str(compression()), at);
            }
            case Tok.K_DATA -> {
                advance();
                expect(Tok.K_TYPE);
                return columnType(col, at, at);
            }
            default -> {
                return cmd(AlterTableType.SET_OPTIONS, col, items(relOptions()), at);
            }
        }
    }

    private AlterTableCmd dropFromColumn(String col, int at) {
        if (accept(Tok.K_DEFAULT)) {
            return cmd(AlterTableType.COLUMN_DEFAULT, col, null, at);
        }
        if (accept(Tok.K_NOT)) {
            expect(Tok.K_NULL);
            return cmd(AlterTableType.DROP_NOT_NULL, col, null, at);
        }
        AlterTableType t = AlterTableType.DROP_EXPRESSION;
        if (!accept(Tok.K_EXPRESSION)) {
            expect(Tok.K_IDENTITY);
            t = AlterTableType.DROP_IDENTITY;
        }
        return new AlterTableCmd(t, col, 0, null, null, DropBehavior.RESTRICT, ifExists(), false, at);
    }

    private AlterTableCmd columnType(String col, int nameAt, int at) {
        TypeName type = typeName();
        CollateSpec collate = optCollate();
        RawExpr using = accept(Tok.K_USING) ? expr() : null;
        ColumnDef def = new ColumnDef(col, type, null, collate, using, List.of(), List.of(), nameAt);
        return cmd(AlterTableType.ALTER_COLUMN_TYPE, col, def, at);
    }

    /** alter_type_cmds: attributes of a composite type. */
    final List<AlterTableCmd> alterTypeCmds() {
        List<AlterTableCmd> r = new ArrayList<>(2);
        do {
            int at = loc();
            if (accept(Tok.K_ADD)) {
                expect(Tok.K_ATTRIBUTE);
                ColumnDef d = tableFuncElement();
                r.add(new AlterTableCmd(AlterTableType.ADD_COLUMN, null, 0, null, d, dropBehavior(), false, false, at));
            } else if (accept(Tok.K_DROP)) {
                expect(Tok.K_ATTRIBUTE);
                boolean missing = ifExists();
                String name = colId();
                r.add(new AlterTableCmd(
                        AlterTableType.DROP_COLUMN, name, 0, null, null, dropBehavior(), missing, false, at));
            } else {
                expect(Tok.K_ALTER, Tok.K_ATTRIBUTE);
                int nameAt = loc();
                String name = colId();
                if (accept(Tok.K_SET)) {
                    expect(Tok.K_DATA);
                }
                expect(Tok.K_TYPE);
                ColumnDef d = new ColumnDef(name, typeName(), null, optCollate(), null, List.of(), List.of(), nameAt);
                r.add(new AlterTableCmd(
                        AlterTableType.ALTER_COLUMN_TYPE, name, 0, null, d, dropBehavior(), false, false, at));
            }
        } while (accept(','));
        return r;
    }

    static boolean isRelation(ObjectType t) {
        return switch (t) {
            case TABLE, INDEX, SEQUENCE, VIEW, MATVIEW, FOREIGN_TABLE -> true;
            default -> false;
        };
    }
}
