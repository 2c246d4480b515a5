package org.hathi.executor.system;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.AmInfo;
import org.hathi.catalog.AttributeInfo;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.ClassInfo;
import org.hathi.catalog.Datums;
import org.hathi.catalog.Identifiers;
import org.hathi.catalog.IndexDef;
import org.hathi.catalog.ObjectAddress;
import org.hathi.catalog.ObjectDescription;
import org.hathi.catalog.RoleInfo;
import org.hathi.catalog.table.PgClass;
import org.hathi.catalog.table.PgDepend;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** Visibility of names, names of objects, properties of objects. */
final class NameFunctions {
    private static final int BTREE = 403;

    private NameFunctions() {}

    static Call.@Nullable Fn lookup(SystemContext s, String p) {
        Call.Fn f = p.endsWith("_is_visible") ? visible(s.catalog, p) : null;
        return f == null ? named(s, p) : f;
    }

    private static Call.@Nullable Fn visible(Catalog k, String p) {
        return switch (p) {
            case "pg_table_is_visible" ->
                c -> k.relation(c.i(0)) == null ? null : k.searchPath().relationVisible(c.i(0));
            case "pg_type_is_visible" ->
                c -> k.findType(c.i(0)) == null ? null : k.searchPath().typeVisible(c.i(0));
            case "pg_function_is_visible" ->
                c -> k.findProc(c.i(0)) == null ? null : k.searchPath().functionVisible(c.i(0));
            case "pg_operator_is_visible" ->
                c -> k.findOperator(c.i(0)) == null ? null : k.searchPath().operatorVisible(c.i(0));
            case "pg_collation_is_visible" ->
                c -> k.collation(c.i(0)) == null ? null : k.searchPath().collationVisible(c.i(0));
            case "pg_opclass_is_visible" ->
                c -> k.findOpclass(c.i(0)) == null ? null : k.searchPath().opclassVisible(c.i(0));
            case "pg_opfamily_is_visible" ->
                c -> k.opfamily(c.i(0)) == null ? null : k.searchPath().opfamilyVisible(c.i(0));
            case "pg_conversion_is_visible" ->
                c -> {
                    var x = k.conversion(c.i(0));
                    return x == null ? null : k.searchPath().position(x.namespace()) >= 0;
                };
            case "pg_statistics_obj_is_visible" -> c -> inPath(k, 3381, 3, c.i(0));
            case "pg_ts_config_is_visible" -> c -> inPath(k, 3602, 3, c.i(0));
            case "pg_ts_dict_is_visible" -> c -> inPath(k, 3600, 3, c.i(0));
            case "pg_ts_parser_is_visible" -> c -> inPath(k, 3601, 3, c.i(0));
            case "pg_ts_template_is_visible" -> c -> inPath(k, 3764, 3, c.i(0));
            default -> null;
        };
    }

    /** Whether the schema in column {@code column} of the row is searched; null when there is no such row. */
    private static @Nullable Object inPath(Catalog k, int catalogOid, int column, int oid) {
        CatalogRow r = k.writer().byOid(catalogOid, oid);
        if (r == null) {
            return null;
        }
        int ns = catalogOid == 3381 ? r.intAt(org.hathi.catalog.table.PgStatisticExt.STXNAMESPACE) : r.intAt(column);
        return k.searchPath().position(ns) >= 0;
    }

    private static Call.@Nullable Fn named(SystemContext s, String p) {
        Catalog k = s.catalog;
        return switch (p) {
            case "pg_get_userbyid" ->
                c -> {
                    RoleInfo r = k.role(c.i(0));
                    return Datums.name(r == null ? "unknown (OID=" + Integer.toUnsignedString(c.i(0)) + ")" : r.name());
                };
            case "pg_describe_object" ->
                c -> c.i(0) == 0 && c.i(1) == 0
                        ? null
                        : ObjectDescription.of(k, new ObjectAddress(c.i(0), c.i(1), c.i(2)));
            case "pg_relation_is_publishable" ->
                c -> k.relation(c.i(0)) == null ? null : publishable(k.relation(c.i(0)));
            case "pg_relation_is_updatable" -> c -> org.hathi.planner.analyze.UpdatableViews.events(k, c.i(0), 0);
            case "pg_column_is_updatable" ->
                c -> {
                    int both = org.hathi.planner.analyze.UpdatableViews.UPDATE
                            | org.hathi.planner.analyze.UpdatableViews.DELETE;
                    int column = (short) c.i(1);
                    return column > 0
                            && (org.hathi.planner.analyze.UpdatableViews.events(k, c.i(0), column) & both) == both;
                };
            case "pg_get_serial_sequence" -> c -> serialSequence(c, k);
            case "pg_get_replica_identity_index" -> c -> replicaIndex(k, c.i(0));
            case "pg_indexam_has_property" -> c -> amProperty(k.accessMethod(c.i(0)), c.text(1));
            case "pg_index_has_property" -> c -> indexProperty(k, c.i(0), c.text(1));
            case "pg_index_column_has_property" -> c -> columnProperty(k, c.i(0), c.i(1), c.text(2));
            case "pg_indexam_progress_phasename" -> c -> c.i(0) == BTREE ? btreePhase(c.l(1)) : null;
            case "pg_partition_root" ->
                c -> {
                    ClassInfo r = k.relation(c.i(0));
                    return r == null || !r.isPartition() && r.kind() != 'p' && r.kind() != 'I'
                            ? null
                            : Call.oid(root(k, c.i(0)));
                };
            case "row_security_active" -> c -> rowSecurity(s, c.i(0));
            case "row_security_active_name" ->
                c -> rowSecurity(s, k.regLookup(c.cx(), Oids.REGCLASS, c.text(0), false));
            case "pg_collation_actual_version" -> c -> null;
            case "pg_database_collation_actual_version" -> c -> null;
            case "pg_get_partition_constraintdef" -> c -> null;
            default -> null;
        };
    }

    static int root(Catalog k, int relation) {
        int r = relation;
        while (true) {
            var parents = k.parentsOf(r);
            ClassInfo c = k.relation(r);
            if (c == null || !c.isPartition() || parents.isEmpty()) {
                return r;
            }
            r = parents.get(0).parent();
        }
    }

    private static Object publishable(@Nullable ClassInfo r) {
        return r != null
                && (r.kind() == 'r' || r.kind() == 'p')
                && r.persistence() == 'p'
                && Integer.compareUnsigned(r.oid(), 16384) >= 0;
    }

    private static Object rowSecurity(SystemContext s, int oid) {
        ClassInfo r = s.catalog.relation(oid);
        if (r == null || !r.rowSecurity()) {
            return false;
        }
        RoleInfo me = s.catalog.role(s.user());
        if (me != null && (me.superuser() || me.bypassRls())) {
            return false;
        }
        return r.forceRowSecurity() || !s.catalog.acl().hasPrivilegesOf(s.user(), r.owner());
    }

    private static @Nullable Object serialSequence(Call c, Catalog k) {
        int table = k.regLookup(c.cx(), Oids.REGCLASS, c.text(0), false);
        AttributeInfo a = k.attributeByName(table, c.text(1));
        if (a == null) {
            ClassInfo r = k.relation(table);
            throw new SqlError(
                    SqlState.UNDEFINED_COLUMN,
                    "column \"" + c.text(1) + "\" of relation \"" + (r == null ? c.text(0) : r.name())
                            + "\" does not exist");
        }
        for (CatalogRow d : k.writer()
                .scan(PgDepend.RELATION, PgDepend.REFERENCE_INDEX, Call.oid(PgClass.RELATION), Call.oid(table))) {
            char type = d.charAt(PgDepend.DEPTYPE);
            if (d.intAt(PgDepend.CLASSID) == PgClass.RELATION
                    && d.intAt(PgDepend.OBJSUBID) == 0
                    && d.intAt(PgDepend.REFOBJSUBID) == a.number()
                    && (type == 'a' || type == 'i')) {
                ClassInfo seq = k.relation(d.intAt(PgDepend.OBJID));
                if (seq != null && seq.kind() == 'S') {
                    return qualified(k, seq);
                }
            }
        }
        return null;
    }

    /** Schema and name, both quoted where needed. */
    static String qualified(Catalog k, ClassInfo r) {
        var ns = k.namespace(r.namespace());
        return Identifiers.qualified(ns == null ? "?" : ns.name(), r.name());
    }

    private static @Nullable Object replicaIndex(Catalog k, int table) {
        ClassInfo r = k.relation(table);
        if (r == null) {
            return null;
        }
        for (IndexDef x : k.indexesOf(table)) {
            if (r.replicaIdentity() == 'd' ? x.primary() : r.replicaIdentity() == 'i' && x.replicaIdentity()) {
                return Call.oid(x.index());
            }
        }
        return null;
    }

    private static String btreePhase(long n) {
        return switch ((int) n) {
            case 1 -> "initializing";
            case 2 -> "scanning table";
            case 3 -> "sorting live tuples";
            case 4 -> "sorting dead tuples";
            case 5 -> "loading tuples in tree";
            default -> "";
        };
    }

    private static @Nullable Object amProperty(@Nullable AmInfo am, String property) {
        if (am == null || am.type() != 'i') {
            return null;
        }
        String n = am.name();
        boolean btree = n.equals("btree");
        return switch (lower(property)) {
            case "can_order" -> btree;
            case "can_unique" -> btree;
            case "can_multi_col" -> !n.equals("hash") && !n.equals("spgist");
            case "can_exclude" -> !n.equals("gin") && !n.equals("brin");
            case "can_include" -> btree || n.equals("gist") || n.equals("spgist");
            default -> null;
        };
    }

    private static String lower(String s) {
        return s.toLowerCase(java.util.Locale.ROOT);
    }

    private static @Nullable Object indexProperty(Catalog k, int index, String property) {
        ClassInfo r = k.relation(index);
        if (r == null || r.kind() != 'i' && r.kind() != 'I') {
            return null;
        }
        String n = k.accessMethodName(r.am());
        return switch (lower(property)) {
            case "clusterable" -> n.equals("btree") || n.equals("gist");
            case "index_scan" -> !n.equals("gin") && !n.equals("brin");
            case "bitmap_scan" -> true;
            case "backward_scan" -> n.equals("btree") || n.equals("hash");
            default -> null;
        };
    }

    private static @Nullable Object columnProperty(Catalog k, int index, int column, String property) {
        IndexDef x = k.index(index);
        ClassInfo r = k.relation(index);
        if (x == null || r == null || column < 1 || column > x.attributes().length) {
            return null;
        }
        boolean key = column <= x.keyAttributes();
        String n = k.accessMethodName(r.am());
        boolean btree = n.equals("btree");
        int option = key ? x.options()[column - 1] : 0;
        return switch (lower(property)) {
            case "asc" -> key ? (Object) (btree && (option & 1) == 0) : null;
            case "desc" -> key ? (Object) (btree && (option & 1) != 0) : null;
            case "nulls_first" -> key ? (Object) (btree && (option & 2) != 0) : null;
            case "nulls_last" -> key ? (Object) (btree && (option & 2) == 0) : null;
            case "orderable" -> key ? (Object) btree : null;
            case "distance_orderable" -> key ? (Object) false : null;
            case "returnable" -> btree;
            case "search_array" -> key ? (Object) btree : null;
            case "search_nulls" ->
                key ? (Object) (btree || n.equals("gist") || n.equals("spgist") || n.equals("brin")) : null;
            default -> null;
        };
    }
}
