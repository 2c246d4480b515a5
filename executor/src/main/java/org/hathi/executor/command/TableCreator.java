package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.ConstraintInfo;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.NewRelation;
import org.hathi.catalog.ObjectKind;
import org.hathi.parser.tree.Clause;
import org.hathi.parser.tree.Clause.ColumnDef;
import org.hathi.parser.tree.Clause.ConstrType;
import org.hathi.parser.tree.Clause.Constraint;
import org.hathi.parser.tree.Clause.IndexElem;
import org.hathi.parser.tree.Clause.SortByDir;
import org.hathi.parser.tree.Clause.SortByNulls;
import org.hathi.parser.tree.Clause.TableElement;
import org.hathi.parser.tree.Clause.TableLikeClause;
import org.hathi.parser.tree.FromItem.RangeVar;
import org.hathi.parser.tree.RawExpr;
import org.hathi.parser.tree.TableLikeOption;
import org.hathi.parser.tree.TableStmt.CreateStmt;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.hathi.planner.analyze.Types.TypeMod;
import org.hathi.planner.tree.NodeText;
import org.hathi.txn.LockMode;
import org.hathi.types.Attribute;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/** CREATE TABLE. */
final class TableCreator {
    private static final int TOAST_THRESHOLD = 2032;

    private final Ddl ddl;
    private final Sequences sequences;
    private final List<ColumnSpec> columns = new ArrayList<>();
    private final List<ConstraintSpec> constraints = new ArrayList<>();
    private String table = "";

    TableCreator(Ddl ddl, Sequences sequences) {
        this.ddl = ddl;
        this.sequences = sequences;
    }

    void create(CreateStmt s) {
        if (s.partspec() != null || s.partbound() != null) {
            throw SqlError.unsupported("partitioned tables");
        }
        if (s.foreign() != null) {
            throw SqlError.unsupported("CREATE FOREIGN TABLE");
        }
        if (s.accessMethod() != null && !s.accessMethod().equals("heap")) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "access method \"" + s.accessMethod() + "\" does not exist");
        }
        table = s.relation().relname();
        int ns = namespace(ddl, s.relation());
        char persistence = ddl.persistence(s.relation(), ns);
        boolean exists = ddl.catalog.relationByName(table, ns) != null;
        if (exists && s.ifNotExists()) {
            ddl.reporter.report(new org.hathi.base.Report(
                    org.hathi.base.Severity.NOTICE,
                    SqlState.DUPLICATE_TABLE,
                    "relation \"" + table + "\" already exists, skipping"));
            return;
        }
        checkTablespace(s);
        TypeInfo ofType = null;
        if (s.ofTypename() != null) {
            TypedTables typed = new TypedTables(ddl);
            ofType = typed.type(s.ofTypename());
            columns.addAll(typed.columns(ofType));
        }
        List<TableLikeClause> likes = elements(s, ofType != null);
        markPrimary(s.inhRelations().stream()
                .map(ddl::find)
                .filter(java.util.Objects::nonNull)
                .toList());
        for (ColumnSpec c : columns) {
            if (c.serial || c.identity != '\0') {
                makeSequence(c, ns, persistence);
            }
        }
        List<ClassInfo> parents = Inheritance.parents(ddl, s.inhRelations(), persistence == 't');
        if (!parents.isEmpty()) {
            inherit(parents);
        }
        NewRelation r = new NewRelation(table, ns, ddl.role(), 'r', attributes());
        counts(r);
        r.persistence = persistence;
        r.ofType = ofType == null ? 0 : ofType.oid();
        r.options = RelOptions.merge(null, s.options(), 'r', false);
        r.acl = ddl.defaultAcl('r', ddl.role(), ns);
        if (exists) { // said only when nothing is wrong with the columns
            throw new SqlError(SqlState.DUPLICATE_TABLE, "relation \"" + table + "\" already exists");
        }
        int oid = create(r);
        for (int i = 0; i < parents.size(); i++) {
            Inheritance.store(ddl, oid, parents.get(i).oid(), i + 1);
        }
        finish(oid);
        for (TableLikeClause l : likes) {
            Likes.after(ddl, l, oid);
        }
        if (persistence == 't') {
            ddl.temporary.created(oid, s.oncommit());
        }
    }

    /** Collects columns and constraints; the LIKE clauses, whose indexes are made later. */
    private List<TableLikeClause> elements(CreateStmt s, boolean typed) {
        List<TableLikeClause> likes = new ArrayList<>();
        for (TableElement e : s.tableElts()) {
            switch (e) {
                case ColumnDef c -> {
                    if (typed) {
                        refine(c);
                    } else {
                        add(column(c));
                    }
                }
                case Constraint c -> constraints.add(new ConstraintSpec(c, null));
                case TableLikeClause l -> {
                    like(l);
                    likes.add(l);
                }
            }
        }
        return likes;
    }

    /** WITH OPTIONS of a typed table's column. */
    private void refine(ColumnDef d) {
        for (ColumnSpec c : columns) {
            if (!c.name.equals(d.colname())) {
                continue;
            }
            if (c.refined) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + c.name + "\" specified more than once");
            }
            c.refined = true;
            c.location = d.location();
            c.rawDefault = d.rawDefault();
            columnConstraints(ddl, d, c, table, constraints);
            return;
        }
        throw new SqlError(SqlState.UNDEFINED_COLUMN, "column \"" + d.colname() + "\" does not exist");
    }

    private void inherit(List<ClassInfo> parents) {
        InheritedColumns in = new InheritedColumns(ddl);
        List<ColumnSpec> all = in.merge(parents, List.copyOf(columns));
        columns.clear();
        columns.addAll(all);
        for (ConstraintSpec k : constraints) {
            k.mergeable = true;
            if (k.type == ConstrType.PRIMARY) {
                notNull(k.keys);
            }
        }
        constraints.addAll(0, in.checks);
    }

    private void counts(NewRelation r) {
        int n = columns.size();
        r.inheritCounts = new int[n];
        r.locals = new boolean[n];
        for (int i = 0; i < n; i++) {
            r.inheritCounts[i] = columns.get(i).inherited;
            r.locals[i] = columns.get(i).local;
        }
    }

    private void notNull(List<String> keys) {
        for (String key : keys) {
            for (ColumnSpec c : columns) {
                if (c.name.equals(key)) {
                    c.notNull = true;
                }
            }
        }
    }

    private void add(ColumnSpec c) {
        checkColumnName(ddl, c.name, c.location);
        for (ColumnSpec o : columns) {
            if (o.name.equals(c.name)) {
                throw new SqlError(SqlState.DUPLICATE_COLUMN, "column \"" + c.name + "\" specified more than once");
            }
        }
        columns.add(c);
    }

    static void checkColumnName(Ddl ddl, String name, int location) {
        switch (name) {
            case "ctid", "xmin", "cmin", "xmax", "cmax", "tableoid" ->
                throw new SqlError(
                        SqlState.DUPLICATE_COLUMN, "column name \"" + name + "\" conflicts with a system column name");
            default -> {
                // free
            }
        }
    }

    private List<Attribute> attributes() {
        List<Attribute> l = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            l.add(columns.get(i).attribute(i + 1));
        }
        return l;
    }

    /** Creates the relation with its toast table, visible to the rest of the command. */
    private int create(NewRelation r) {
        return createRelation(ddl, r);
    }

    /** Where the table goes; errors point at its name. */
    private static int namespace(Ddl ddl, RangeVar v) {
        try {
            return ddl.creationNamespace(v);
        } catch (SqlError e) {
            throw e.position(ddl.position(v.location()));
        }
    }

    static int createRelation(Ddl ddl, NewRelation r) {
        for (org.hathi.types.Attribute a : r.columns) {
            if (!a.dropped()) {
                ddl.checkTypeUsage(a.typeOid());
            }
        }
        int oid = ddl.relations.create(r);
        ddl.increment();
        if (r.persistence == 'u') {
            Relfiles.initFork(ddl, ddl.catalog.openRelation(oid, 0).node);
        }
        toastIfNeeded(ddl, oid);
        return oid;
    }

    /** Makes the toast table of a table whose rows may become long. */
    static void toastIfNeeded(Ddl ddl, int oid) {
        ClassInfo c = ddl.info(oid);
        if (c.toast() != 0 || !needsToast(ddl.catalog.openRelation(oid, 0).desc)) {
            return;
        }
        int toast = ddl.relations.createToast(oid);
        ddl.increment();
        if (c.persistence() == 'u') {
            Relfiles.initFork(ddl, ddl.catalog.openRelation(toast, 0).node);
        }
        for (var d : ddl.catalog.indexesOf(toast)) {
            IndexBuilder.buildEmpty(ddl, d.index());
        }
    }

    private static boolean needsToast(org.hathi.types.TupleDesc d) {
        long length = 0;
        boolean toastable = false;
        boolean unlimited = false;
        for (int i = 0; i < d.size(); i++) {
            Attribute a = d.get(i);
            if (a.dropped()) {
                continue;
            }
            int align = a.alignBytes();
            length = (length + align - 1) / align * align;
            if (a.len() > 0) {
                length += a.len();
                continue;
            }
            long max = maxSize(a);
            if (max < 0) {
                unlimited = true;
            } else {
                length += max;
            }
            toastable |= a.storage() != 'p';
        }
        if (!toastable) {
            return false;
        }
        long header = 23 + (d.size() + 7) / 8;
        return unlimited || (header + 7) / 8 * 8 + (length + 7) / 8 * 8 > TOAST_THRESHOLD;
    }

    private static long maxSize(Attribute a) {
        if (a.typmod() < 0) {
            return -1;
        }
        return switch (a.typeOid()) {
            case org.hathi.types.Oids.BPCHAR, org.hathi.types.Oids.VARCHAR -> (a.typmod() - 4L) * 4 + 4;
            case org.hathi.types.Oids.NUMERIC -> {
                int precision = (a.typmod() - 4) >> 16 & 0xFFFF;
                yield 8 + ((precision + 8L) / 4 + 1) * 2;
            }
            case 1560, 1562 -> 8 + (a.typmod() + 7L) / 8;
            default -> -1;
        };
    }

    // ---------------------------------------------------------------------------------------------------- columns

    /** A column definition with its type resolved; its table constraints go to {@link #constraints}. */
    private ColumnSpec column(ColumnDef d) {
        ColumnSpec c = resolve(ddl, d, table, constraints);
        return c;
    }

    private void checkTablespace(CreateStmt s) {
        String name = s.tablespacename();
        if (name != null && ddl.catalog.tablespaceByName(name) == null) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "tablespace \"" + name + "\" does not exist");
        }
    }

    static ColumnSpec resolve(Ddl ddl, ColumnDef d, String table, List<ConstraintSpec> constraints) {
        TypeName tn = java.util.Objects.requireNonNull(d.typeName());
        String serial = serialType(tn);
        int typeOid;
        int typmod = -1;
        if (serial != null) {
            if (!tn.arrayBounds().isEmpty()) {
                throw ddl.error(SqlState.FEATURE_NOT_SUPPORTED, "array of serial is not implemented", tn.location());
            }
            typeOid = serial.equals("int8") ? 20 : serial.equals("int2") ? 21 : 23;
        } else {
            if (tn.setof()) {
                throw ddl.error(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "column \"" + d.colname() + "\" cannot be declared SETOF",
                        tn.location());
            }
            TypeMod t = ddl.exprs().type(tn);
            typeOid = t.oid();
            typmod = t.typmod();
        }
        TypeInfo t = ddl.catalog.type(typeOid);
        checkType(ddl, d.colname(), t);
        ddl.checkTypeUsage(typeOid);
        ColumnSpec c = new ColumnSpec(d.colname(), t, typmod);
        c.location = d.location();
        c.ndims = tn.arrayBounds().size();
        c.serial = serial != null;
        c.notNull = c.serial;
        c.rawDefault = d.rawDefault();
        if (d.collClause() != null) {
            if (t.collation() == 0) {
                throw ddl.error(
                        SqlState.DATATYPE_MISMATCH,
                        "collations are not supported by type " + ddl.catalog.formatType(typeOid, -1),
                        d.collClause().location());
            }
            c.collation = ddl.exprs()
                    .collation(d.collClause().collname(), d.collClause().location());
        }
        if (d.compression() != null && !d.compression().equals("default")) {
            c.compression = compression(ddl, d.compression(), t);
        }
        columnConstraints(ddl, d, c, table, constraints);
        return c;
    }

    static char compression(Ddl ddl, String method, TypeInfo t) {
        if (t.storage() == 'p') {
            throw new SqlError(
                    SqlState.FEATURE_NOT_SUPPORTED,
                    "column data type " + ddl.catalog.formatType(t.oid(), -1) + " does not support compression");
        }
        return switch (method) {
            case "pglz" -> 'p';
            case "lz4" -> 'l';
            default ->
                throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid compression method \"" + method + "\"");
        };
    }

    static void checkType(Ddl ddl, String column, TypeInfo t) {
        boolean systemView = t.oid() == org.hathi.types.Oids.ANYARRAY && ddl.settings.bool("allow_system_table_mods");
        if (t.type() == 'p' && !systemView) {
            throw new SqlError(
                    SqlState.INVALID_TABLE_DEFINITION,
                    "column \"" + column + "\" has pseudo-type " + ddl.catalog.formatType(t.oid(), -1));
        }
    }

    private static @Nullable String serialType(TypeName tn) {
        if (tn.names().size() != 1 || tn.pctType()) {
            return null;
        }
        return switch (tn.names().get(0).toLowerCase(Locale.ROOT)) {
            case "serial", "serial4" -> "int4";
            case "bigserial", "serial8" -> "int8";
            case "smallserial", "serial2" -> "int2";
            default -> null;
        };
    }

    private static void columnConstraints(
            Ddl ddl, ColumnDef d, ColumnSpec c, String table, List<ConstraintSpec> constraints) {
        ConstraintSpec last = null;
        boolean sawDefault = c.rawDefault != null || c.serial;
        for (Constraint k : d.constraints()) {
            switch (k.contype()) {
                case NULL -> {
                    if (c.notNull) {
                        throw nullConflict(ddl, c, table, k);
                    }
                    c.explicitNull = true;
                }
                case NOTNULL -> {
                    if (c.explicitNull) {
                        throw nullConflict(ddl, c, table, k);
                    }
                    c.notNull = true;
                }
                case DEFAULT -> {
                    if (sawDefault) {
                        throw ddl.error(
                                SqlState.SYNTAX_ERROR,
                                "multiple default values specified for column \"" + c.name + "\" of table \"" + table
                                        + "\"",
                                k.location());
                    }
                    sawDefault = true;
                    c.rawDefault = k.rawExpr();
                }
                case IDENTITY -> {
                    if (c.identity != '\0') {
                        throw ddl.error(
                                SqlState.SYNTAX_ERROR,
                                "multiple identity specifications for column \"" + c.name + "\" of table \"" + table
                                        + "\"",
                                k.location());
                    }
                    if (c.explicitNull) {
                        throw nullConflict(ddl, c, table, k);
                    }
                    c.identity = k.generatedWhen();
                    c.identityOptions = k.options();
                    c.notNull = true;
                }
                case GENERATED -> {
                    if (k.generatedWhen() != 'a' && k.generatedWhen() != 0) {
                        throw ddl.error(
                                SqlState.SYNTAX_ERROR,
                                "for a generated column, GENERATED ALWAYS must be specified",
                                k.location());
                    }
                    c.generated = 's';
                    c.rawDefault = k.rawExpr();
                }
                case CHECK, PRIMARY, UNIQUE, FOREIGN, EXCLUSION -> {
                    last = new ConstraintSpec(k, c.name);
                    constraints.add(last);
                }
                case ATTR_DEFERRABLE, ATTR_NOT_DEFERRABLE, ATTR_DEFERRED, ATTR_IMMEDIATE -> deferral(ddl, k, last);
            }
        }
        conflicts(ddl, c, table, sawDefault);
    }

    private static void deferral(Ddl ddl, Constraint k, @Nullable ConstraintSpec last) {
        ConstrType t = k.contype();
        String word = t == ConstrType.ATTR_DEFERRABLE
                ? "DEFERRABLE"
                : t == ConstrType.ATTR_NOT_DEFERRABLE
                        ? "NOT DEFERRABLE"
                        : t == ConstrType.ATTR_DEFERRED ? "INITIALLY DEFERRED" : "INITIALLY IMMEDIATE";
        if (last == null || last.type == ConstrType.CHECK) {
            throw ddl.error(SqlState.SYNTAX_ERROR, "misplaced " + word + " clause", k.location());
        }
        switch (t) {
            case ATTR_DEFERRABLE -> last.deferrable = true;
            case ATTR_NOT_DEFERRABLE -> last.deferrable = false;
            case ATTR_DEFERRED -> {
                last.initiallyDeferred = true;
                last.deferrable = true;
            }
            default -> last.initiallyDeferred = false;
        }
    }

    private static void conflicts(Ddl ddl, ColumnSpec c, String table, boolean sawDefault) {
        String where = "specified for column \"" + c.name + "\" of table \"" + table + "\"";
        if (sawDefault && c.identity != '\0') {
            throw ddl.error(SqlState.SYNTAX_ERROR, "both default and identity " + where, c.location);
        }
        if (sawDefault && c.generated != '\0') {
            throw ddl.error(SqlState.SYNTAX_ERROR, "both default and generation expression " + where, c.location);
        }
        if (c.identity != '\0' && c.generated != '\0') {
            throw ddl.error(SqlState.SYNTAX_ERROR, "both identity and generation expression " + where, c.location);
        }
    }

    private static SqlError nullConflict(Ddl ddl, ColumnSpec c, String table, Constraint k) {
        return ddl.error(
                SqlState.SYNTAX_ERROR,
                "conflicting NULL/NOT NULL declarations for column \"" + c.name + "\" of table \"" + table + "\"",
                k.location());
    }

    /** Columns of a primary key are NOT NULL from the start. */
    private void markPrimary(List<ClassInfo> parents) {
        ConstraintSpec first = null;
        for (ConstraintSpec k : constraints) {
            if (k.type != ConstrType.PRIMARY) {
                continue;
            }
            if (first != null) {
                throw ddl.error(
                        SqlState.INVALID_TABLE_DEFINITION,
                        "multiple primary keys for table \"" + table + "\" are not allowed",
                        k.raw.location());
            }
            first = k;
            notNull(k.keys);
        }
        for (ConstraintSpec k : constraints) {
            checkKeys(k, parents);
        }
    }

    private void checkKeys(ConstraintSpec k, List<ClassInfo> parents) {
        if (k.type != ConstrType.PRIMARY && k.type != ConstrType.UNIQUE) {
            return;
        }
        for (int i = 0; i < k.keys.size(); i++) {
            String key = k.keys.get(i);
            boolean found = false;
            for (ColumnSpec c : columns) {
                found |= c.name.equals(key);
            }
            for (ClassInfo p : parents) {
                found |= ddl.catalog.attributeByName(p.oid(), key) != null;
            }
            if (!found) {
                throw ddl.error(
                        SqlState.UNDEFINED_COLUMN,
                        "column \"" + key + "\" named in key does not exist",
                        k.raw.location());
            }
            if (k.keys.indexOf(key) != i) {
                throw twiceInKey(ddl, k, key);
            }
        }
    }

    private void makeSequence(ColumnSpec c, int ns, char persistence) {
        sequence(ddl, sequences, c, table, ns, persistence, ddl.role());
    }

    /** Makes the sequence of a serial or identity column and, for serial, its default. */
    static void sequence(
            Ddl ddl, Sequences sequences, ColumnSpec c, String table, int ns, char persistence, int owner) {
        boolean identity = c.identity != '\0';
        String name = null;
        for (var d : c.identityOptions) {
            if (d.defname().equals("sequence_name")) {
                List<String> l = Sequences.names(d.arg());
                name = l.get(l.size() - 1);
            }
        }
        if (name == null) {
            name = ddl.chooseRelationName(table, c.name, "seq", ns, false);
        }
        int type = c.type.oid();
        if (identity && type != 20 && type != 21 && type != 23) {
            throw new SqlError(
                    SqlState.INVALID_PARAMETER_VALUE, "identity column type must be smallint, integer, or bigint");
        }
        c.sequence = sequences.create(name, ns, owner, persistence, c.identityOptions, type, identity);
        if (!identity) {
            var nsInfo = ddl.catalog.namespace(ns);
            String q = Identifiers.qualified(nsInfo == null ? "" : nsInfo.name(), name);
            RawExpr text = new RawExpr.AConst(new Value.Str(q), -1);
            RawExpr reg = new RawExpr.TypeCast(
                    text, new TypeName(List.of("pg_catalog", "regclass"), false, false, List.of(), List.of(), -1), -1);
            c.rawDefault = new RawExpr.FuncCall(
                    List.of("pg_catalog", "nextval"),
                    List.of(reg),
                    List.of(),
                    null,
                    null,
                    false,
                    false,
                    false,
                    false,
                    RawExpr.CoercionForm.EXPLICIT_CALL,
                    -1);
        }
    }

    // ------------------------------------------------------------------------------------------------------- LIKE

    private void like(TableLikeClause l) {
        ClassInfo c;
        try {
            c = ddl.lock(l.relation(), LockMode.ACCESS_SHARE);
        } catch (SqlError e) {
            throw e.position(ddl.position(l.relation().location()));
        }
        if ("rvmfcp".indexOf(c.kind()) < 0) {
            throw ddl.error(
                            SqlState.WRONG_OBJECT_TYPE,
                            "relation \"" + c.name() + "\" is invalid in LIKE clause",
                            l.relation().location())
                    .detail("This operation is not supported for " + IndexDefiner.kindPlural(c.kind()) + ".");
        }
        if (c.kind() == 'c') {
            ddl.catalog.acl().check(ObjectKind.TYPE, c.type(), ddl.role(), org.hathi.catalog.Acl.USAGE);
        } else {
            ddl.catalog.acl().check(ObjectKind.TABLE, c.oid(), ddl.role(), org.hathi.catalog.Acl.SELECT);
        }
        int[] map = new int[c.attributes() + 1];
        for (AttributeInfo a : ddl.catalog.attributes(c.oid())) {
            if (a.number() < 1 || a.dropped()) {
                continue;
            }
            ColumnSpec n = new ColumnSpec(a.name(), ddl.catalog.type(a.type()), a.typmod());
            n.collation = a.collation();
            n.ndims = a.dimensions();
            n.notNull = a.notNull();
            if ((l.options() & TableLikeOption.STORAGE) != 0) {
                n.storage = a.storage();
            }
            if ((l.options() & TableLikeOption.COMPRESSION) != 0) {
                n.compression = a.compression();
            }
            var def = a.hasDefault() ? ddl.catalog.attrDefault(c.oid(), a.number()) : null;
            boolean generated = a.generated() != '\0';
            if (def != null
                    && (l.options() & (generated ? TableLikeOption.GENERATED : TableLikeOption.DEFAULTS)) != 0) {
                n.cooked = NodeText.readExpr(def.expression());
                n.generated = a.generated();
            }
            if (a.identity() != '\0' && (l.options() & TableLikeOption.IDENTITY) != 0) {
                n.identity = a.identity();
            }
            add(n);
            map[a.number()] = columns.size();
        }
        for (ColumnSpec n : columns) {
            if (n.cooked != null && n.generated != '\0') {
                n.cooked = Likes.remap(n.cooked, map);
            }
        }
        if ((l.options() & TableLikeOption.CONSTRAINTS) != 0) {
            for (ConstraintInfo k : ddl.catalog.constraintsOf(c.oid())) {
                if (k.type() == 'c' && k.expression() != null) {
                    constraints.add(Likes.check(k, Likes.remap(NodeText.readExpr(k.expression()), map)));
                }
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------- finishing

    /** Defaults, sequence ownership, checks, indexes and foreign keys of the new table, in PostgreSQL's order. */
    private void finish(int oid) {
        ColumnStore store = new ColumnStore(ddl);
        for (int i = 0; i < columns.size(); i++) {
            store.storeDefault(oid, i + 1, columns.get(i));
        }
        for (int i = 0; i < columns.size(); i++) {
            ColumnSpec c = columns.get(i);
            if (c.sequence != 0) {
                sequences.link(c.sequence, oid, i + 1, c.identity != '\0');
            }
        }
        ddl.increment();
        Constraints k = new Constraints(ddl);
        java.util.Set<String> checked = new java.util.HashSet<>();
        for (ConstraintSpec c : constraints) {
            if (c.type == ConstrType.CHECK) {
                String given = c.name;
                if (c.local && given != null && !checked.add(given)) {
                    throw new SqlError(SqlState.DUPLICATE_OBJECT, "check constraint \"" + given + "\" already exists");
                }
                k.addCheck(oid, c);
            }
        }
        keys(ddl, oid, constraints);
        for (ConstraintSpec c : constraints) {
            if (c.type == ConstrType.FOREIGN) {
                new ForeignKeys(ddl).add(oid, c);
            }
        }
        ddl.increment();
    }

    /** Makes the indexes of PRIMARY KEY (first), UNIQUE and EXCLUDE constraints. */
    static void keys(Ddl ddl, int table, List<ConstraintSpec> constraints) {
        for (boolean primary : new boolean[] {true, false}) {
            for (ConstraintSpec c : constraints) {
                boolean mine = primary
                        ? c.type == ConstrType.PRIMARY
                        : c.type == ConstrType.UNIQUE || c.type == ConstrType.EXCLUSION;
                if (mine) {
                    IndexDefiner.define(ddl, ddl.info(table), request(c));
                    ddl.increment();
                }
            }
        }
    }

    static IndexDefiner.Request request(ConstraintSpec c) {
        IndexDefiner.Request q = new IndexDefiner.Request();
        q.name = c.name;
        q.elems = elems(c.keys);
        q.including = elems(c.raw.including());
        q.options = c.raw.options();
        q.tablespace = c.raw.indexspace();
        q.unique = c.type != ConstrType.EXCLUSION;
        q.constraint = true;
        q.primary = c.type == ConstrType.PRIMARY;
        q.nullsNotDistinct = c.raw.nullsNotDistinct();
        q.deferrable = c.deferrable;
        q.initiallyDeferred = c.initiallyDeferred;
        if (c.type == ConstrType.EXCLUSION) {
            List<IndexElem> elems = new ArrayList<>();
            for (Clause.ExclusionElem e : c.raw.exclusions()) {
                elems.add(e.elem());
                q.exclusion.add(e.operator());
            }
            q.elems = elems;
            q.where = c.raw.whereClause();
            String method = c.raw.accessMethod();
            q.method = method == null ? "btree" : method;
        }
        return q;
    }

    static SqlError twiceInKey(Ddl ddl, ConstraintSpec c, String column) {
        return ddl.error(
                SqlState.DUPLICATE_COLUMN,
                "column \"" + column + "\" appears twice in "
                        + (c.type == ConstrType.PRIMARY ? "primary key" : "unique") + " constraint",
                c.raw.location());
    }

    private static List<IndexElem> elems(List<String> names) {
        List<IndexElem> l = new ArrayList<>();
        for (String n : names) {
            l.add(new IndexElem(n, null, List.of(), List.of(), List.of(), SortByDir.DEFAULT, SortByNulls.DEFAULT, -1));
        }
        return l;
    }
}
