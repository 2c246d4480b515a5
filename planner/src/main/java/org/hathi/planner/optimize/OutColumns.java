package org.hathi.planner.optimize;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.planner.tree.Expr;
import org.hathi.types.Attribute;
import org.hathi.types.Oids;
import org.hathi.types.TupleDesc;
import org.hathi.types.TypeCatalog;
import org.jspecify.annotations.Nullable;

/** The row a function returns through its OUT parameters. */
final class OutColumns {
    private static final int ANYELEMENT = 2283;
    private static final int ANYARRAY = 2277;

    private OutColumns() {}

    /** The columns, polymorphic ones made concrete from the arguments; null when there are none. */
    static @Nullable TupleDesc of(ProcInfo p, List<Expr> args, TypeCatalog types) {
        int[] all = p.allArgTypes();
        byte[] modes = p.argModes();
        String[] names = p.argNames();
        List<Attribute> out = new ArrayList<>();
        for (int i = 0; all != null && modes != null && i < all.length; i++) {
            if (modes[i] == 'o' || modes[i] == 'b' || modes[i] == 't') {
                String name = names == null || names[i].isEmpty() ? "column" + (out.size() + 1) : names[i];
                out.add(Attribute.of(name, out.size() + 1, types.type(concrete(all[i], p, args, types)), -1));
            }
        }
        return out.isEmpty() ? null : new TupleDesc(out.toArray(new Attribute[0]));
    }

    private static int concrete(int type, ProcInfo p, List<Expr> args, TypeCatalog types) {
        if (type != ANYELEMENT && type != ANYARRAY) {
            return type;
        }
        for (int i = 0; i < args.size() && i < p.argTypes().length; i++) {
            int declared = p.argTypes()[i];
            int actual = args.get(i).type();
            if (declared == ANYARRAY || declared == ANYELEMENT) {
                int element = declared == ANYARRAY ? types.type(actual).elem() : actual;
                return type == ANYELEMENT
                        ? element
                        : declared == ANYARRAY ? actual : types.type(actual).array();
            }
        }
        return Oids.TEXT;
    }
}
