package org.hathi.executor.function;

import java.util.ArrayList;
import java.util.List;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.ExecEnv;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.AnalyzeContext;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.analyze.SqlBodies;
import org.hathi.planner.plan.PlannedStmt;
import org.hathi.planner.tree.Query;
import org.hathi.types.CallInfo;
import org.hathi.types.Kernel;
import org.hathi.types.SetFunction;
import org.jspecify.annotations.Nullable;

/**
 * LANGUAGE sql: a call runs the statements of the body, the last one of which gives the result. Each call site plans
 * the body once per transaction and runs the plans again for later calls.
 */
public final class SqlFunctions implements ExecEnv.Procedures {
    /** Oid of the language. */
    private static final int SQL = 14;

    /** Makes plans of the statements of a body. */
    public interface BodyPlanner {
        Query analyze(RawStmt statement, String body, int[] types, AnalyzeContext.Variables names);

        /** Rewrites an analysed statement, which is changed. */
        List<Query> rewrite(Query analysed);

        /** Fits what the last statement gives to the result. */
        FunctionResult results();

        PlannedStmt plan(Query rewritten);
    }

    private final ExecEnv env;
    private final BodyPlanner planner;

    public SqlFunctions(ExecEnv env, BodyPlanner planner) {
        this.env = env;
        this.planner = planner;
    }

    @Override
    public @Nullable Kernel kernel(ProcInfo proc, CallInfo call) {
        return proc.language() == SQL ? new SqlKernel(new SqlBody(env, planner, proc, call)) : null;
    }

    @Override
    public @Nullable SetFunction set(ProcInfo proc, CallInfo call) {
        return proc.language() == SQL ? new SqlSet(new SqlBody(env, planner, proc, call)) : null;
    }

    @Override
    public List<Query> statements(ProcInfo function, int[] argTypes, int collation) {
        return analyzed(env, planner, function, argTypes, collation);
    }

    @Override
    public List<Query> rewrite(Query analysed) {
        return planner.rewrite(analysed);
    }

    @Override
    public FunctionResult results() {
        return planner.results();
    }

    @Override
    public boolean mayExecute(ProcInfo function) {
        return env.mayExecute(function);
    }

    /** The analysed statements of a body. */
    static List<Query> analyzed(ExecEnv env, BodyPlanner planner, ProcInfo proc, int[] types, int collation) {
        String body = proc.sqlBody();
        if (body != null) {
            return SqlBodies.read(env.catalog, body);
        }
        List<Query> out = new ArrayList<>();
        ArgumentNames names =
                new ArgumentNames(env.cx.types(), proc.name(), proc.argNames(), proc.argModes(), types, collation);
        for (RawStmt raw : Parser.parse(proc.source())) {
            out.add(planner.analyze(raw, proc.source(), types, names));
        }
        return out;
    }
}
