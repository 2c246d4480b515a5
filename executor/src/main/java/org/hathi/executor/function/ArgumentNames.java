package org.hathi.executor.function;

import java.util.List;
import org.hathi.parser.tree.RawExpr.ColumnRef;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.tree.Expr;
import org.hathi.planner.tree.Param;
import org.hathi.planner.tree.ParamKind;
import org.hathi.types.TypeCatalog;
import org.hathi.types.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a SQL function by their names, in its body: {@code name} or {@code function.name}; columns come
 * first.
 */
public final class ArgumentNames implements AnalyzeContext.Variables {
    private final TypeCatalog catalog;
    private final String function;
    private final String @Nullable [] names;
    private final byte @Nullable [] modes;
    private final int[] types;
    private final int collation;

    /**
     * @param names of all parameters, null when none has one
     * @param modes of all parameters, null when all are IN
     * @param types of the input parameters
     * @param collation the call's input collation, 0 if not known
     */
    public ArgumentNames(
            TypeCatalog catalog,
            String function,
            String @Nullable [] names,
            byte @Nullable [] modes,
            int[] types,
            int collation) {
        this.catalog = catalog;
        this.function = function;
        this.names = names;
        this.modes = modes;
        this.types = types;
        this.collation = collation;
    }

    @Override
    public @Nullable Expr after(ColumnRef ref, @Nullable Expr column) {
        List<String> f = ref.fields();
        if (column != null || ref.star() || names == null || f.isEmpty() || f.size() > 2) {
            return null;
        }
        if (f.size() == 2 && !f.get(0).equals(function)) {
            return null;
        }
        String name = f.get(f.size() - 1);
        int input = 0;
        for (int i = 0; i < names.length; i++) {
            boolean in = modes == null || modes[i] == 'i' || modes[i] == 'b' || modes[i] == 'v';
            if (in && names[i].equals(name) && input < types.length) {
                TypeInfo t = catalog.type(types[input]);
                int c = t.collation() == 0 ? 0 : collation != 0 ? collation : t.collation();
                return new Param(ParamKind.EXTERN, input + 1, types[input], -1, c, ref.location());
            }
            input += in ? 1 : 0;
        }
        return null;
    }
}
