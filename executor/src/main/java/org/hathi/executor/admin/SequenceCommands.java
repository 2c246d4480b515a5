package org.hathi.executor.admin;

import java.util.List;
import java.util.Objects;
import org.hathi.access.Relation;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.Acl;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Dependencies;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectKind;
import org.hathi.catalog.SequenceInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgSequence;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.FromItem.RelPersistence;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.ObjectName;
import org.hathi.parser.tree.TableStmt.AlterSeqStmt;
import org.hathi.parser.tree.TableStmt.CreateSeqStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.CatalogView;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.ParseState;
import org.hathi.planner.analyze.Types;
import org.hathi.txn.LockMode;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** CREATE SEQUENCE, ALTER SEQUENCE, and the options they share with serial and identity columns. */
public final class SequenceCommands {
    private final Admin a;

    SequenceCommands(Admin a) {
        this.a = a;
    }

    // ------------------------------------------------------------------------------------------------- options

    /** The parameters of a new sequence from CREATE SEQUENCE's options; {@code type} when AS is not among them. */
    public static SequenceInfo parameters(Catalog catalog, List<DefElem> options, int type) {
        return options(null, catalog, options, new SequenceInfo(0, type, 0, 1, 0, 0, 1, false), true).info;
    }

    /** What options say: parameters, the row to restart from, the owning column. */
    private record Parsed(SequenceInfo info, Sequences.@Nullable State state, @Nullable Node owned) {}

    private static SqlError invalid(String message) {
        return new SqlError(SqlState.INVALID_PARAMETER_VALUE, message);
    }

    private static Parsed options(
            @Nullable Admin a, Catalog catalog, List<DefElem> list, SequenceInfo old, boolean isNew) {
        DefElem as = null;
        DefElem increment = null;
        DefElem start = null;
        DefElem restart = null;
        DefElem max = null;
        DefElem min = null;
        DefElem cache = null;
        DefElem cycle = null;
        DefElem owned = null;
        for (DefElem d : list) {
            DefElem before;
            switch (d.defname()) {
                case "as" -> {
                    before = as;
                    as = d;
                }
                case "increment" -> {
                    before = increment;
                    increment = d;
                }
                case "start" -> {
                    before = start;
                    start = d;
                }
                case "restart" -> {
                    before = restart;
                    restart = d;
                }
                case "maxvalue" -> {
                    before = max;
                    max = d;
                }
                case "minvalue" -> {
                    before = min;
                    min = d;
                }
                case "cache" -> {
                    before = cache;
                    cache = d;
                }
                case "cycle" -> {
                    before = cycle;
                    cycle = d;
                }
                case "owned_by" -> {
                    before = owned;
                    owned = d;
                }
                case "sequence_name" ->
                    throw new SqlError(SqlState.SYNTAX_ERROR, "invalid sequence option SEQUENCE NAME");
                default -> throw SqlError.internal("option \"" + d.defname() + "\" not recognized");
            }
            if (before != null) {
                SqlError e = new SqlError(SqlState.SYNTAX_ERROR, "conflicting or redundant options");
                throw a == null ? e : e.position(a.position(d.location()));
            }
        }
        int type = old.type();
        boolean resetMax = false;
        boolean resetMin = false;
        if (as != null) {
            ParseState ps = new ParseState(
                    new CatalogView(catalog), new AnalyzeContext(new org.hathi.types.EvalContext(catalog)),
                    ParamTypes.none(), a == null ? "" : a.sql);
            int t = Types.resolve(ps, (TypeName) Objects.requireNonNull(as.arg())).oid();
            if (t != Oids.INT2 && t != Oids.INT4 && t != Oids.INT8) {
                throw invalid("sequence type must be smallint, integer, or bigint");
            }
            if (!isNew) {
                resetMax = old.max() == typeMax(type);
                resetMin = old.min() == typeMin(type);
            }
            type = t;
        }
        long inc = increment != null ? Admin.integer(increment) : old.increment();
        if (inc == 0) {
            throw invalid("INCREMENT must not be zero");
        }
        boolean cyc = cycle != null ? Admin.bool(cycle) : old.cycle();
        long maxv = max != null && max.arg() != null
                ? Admin.integer(max)
                : isNew || max != null || resetMax ? inc > 0 ? typeMax(type) : -1 : old.max();
        if (maxv < typeMin(type) || maxv > typeMax(type)) {
            throw invalid("MAXVALUE (" + maxv + ") is out of range for sequence data type "
                    + catalog.formatType(type, -1));
        }
        long minv = min != null && min.arg() != null
                ? Admin.integer(min)
                : isNew || min != null || resetMin ? inc < 0 ? typeMin(type) : 1 : old.min();
        if (minv < typeMin(type) || minv > typeMax(type)) {
            throw invalid("MINVALUE (" + minv + ") is out of range for sequence data type "
                    + catalog.formatType(type, -1));
        }
        if (minv >= maxv) {
            throw invalid("MINVALUE (" + minv + ") must be less than MAXVALUE (" + maxv + ")");
        }
        long st = start != null ? Admin.integer(start) : isNew ? inc > 0 ? minv : maxv : old.start();
        if (st < minv) {
            throw invalid("START value (" + st + ") cannot be less than MINVALUE (" + minv + ")");
        }
        if (st > maxv) {
            throw invalid("START value (" + st + ") cannot be greater than MAXVALUE (" + maxv + ")");
        }
        Sequences.State state = null;
        if (restart != null) {
            state = new Sequences.State(restart.arg() != null ? Admin.integer(restart) : st, 0, false);
            if (state.last() < minv) {
                throw invalid("RESTART value (" + state.last() + ") cannot be less than MINVALUE (" + minv + ")");
            }
            if (state.last() > maxv) {
                throw invalid("RESTART value (" + state.last() + ") cannot be greater than MAXVALUE (" + maxv + ")");
            }
        }
        long c = cache != null ? Admin.integer(cache) : old.cache();
        if (c <= 0) {
            throw invalid("CACHE (" + c + ") must be greater than zero");
        }
        return new Parsed(
                new SequenceInfo(old.relation(), type, st, inc, maxv, minv, c, cyc),
                state,
                owned == null ? null : owned.arg());
    }

    private static long typeMax(int type) {
        return type == Oids.INT2 ? Short.MAX_VALUE : type == Oids.INT4 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static long typeMin(int type) {
        return type == Oids.INT2 ? Short.MIN_VALUE : type == Oids.INT4 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    // ------------------------------------------------------------------------------------------------- statements

    void create(CreateSeqStmt s) {
        char persistence = s.sequence().relpersistence() == RelPersistence.TEMP
                ? 't'
                : s.sequence().relpersistence() == RelPersistence.UNLOGGED ? 'u' : 'p';
        if (persistence != 'p') {
            throw SqlError.unsupported("CREATE TEMPORARY or UNLOGGED SEQUENCE");
        }
        String schema = s.sequence().schemaname();
        int namespace = schema != null
                ? a.catalog.searchPath().explicit(schema)
                : a.catalog.searchPath().needCreationNamespace();
        a.catalog.acl().check(ObjectKind.SCHEMA, namespace, a.role(), Acl.CREATE);
        String name = s.sequence().relname();
        if (s.ifNotExists() && a.catalog.relationByName(name, namespace) != null) {
            a.report(Severity.NOTICE, SqlState.DUPLICATE_TABLE, "relation \"" + name + "\" already exists, skipping");
            return;
        }
        Parsed p = options(a, a.catalog, s.options(), new SequenceInfo(0, Oids.INT8, 0, 1, 0, 0, 1, false), true);
        int oid = Sequences.of(a.env).create(name, namespace, a.role(), persistence, p.info);
        own(oid, p.owned);
    }

    void alter(AlterSeqStmt s) {
        ClassInfo c = a.relation(s.sequence(), s.missingOk());
        if (c == null) {
            a.notice("relation \"" + s.sequence().relname() + "\" does not exist, skipping");
            return;
        }
        if (c.kind() != 'S') {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE, "\"" + c.name() + "\" is not a sequence");
        }
        a.catalog.acl().checkOwner(ObjectKind.SEQUENCE, c.oid(), a.role());
        alter(c.oid(), s.options());
    }

    /** Changes a sequence's parameters: also ALTER COLUMN … SET generated-as-identity options. */
    void alter(int oid, List<DefElem> options) {
        Sequences seq = Sequences.of(a.env);
        Relation rel = a.catalog.openRelation(oid, LockMode.SHARE_ROW_EXCLUSIVE);
        SequenceInfo old = seq.parameters(oid);
        Parsed p = options(a, a.catalog, options, old, false);
        Sequences.State now = seq.read(rel);
        a.catalog.close(rel, 0);
        long last = p.state == null ? now.last() : p.state.last();
        if (last < p.info.min()) {
            throw invalid("RESTART value (" + last + ") cannot be less than MINVALUE (" + p.info.min() + ")");
        }
        if (last > p.info.max()) {
            throw invalid("RESTART value (" + last + ") cannot be greater than MAXVALUE (" + p.info.max() + ")");
        }
        CatalogRow row = a.writer.find(
                PgSequence.RELATION, PgSequence.SEQRELID_INDEX, org.hathi.catalog.Datums.oid(oid));
        boolean parameters = options.stream().anyMatch(d -> !d.defname().equals("owned_by"));
        if (parameters) {
            seq.replace(oid, p.state != null ? p.state : new Sequences.State(now.last(), 0, now.called()));
            a.writer.update(Objects.requireNonNull(row), Sequences.row(oid, p.info));
        }
        a.writer.increment();
        own(oid, p.owned);
    }

    /** OWNED BY: a name {@code table.column}, or NONE. */
    private void own(int sequence, @Nullable Node owned) {
        if (owned == null) {
            return;
        }
        ObjectAddress me = new ObjectAddress(PgClass.RELATION, sequence);
        if (a.deps.ownerOfSequence(sequence, Dependencies.INTERNAL) != null) {
            throw new SqlError(SqlState.FEATURE_NOT_SUPPORTED, "cannot change ownership of identity sequence");
        }
        List<String> names = names(owned);
        if (names.size() == 1) {
            if (!names.get(0).equals("none")) {
                throw new SqlError(SqlState.SYNTAX_ERROR, "invalid OWNED BY option")
                        .hint("Specify OWNED BY table.column or OWNED BY NONE.");
            }
            a.deps.deleteRecords(PgClass.RELATION, sequence, PgClass.RELATION, Dependencies.AUTO);
            return;
        }
        int n = names.size();
        String schema = n > 2 ? names.get(n - 3) : null;
        ClassInfo table = a.catalog.searchPath().relation(schema, names.get(n - 2));
        if (table == null) {
            throw new SqlError(SqlState.UNDEFINED_TABLE,
                    "relation \"" + String.join(".", names.subList(0, n - 1)) + "\" does not exist");
        }
        if ("rfvp".indexOf(table.kind()) < 0) {
            throw new SqlError(SqlState.WRONG_OBJECT_TYPE,
                    "sequence cannot be owned by relation \"" + table.name() + "\"");
        }
        ClassInfo s = Objects.requireNonNull(a.catalog.relation(sequence));
        if (s.owner() != table.owner()) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "sequence must have same owner as table it is linked to");
        }
        if (s.namespace() != table.namespace()) {
            throw new SqlError(SqlState.OBJECT_NOT_IN_PREREQUISITE_STATE,
                    "sequence must be in same schema as table it is linked to");
        }
        AttributeInfo col = a.catalog.attributeByName(table.oid(), names.get(n - 1));
        if (col == null) {
            throw new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + names.get(n - 1) + "\" of relation \""
                    + table.name() + "\" does not exist");
        }
        a.deps.deleteRecords(PgClass.RELATION, sequence, PgClass.RELATION, Dependencies.AUTO);
        a.deps.record(me, new ObjectAddress(PgClass.RELATION, table.oid(), col.number()), Dependencies.AUTO);
    }

    private static List<String> names(Node n) {
        return switch (n) {
            case ObjectName.QualifiedName q -> q.names();
            case Value.Items i -> i.items().stream().map(x -> Objects.requireNonNull(Value.text(x))).toList();
            case TypeName t -> t.names();
            default -> List.of(Objects.requireNonNull(Value.text(n)));
        };
    }
}
