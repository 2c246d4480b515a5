package org.hathi.executor.command;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.executor.function.ArgumentNames;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.RawStmt;
import org.hathi.planner.analyze.Analyzer;
import org.hathi.planner.analyze.FunctionResult;
import org.hathi.planner.analyze.ParamTypes;
import org.hathi.planner.analyze.Polymorphism;
import org.hathi.planner.analyze.Rewriter;
import org.hathi.planner.analyze.SqlBodies;
import org.hathi.planner.tree.CmdType;
import org.hathi.planner.tree.Query;
import org.hathi.types.Oids;

/** Says what is wrong with a SQL function when it is created ({@code check_function_bodies}), not when it is called. */
final class SqlFunctionCheck {
    private final Ddl ddl;
    private final ProcInfo function;

    SqlFunctionCheck(Ddl ddl, ProcInfo function) {
        this.ddl = ddl;
        this.function = function;
    }

    /** Errors in the text of the body are placed in the command, where the body stands there as it is. */
    void run() {
        boolean polymorphic = types();
        if (!ddl.settings.bool("check_function_bodies")) {
            return;
        }
        try {
            List<Query> statements = function.sqlBody() != null ? analysed() : parsed(polymorphic);
            if (!polymorphic) {
                FunctionResult r = new FunctionResult(ddl.catalog, ddl.analyzeContext);
                r.coerce(
                        statements,
                        function.returnType(),
                        r.rowType(function, function.argTypes(), function.returnType()));
            }
        } catch (SqlError e) {
            throw placed(e);
        }
    }

    /** Refuses pseudo-types but the polymorphic ones; are there some? */
    private boolean types() {
        int result = function.returnType();
        boolean pseudo = ddl.catalog.type(result).type() == 'p';
        if (pseudo && result != Oids.RECORD && result != Oids.VOID && !Polymorphism.isPolymorphic(result)) {
            throw new SqlError(
                    SqlState.INVALID_FUNCTION_DEFINITION,
                    "SQL functions cannot return type " + ddl.catalog.formatType(result, -1));
        }
        boolean polymorphic = false;
        for (int t : function.argTypes()) {
            if (Polymorphism.isPolymorphic(t)) {
                polymorphic = true;
            } else if (ddl.catalog.type(t).type() == 'p') {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "SQL functions cannot have arguments of type " + ddl.catalog.formatType(t, -1));
            }
        }
        return polymorphic;
    }

    private List<Query> analysed() {
        List<Query> out = new ArrayList<>();
        for (Query q : SqlBodies.read(ddl.catalog, String.valueOf(function.sqlBody()))) {
            out.addAll(Rewriter.rewrite(q, ddl.catalog, ddl.analyzeContext));
        }
        return out;
    }

    private List<Query> parsed(boolean polymorphic) {
        List<RawStmt> raw = Parser.parse(function.source());
        List<Query> out = new ArrayList<>();
        if (polymorphic) {
            return out; // its names and types mean something only in a call
        }
        int[] types = function.argTypes();
        var before = ddl.analyzeContext.variables;
        ddl.analyzeContext.variables =
                new ArgumentNames(ddl.catalog, function.name(), function.argNames(), function.argModes(), types, 0);
        try {
            for (RawStmt s : raw) {
                ParamTypes params = types.length == 0 ? ParamTypes.none() : ParamTypes.fixed(types);
                Query q = Analyzer.analyze(s, function.source(), ddl.catalog, params, ddl.analyzeContext);
                out.addAll(
                        q.commandType == CmdType.UTILITY
                                ? List.of(q)
                                : Rewriter.rewrite(q, ddl.catalog, ddl.analyzeContext));
            }
        } finally {
            ddl.analyzeContext.variables = before;
        }
        return out;
    }

    private SqlError placed(SqlError e) {
        int position = e.report().position();
        if (position <= 0) {
            return e.context("SQL function \"" + function.name() + "\"");
        }
        int at = inCommand(ddl.sql, function.source(), position);
        e.position(at);
        if (at == 0) {
            e.report().internal(function.source(), position);
        }
        return e;
    }

    /**
     * Position in the command of a position in the body: the body is found as the one literal that reads so.
     *
     * @param position 1-based, in characters
     * @return 0 when there is no such literal, or more than one
     */
    static int inCommand(String sql, String body, int position) {
        int found = 0;
        for (int i = 0; i + body.length() < sql.length(); i++) {
            int inside = 0;
            char c = sql.charAt(i);
            if (c == '$'
                    && sql.startsWith(body, i + 1)
                    && i + 1 + body.length() < sql.length()
                    && sql.charAt(i + 1 + body.length()) == '$') {
                inside = position;
            } else if (c == '\'') {
                inside = inLiteral(sql, i + 1, body, position);
            }
            if (inside != 0) {
                if (found != 0) {
                    return 0;
                }
                found = sql.codePointCount(0, i + 1) + inside;
            }
        }
        return found;
    }

    /** As {@link #inCommand} within a quoted literal from {@code at}; 0 when it does not read as the body. */
    private static int inLiteral(String sql, int at, String body, int position) {
        int i = at;
        int inside = position;
        int left = position;
        for (int k = 0; k < body.length(); k++) {
            left -= Character.isLowSurrogate(body.charAt(k)) ? 0 : 1;
            if (i >= sql.length()) {
                return 0;
            }
            char c = sql.charAt(i);
            if (c == '\\' || c == '\'') {
                if (c == '\'' && !sql.startsWith("''", i)) {
                    return 0;
                }
                i++;
                inside += left > 0 ? 1 : 0;
            }
            if (i >= sql.length() || sql.charAt(i) != body.charAt(k)) {
                return 0;
            }
            i++;
        }
        return i < sql.length() && sql.charAt(i) == '\'' && !sql.startsWith("''", i) ? inside : 0;
    }
}
