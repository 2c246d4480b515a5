package org.hathi.parser;

import java.util.ArrayList;
import java.util.List;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Clause.DefElemAction;
import org.hathi.parser.tree.Clause.RoleSpec;
import org.hathi.parser.tree.DropBehavior;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.ObjectName.DomainConstraintName;
import org.hathi.parser.tree.ObjectName.ObjectWithArgs;
import org.hathi.parser.tree.ObjectName.QualifiedName;
import org.hathi.parser.tree.ObjectStmt.AlterCollationStmt;
import org.hathi.parser.tree.ObjectStmt.AlterDomainStmt;
import org.hathi.parser.tree.ObjectStmt.AlterEnumStmt;
import org.hathi.parser.tree.ObjectStmt.AlterEventTrigStmt;
import org.hathi.parser.tree.ObjectStmt.AlterExtensionContentsStmt;
import org.hathi.parser.tree.ObjectStmt.AlterExtensionStmt;
import org.hathi.parser.tree.ObjectStmt.AlterFdwStmt;
import org.hathi.parser.tree.ObjectStmt.AlterForeignServerStmt;
import org.hathi.parser.tree.ObjectStmt.AlterObjectDependsStmt;
import org.hathi.parser.tree.ObjectStmt.AlterObjectSchemaStmt;
import org.hathi.parser.tree.ObjectStmt.AlterOpFamilyStmt;
import org.hathi.parser.tree.ObjectStmt.AlterOperatorStmt;
import org.hathi.parser.tree.ObjectStmt.AlterOwnerStmt;
import org.hathi.parser.tree.ObjectStmt.AlterPublicationStmt;
import org.hathi.parser.tree.ObjectStmt.AlterSubscriptionStmt;
import org.hathi.parser.tree.ObjectStmt.AlterSubscriptionType;
import org.hathi.parser.tree.ObjectStmt.AlterTSConfigType;
import org.hathi.parser.tree.ObjectStmt.AlterTSConfigurationStmt;
import org.hathi.parser.tree.ObjectStmt.AlterTSDictionaryStmt;
import org.hathi.parser.tree.ObjectStmt.AlterTypeStmt;
import org.hathi.parser.tree.ObjectStmt.AlterUserMappingStmt;
import org.hathi.parser.tree.ObjectStmt.RenameStmt;
import org.hathi.parser.tree.ObjectType;
import org.hathi.parser.tree.RoleStmt.AlterSystemStmt;
import org.hathi.parser.tree.RoleStmt.AlterTableSpaceOptionsStmt;
import org.hathi.parser.tree.Statement;
import org.hathi.parser.tree.TableStmt.AlterSeqStmt;
import org.hathi.parser.tree.TableStmt.AlterStatsStmt;
import org.hathi.parser.tree.TableStmt.AlterTableCmd;
import org.hathi.parser.tree.TableStmt.AlterTableMoveAllStmt;
import org.hathi.parser.tree.TableStmt.AlterTableStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.UtilityStmt.VariableSetStmt;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** ALTER of every kind of object. */
abstract class AlterParser extends CreateParser {
    AlterParser(Lexer lexer) {
        super(lexer);
    }

    final Statement alter() {
        int at = loc();
        advance();
        switch (kind) {
            case Tok.K_SYSTEM -> {
                advance();
                int setAt = loc();
                VariableSetStmt v;
                if (kind == Tok.K_RESET) {
                    v = reset();
                } else {
                    expect(Tok.K_SET);
                    v = setRestMore(false, setAt);
                }
                return new AlterSystemStmt(v, at);
            }
            case Tok.K_DEFAULT -> {
                advance();
                expect(Tok.K_PRIVILEGES);
                return alterDefaultPrivileges(at);
            }
            case Tok.K_USER -> {
                if (peek(1) == Tok.K_MAPPING) {
                    advance();
                    advance();
                    expect(Tok.K_FOR);
                    RoleSpec user = authIdent();
                    expect(Tok.K_SERVER);
                    String server = colId();
                    return new AlterUserMappingStmt(user, server, alterGenericOptions(), at);
                }
            }
            default -> {}
        }
        boolean group = kind == Tok.K_GROUP;
        switch (kind) {
            case Tok.K_CAST, Tok.K_TRANSFORM, Tok.K_ACCESS, Tok.K_COLUMN, Tok.K_CONSTRAINT -> throw unexpected();
            default -> {}
        }
        ObjectType t = objectType();
        if (t == null) {
            throw noObjectType();
        }
        return switch (t) {
            case TABLE, INDEX, SEQUENCE, VIEW, MATVIEW, FOREIGN_TABLE -> alterRelation(t, at);
            case ROLE -> {
                if (isNonReserved(kind) && peek(1) == Tok.K_RENAME) {
                    yield renameNamed(t, roleId(), at);
                }
                yield alterRole(group, at);
            }
            case TRIGGER, RULE, POLICY -> alterOnTable(t, at);
            case EXTENSION -> alterExtension(at);
            case TYPE -> alterType(at);
            case DOMAIN -> alterDomain(at);
            default -> alterOther(t, at);
        };
    }

    // ---- common tails: RENAME TO, OWNER TO, SET SCHEMA, DEPENDS

    private RenameStmt renameNamed(ObjectType t, String name, int at) {
        expect(Tok.K_RENAME, Tok.K_TO);
        String to = t == ObjectType.ROLE ? roleId() : colId();
        return new RenameStmt(t, null, null, null, name, to, DropBehavior.RESTRICT, false, at);
    }

    private static RenameStmt renameObject(ObjectType t, ObjectName o, String to, int at) {
        return new RenameStmt(t, null, null, o, null, to, DropBehavior.RESTRICT, false, at);
    }

    private @Nullable Statement dependsTail(ObjectType t, @Nullable RangeVar rel, @Nullable ObjectName o, int at) {
        boolean no = kind == Tok.K_NO && peek(1) == Tok.K_DEPENDS;
        if (no) {
            advance();
        }
        if (!accept(Tok.K_DEPENDS)) {
            return null;
        }
        expect(Tok.K_ON, Tok.K_EXTENSION);
        return new AlterObjectDependsStmt(t, rel, o, colId(), no, at);
    }

    // ---- relations

    private Statement alterRelation(ObjectType t, int at) {
        if (kind == Tok.K_ALL && (t == ObjectType.TABLE || t == ObjectType.INDEX || t == ObjectType.MATVIEW)) {
            return moveAll(t, at);
        }
        boolean missing = ifExists();
        RangeVar rel = t == ObjectType.TABLE || t == ObjectType.FOREIGN_TABLE ? relationExpr() : qualifiedName();
        if (accept(Tok.K_RENAME)) {
            return renameRelation(t, rel, missing, at);
        }
        if (kind == Tok.K_SET && peek(1) == Tok.K_SCHEMA) {
            advance();
            advance();
            return new AlterObjectSchemaStmt(t, rel, null, colId(), missing, at);
        }
        if (t == ObjectType.INDEX || t == ObjectType.MATVIEW) {
            Statement s = dependsTail(t, rel, null, at);
            if (s != null) {
                return s;
            }
        }
        if (t == ObjectType.SEQUENCE) {
            List<DefElem> options = seqOptions();
            if (!options.isEmpty()) {
                return new AlterSeqStmt(rel, options, missing, at);
            }
        }
        if (t == ObjectType.TABLE || t == ObjectType.INDEX) {
            AlterTableCmd part = partitionCmd(t == ObjectType.INDEX);
            if (part != null) {
                return new AlterTableStmt(rel, List.of(part), t, missing, at);
            }
        }
        return new AlterTableStmt(rel, alterTableCmds(), t, missing, at);
    }

    private RenameStmt renameRelation(ObjectType t, RangeVar rel, boolean missing, int at) {
        if (accept(Tok.K_TO)) {
            return new RenameStmt(t, null, rel, null, null, colId(), DropBehavior.RESTRICT, missing, at);
        }
        ObjectType what = ObjectType.COLUMN;
        if (t == ObjectType.TABLE && accept(Tok.K_CONSTRAINT)) {
            what = ObjectType.TABCONSTRAINT;
        } else if (t == ObjectType.INDEX || t == ObjectType.SEQUENCE) {
            throw unexpected();
        } else {
            accept(Tok.K_COLUMN);
        }
        String old = colId();
        expect(Tok.K_TO);
        return new RenameStmt(what, t, rel, null, old, colId(), DropBehavior.RESTRICT, missing, at);
    }

    private AlterTableMoveAllStmt moveAll(ObjectType t, int at) {
        advance();
        expect(Tok.K_IN, Tok.K_TABLESPACE);
        String from = colId();
        List<RoleSpec> roles = List.of();
        if (accept(Tok.K_OWNED)) {
            expect(Tok.K_BY);
            roles = roleList();
        }
        expect(Tok.K_SET, Tok.K_TABLESPACE);
        String to = colId();
        return new AlterTableMoveAllStmt(from, t, roles, to, accept(Tok.K_NOWAIT), at);
    }

    private Statement alterOnTable(ObjectType t, int at) {
        boolean missing = t == ObjectType.POLICY && ifExists();
        int nameAt = loc();
        String name = colId();
        expect(Tok.K_ON);
        RangeVar rel = qualifiedName();
        if (accept(Tok.K_RENAME)) {
            expect(Tok.K_TO);
            return new RenameStmt(t, null, rel, null, name, colId(), DropBehavior.RESTRICT, missing, at);
        }
        if (t == ObjectType.TRIGGER) {
            Statement s = dependsTail(t, rel, new QualifiedName(List.of(name), nameAt), at);
            if (s != null) {
                return s;
            }
        }
        if (t != ObjectType.POLICY || missing) {
            throw unexpected();
        }
        return alterPolicy(name, rel, at);
    }

    // ---- types, domains

    private Statement alterType(int at) {
        int nameAt = loc();
        List<String> name = anyName();
        TypeName asType = new TypeName(name, false, false, List.of(), List.of(), nameAt);
        if (accept(Tok.K_RENAME)) {
            if (accept(Tok.K_TO)) {
                return renameObject(ObjectType.TYPE, asType, colId(), at);
            }
            if (accept(Tok.K_VALUE)) {
                String old = sconst();
                expect(Tok.K_TO);
                return new AlterEnumStmt(name, old, sconst(), null, false, false, at);
            }
            expect(Tok.K_ATTRIBUTE);
            String old = colId();
            expect(Tok.K_TO);
            String to = colId();
            return new RenameStmt(
                    ObjectType.ATTRIBUTE,
                    ObjectType.TYPE,
                    rangeVar(name, nameAt),
                    null,
                    old,
                    to,
                    dropBehavior(),
                    false,
                    at);
        }
        if (kind == Tok.K_ADD && peek(1) == Tok.K_VALUE) {
            advance();
            advance();
            boolean skip = ifNotExists();
            String value = sconst();
            boolean after = true;
            String neighbor = null;
            if (kind == Tok.K_BEFORE || kind == Tok.K_AFTER) {
                after = kind == Tok.K_AFTER;
                advance();
                neighbor = sconst();
            }
            return new AlterEnumStmt(name, null, value, neighbor, after, skip, at);
        }
        if (kind == Tok.K_SET && peek(1) == '(') {
            advance();
            return new AlterTypeStmt(name, operatorOptions(), at);
        }
        Statement s = ownerOrSchema(ObjectType.TYPE, asType, at);
        if (s != null) {
            return s;
        }
        if (accept(Tok.K_SET)) {
            throw unexpected();
        }
        return new AlterTableStmt(rangeVar(name, nameAt), alterTypeCmds(), ObjectType.TYPE, false, at);
    }

    private @Nullable Statement ownerOrSchema(ObjectType t, ObjectName o, int at) {
        if (accept(Tok.K_OWNER)) {
            expect(Tok.K_TO);
            return new AlterOwnerStmt(t, o, roleSpec(), at);
        }
        if (kind == Tok.K_SET && peek(1) == Tok.K_SCHEMA) {
            advance();
            advance();
            return new AlterObjectSchemaStmt(t, null, o, colId(), false, at);
        }
        return null;
    }

    private Statement alterDomain(int at) {
        int nameAt = loc();
        List<String> name = anyName();
        TypeName asType = new TypeName(name, false, false, List.of(), List.of(), nameAt);
        if (accept(Tok.K_RENAME)) {
            if (accept(Tok.K_TO)) {
                return renameObject(ObjectType.DOMAIN, asType, colId(), at);
            }
            expect(Tok.K_CONSTRAINT);
            String old = colId();
            expect(Tok.K_TO);
            return new RenameStmt(
                    ObjectType.DOMCONSTRAINT,
                    null,
                    null,
                    new DomainConstraintName(asType, old, nameAt),
                    old,
                    colId(),
                    DropBehavior.RESTRICT,
                    false,
                    at);
        }
        Statement s = ownerOrSchema(ObjectType.DOMAIN, asType, at);
        if (s != null) {
            return s;
        }
        if (accept(Tok.K_ADD)) {
            return domain('C', name, null, tableConstraint(), at);
        }
        if (accept(Tok.K_VALIDATE)) {
            expect(Tok.K_CONSTRAINT);
            return domain('V', name, colId(), null, at);
        }
        boolean set = accept(Tok.K_SET);
        if (!set) {
            expect(Tok.K_DROP);
        }
        if (accept(Tok.K_DEFAULT)) {
            return domain('T', name, null, set ? expr() : null, at);
        }
        if (accept(Tok.K_NOT)) {
            expect(Tok.K_NULL);
            return domain(set ? 'O' : 'N', name, null, null, at);
        }
        if (set) {
            throw unexpected();
        }
        expect(Tok.K_CONSTRAINT);
        boolean missing = ifExists();
        String con = colId();
        return new AlterDomainStmt('X', name, con, null, dropBehavior(), missing, at);
    }

    private static AlterDomainStmt domain(char t, List<String> name, @Nullable String con, @Nullable Node def, int at) {
        return new AlterDomainStmt(t, name, con, def, DropBehavior.RESTRICT, false, at);
    }

    // ---- extensions

    private Statement alterExtension(int at) {
        int nameAt = loc();
        String name = colId();
        if (kind == Tok.K_ADD || kind == Tok.K_DROP) {
            int action = kind == Tok.K_ADD ? 1 : -1;
            advance();
            ObjectType t = objectType();
            if (t == null) {
                throw unexpected();
            }
            return new AlterExtensionContentsStmt(name, action, t, objectName(t), at);
        }
        if (accept(Tok.K_UPDATE)) {
            List<DefElem> options = new ArrayList<>(1);
            int optAt = loc();
            while (accept(Tok.K_TO)) {
                options.add(new DefElem("new_version", new Value.Str(nonReservedWordOrSconst()), optAt));
                optAt = loc();
            }
            return new AlterExtensionStmt(name, options, at);
        }
        expect(Tok.K_SET, Tok.K_SCHEMA);
        QualifiedName o = new QualifiedName(List.of(name), nameAt);
        return new AlterObjectSchemaStmt(ObjectType.EXTENSION, null, o, colId(), false, at);
    }

    // ---- all others

    private Statement alterTablespace(String name, int at) {
        boolean reset = accept(Tok.K_RESET);
        if (!reset) {
            expect(Tok.K_SET);
        }
        return new AlterTableSpaceOptionsStmt(name, relOptions(), reset, at);
    }

    private Statement alterOpFamily(List<String> names, int at) {
        boolean drop = accept(Tok.K_DROP);
        if (!drop) {
            expect(Tok.K_ADD);
        }
        List<String> family = names.subList(1, names.size());
        return new AlterOpFamilyStmt(family, names.getFirst(), drop, opClassItems(drop), at);
    }

    private Statement alterFdw(String name, int at) {
        List<DefElem> funcs = fdwFunctions();
        List<DefElem> options = kind == Tok.K_OPTIONS || funcs.isEmpty() ? alterGenericOptions() : List.of();
        return new AlterFdwStmt(name, funcs, options, at);
    }

    private Statement alterForeignServer(String name, int at) {
        boolean has = kind == Tok.K_VERSION;
        String version = serverVersion();
        List<DefElem> options = !has || kind == Tok.K_OPTIONS ? alterGenericOptions() : List.of();
        return new AlterForeignServerStmt(name, version, options, has, at);
    }

    private Statement alterOther(ObjectType t, int at) {
        boolean missing = t == ObjectType.STATISTIC_EXT && ifExists();
        ObjectName o = objectName(t);
        String name = o instanceof QualifiedName q ? q.names().getLast() : "";
        List<String> names = o instanceof QualifiedName q ? q.names() : List.of();
        if (accept(Tok.K_RENAME)) {
            expect(Tok.K_TO);
            String to = colId();
            boolean plain = t == ObjectType.DATABASE || t == ObjectType.SCHEMA || t == ObjectType.TABLESPACE;
            return plain
                    ? new RenameStmt(t, null, null, null, name, to, DropBehavior.RESTRICT, false, at)
                    : renameObject(t, o, to, at);
        }
        Statement s = ownerOrSchema(t, o, at);
        if (s != null) {
            return s;
        }
        switch (t) {
            case FUNCTION, PROCEDURE, ROUTINE -> {
                s = dependsTail(t, null, o, at);
                return s != null ? s : alterFunction(t, (ObjectWithArgs) o, at);
            }
            case DATABASE -> {
                return alterDatabase(name, at);
            }
            case TABLESPACE -> {
                return alterTablespace(name, at);
            }
            case COLLATION -> {
                expect(Tok.K_REFRESH, Tok.K_VERSION);
                return new AlterCollationStmt(names, at);
            }
            case STATISTIC_EXT -> {
                expect(Tok.K_SET, Tok.K_STATISTICS);
                return new AlterStatsStmt(names, signedIconst(), missing, at);
            }
            case OPERATOR -> {
                expect(Tok.K_SET);
                return new AlterOperatorStmt((ObjectWithArgs) o, operatorOptions(), at);
            }
            case OPFAMILY -> {
                return alterOpFamily(names, at);
            }
            case EVENT_TRIGGER -> {
                return alterEventTrigger(name, at);
            }
            case FDW -> {
                return alterFdw(name, at);
            }
            case FOREIGN_SERVER -> {
                return alterForeignServer(name, at);
            }
            case PUBLICATION -> {
                return alterPublication(name, at);
            }
            case SUBSCRIPTION -> {
                return alterSubscription(name, at);
            }
            case TSDICTIONARY -> {
                return new AlterTSDictionaryStmt(names, definition(), at);
            }
            case TSCONFIGURATION -> {
                return alterTsConfiguration(names, at);
            }
            default -> throw unexpected();
        }
    }

    private List<DefElem> operatorOptions() {
        expect('(');
        List<DefElem> r = new ArrayList<>(2);
        do {
            int at = loc();
            String name = colLabel();
            expect('=');
            r.add(new DefElem(name, accept(Tok.K_NONE) ? null : defArg(), at));
        } while (accept(','));
        expect(')');
        return r;
    }

    private AlterEventTrigStmt alterEventTrigger(String name, int at) {
        char c = 'D';
        if (!accept(Tok.K_DISABLE)) {
            expect(Tok.K_ENABLE);
            c = accept(Tok.K_REPLICA) ? 'R' : accept(Tok.K_ALWAYS) ? 'A' : 'O';
        }
        return new AlterEventTrigStmt(name, c, at);
    }

    private AlterPublicationStmt alterPublication(String name, int at) {
        if (kind == Tok.K_SET && peek(1) == '(') {
            advance();
            return new AlterPublicationStmt(name, definition(), List.of(), DefElemAction.UNSPEC, at);
        }
        DefElemAction a =
                accept(Tok.K_ADD) ? DefElemAction.ADD : accept(Tok.K_DROP) ? DefElemAction.DROP : DefElemAction.SET;
        if (a == DefElemAction.SET) {
            expect(Tok.K_SET);
        }
        return new AlterPublicationStmt(name, List.of(), publicationObjects(), a, at);
    }

    private AlterSubscriptionStmt alterSubscription(String name, int at) {
        AlterSubscriptionType t;
        String info = null;
        List<String> pubs = List.of();
        List<DefElem> options = List.of();
        int actionAt = loc();
        if (accept(Tok.K_CONNECTION)) {
            t = AlterSubscriptionType.CONNECTION;
            info = sconst();
        } else if (accept(Tok.K_REFRESH)) {
            expect(Tok.K_PUBLICATION);
            t = AlterSubscriptionType.REFRESH;
            options = optDefinition();
        } else if (accept(Tok.K_SKIP)) {
            t = AlterSubscriptionType.SKIP;
            options = definition();
        } else if (kind == Tok.K_ENABLE || kind == Tok.K_DISABLE) {
            t = AlterSubscriptionType.ENABLED;
            options = List.of(new DefElem("enabled", new Value.Bool(kind == Tok.K_ENABLE), actionAt));
            advance();
        } else if (kind == Tok.K_SET && peek(1) == '(') {
            advance();
            t = AlterSubscriptionType.OPTIONS;
            options = definition();
        } else {
            t = accept(Tok.K_ADD)
                    ? AlterSubscriptionType.ADD_PUBLICATION
                    : accept(Tok.K_DROP)
                            ? AlterSubscriptionType.DROP_PUBLICATION
                            : AlterSubscriptionType.SET_PUBLICATION;
            if (t == AlterSubscriptionType.SET_PUBLICATION) {
                expect(Tok.K_SET);
            }
            expect(Tok.K_PUBLICATION);
            pubs = nameList();
            options = optDefinition();
        }
        return new AlterSubscriptionStmt(t, name, info, pubs, options, at);
    }

    private AlterTSConfigurationStmt alterTsConfiguration(List<String> names, int at) {
        boolean add = accept(Tok.K_ADD);
        if (!add && accept(Tok.K_DROP)) {
            expect(Tok.K_MAPPING);
            boolean missing = ifExists();
            expect(Tok.K_FOR);
            return new AlterTSConfigurationStmt(
                    AlterTSConfigType.DROP_MAPPING, names, nameList(), List.of(), false, false, missing, at);
        }
        if (!add) {
            expect(Tok.K_ALTER);
        }
        expect(Tok.K_MAPPING);
        List<String> tokens = List.of();
        if (add || kind == Tok.K_FOR) {
            expect(Tok.K_FOR);
            tokens = nameList();
        }
        if (!add && accept(Tok.K_REPLACE)) {
            List<List<String>> dicts = new ArrayList<>(2);
            dicts.add(anyName());
            if (kind != Tok.K_WITH) {
                throw unexpected();
            }
            advance();
            dicts.add(anyName());
            AlterTSConfigType t =
                    tokens.isEmpty() ? AlterTSConfigType.REPLACE_DICT : AlterTSConfigType.REPLACE_DICT_FOR_TOKEN;
            return new AlterTSConfigurationStmt(t, names, tokens, dicts, false, true, false, at);
        }
        if (tokens.isEmpty()) {
            throw unexpected();
        }
        expect(Tok.K_WITH);
        AlterTSConfigType t = add ? AlterTSConfigType.ADD_MAPPING : AlterTSConfigType.ALTER_MAPPING_FOR_TOKEN;
        return new AlterTSConfigurationStmt(t, names, tokens, anyNameList(), !add, false, false, at);
    }
}
