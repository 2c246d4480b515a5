package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.Report;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.CatalogRow;
import org.hathi.catalog.LanguageInfo;
import org.hathi.catalog.table.PgProc;
import org.hathi.parser.tree.TypeName;
import org.hathi.planner.analyze.Types;

/**
 * Types that CREATE FUNCTION and CREATE AGGREGATE name: unlike elsewhere they may be shells, since the input and output
 * functions of a type are there before it is.
 */
final class FunctionTypes {
    static final int INTERNAL = 12;
    static final int SQL = 14;

    private final Ddl ddl;
    private final LanguageInfo language;

    FunctionTypes(Ddl ddl, LanguageInfo language) {
        this.ddl = ddl;
        this.language = language;
    }

    private boolean shell(int type) {
        return type != 0 && Types.isShell(ddl.catalog.type(type));
    }

    private void notice(SqlState state, String message) {
        ddl.reporter.report(new Report(Severity.NOTICE, state, message));
    }

    private int find(TypeName n) {
        return Types.lookup(ddl.unplacedExprs().state(0), n);
    }

    /** A parameter's type. 42704 when there is none. */
    int argument(TypeName n) {
        int type = find(n);
        if (type == 0) {
            throw new SqlError(SqlState.UNDEFINED_OBJECT, "type " + Types.nameText(n) + " does not exist");
        }
        if (shell(type)) {
            if (language.oid() == SQL) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "SQL function cannot accept shell type " + Types.nameText(n));
            }
            notice(SqlState.WRONG_OBJECT_TYPE, "argument type " + Types.nameText(n) + " is only a shell");
            return type;
        }
        return ddl.unplacedExprs().type(n).oid();
    }

    /** The result's type; one that is not there is made as a shell for functions that may be a type's input. */
    int result(TypeName n) {
        int type = find(n);
        if (type != 0) {
            if (!shell(type)) {
                return ddl.unplacedExprs().type(n).oid();
            }
            if (language.oid() == SQL) {
                throw new SqlError(
                        SqlState.INVALID_FUNCTION_DEFINITION,
                        "SQL function cannot return shell type " + Types.nameText(n));
            }
            notice(SqlState.WRONG_OBJECT_TYPE, "return type " + Types.nameText(n) + " is only a shell");
            return type;
        }
        if (language.oid() == SQL) {
            return ddl.unplacedExprs().type(n).oid();
        }
        if (!n.typmods().isEmpty()) {
            throw new SqlError(
                    SqlState.SYNTAX_ERROR,
                    "type modifier cannot be specified for shell type \"" + Types.nameText(n) + "\"");
        }
        List<String> names = n.names();
        int ns = ddl.creationNamespace(names);
        ddl.reporter.report(new Report(
                        Severity.NOTICE,
                        SqlState.UNDEFINED_OBJECT,
                        "type \"" + Types.nameText(n) + "\" is not yet defined")
                .detail("Creating a shell type definition."));
        return new TypeRows(ddl).shell(names.get(names.size() - 1), ns);
    }

    /** 42883 unless the server has a function under this name of its own. */
    void checkBuiltin(String source) {
        for (CatalogRow r : ddl.writer.scan(PgProc.RELATION, PgProc.OID_INDEX)) {
            if (r.intAt(PgProc.PROLANG) == INTERNAL
                    && Integer.compareUnsigned(r.intAt(PgProc.OID), 10000) < 0
                    && source.equals(r.textOrNull(PgProc.PROSRC))) {
                return;
            }
        }
        throw new SqlError(SqlState.UNDEFINED_FUNCTION, "there is no built-in function named \"" + source + "\"");
    }
}
