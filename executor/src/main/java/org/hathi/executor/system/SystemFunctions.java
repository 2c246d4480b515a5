package org.hathi.executor.system;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.types.Attribute;
import org.hathi.types.CallInfo;
import org.hathi.types.FunctionFamily;
import org.hathi.types.Functions;
import org.hathi.types.Kernel;
import org.hathi.types.RecordValue;
import org.hathi.types.SetFunction;
import org.hathi.types.TupleDesc;
import org.jspecify.annotations.Nullable;

/**
 * The functions that look at the server itself, as one family. Scalar functions are {@link Call.Fn}, those that return
 * rows {@link RowSource}; a function that returns one row (OUT parameters, not SETOF) is a row source whose first row
 * becomes a record.
 */
public final class SystemFunctions implements FunctionFamily {
    private final SystemContext s;

    private SystemFunctions(SystemContext s) {
        this.s = s;
    }

    /** Adds the system functions of a backend to its function table. */
    public static void addTo(Functions functions, SystemContext cx) {
        functions.add(new SystemFunctions(cx));
    }

    @Override
    public @Nullable Kernel lookup(String p, CallInfo call) {
        Call.Fn f = scalar(p);
        if (f != null) {
            return Call.kernel(f, call);
        }
        RowSource r = RecordFunctions.lookup(s, p);
        return r == null ? null : Call.kernel(record(p, r), call);
    }

    private Call.@Nullable Fn scalar(String p) {
        Call.Fn f = SessionFunctions.lookup(s, p);
        if (f == null) {
            f = NameFunctions.lookup(s, p);
        }
        if (f == null) {
            f = DefinitionFunctions.lookup(s, p);
        }
        if (f == null && p.startsWith("has_") || f == null && p.startsWith("pg_has_role")) {
            f = PrivilegeFunctions.lookup(s, p);
        }
        if (f == null) {
            f = StorageFunctions.lookup(s, p);
        }
        if (f == null) {
            f = LockFunctions.lookup(s, p);
        }
        if (f == null && p.startsWith("pg_stat_")) {
            f = StatFunctions.lookup(s, p);
        }
        return f == null ? RareSystemFunctions.lookup(s, p) : f;
    }

    @Override
    public @Nullable SetFunction lookupSet(String p, CallInfo call) {
        RowSource r = SessionSets.lookup(s, p);
        if (r == null) {
            r = CatalogSets.lookup(s, p);
        }
        if (r == null) {
            r = SharedSets.lookup(s, p);
        }
        return r == null ? null : new RowSource.Set(r);
    }

    /** A row function as a scalar one: its result is a record shaped by the OUT parameters. */
    private Call.Fn record(String prosrc, RowSource source) {
        TupleDesc desc = outColumns(prosrc);
        return c -> {
            @Nullable Object[] args = new Object[c.count()];
            for (int i = 0; i < args.length; i++) {
                args[i] = c.isNull(i) ? null : c.datum(i);
            }
            RowSource.Rows rows = new RowSource.Rows();
            source.rows(c.cx(), args, rows);
            if (rows.list.isEmpty()) {
                return null;
            }
            @Nullable Object[] row = rows.list.get(0);
            @Nullable Object[] datums = new Object[desc.size()];
            for (int i = 0; i < datums.length; i++) {
                datums[i] = i < row.length ? Call.datum(row[i]) : null;
            }
            return RecordValue.form(desc, datums);
        };
    }

    private TupleDesc outColumns(String prosrc) {
        for (ProcInfo p : s.catalog.procsByName(procName(prosrc))) {
            int[] types = p.allArgTypes();
            byte[] modes = p.argModes();
            String[] names = p.argNames();
            if (p.source().equals(prosrc) && types != null && modes != null && names != null) {
                List<Attribute> l = new ArrayList<>();
                for (int i = 0; i < types.length; i++) {
                    if (modes[i] == 'o') {
                        l.add(Attribute.of(names[i], l.size() + 1, s.catalog.type(types[i]), -1));
                    }
                }
                return s.catalog.recordType(l.toArray(new Attribute[0]));
            }
        }
        throw org.hathi.base.SqlError.internal("no row type of function " + prosrc);
    }

    private static String procName(String prosrc) {
        return prosrc.equals("pg_stat_file_1arg") ? "pg_stat_file" : prosrc;
    }
}
