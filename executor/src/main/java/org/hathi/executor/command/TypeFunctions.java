package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.ProcInfo;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.types.Oids;
import org.jspecify.annotations.Nullable;

/** The functions that CREATE TYPE names: found by what they take, checked for what they give. */
final class TypeFunctions {
    private static final int INTERNAL = 2281;
    private static final int CSTRING_ARRAY = 1263;

    private final Ddl ddl;
    private final FunctionNames names;

    TypeFunctions(Ddl ddl) {
        this.ddl = ddl;
        this.names = new FunctionNames(ddl);
    }

    /** Their oids; 0 where there is none. */
    static final class Found {
        int input;
        int output;
        int receive;
        int send;
        int modIn;
        int modOut;
        int analyze;
        int subscript;

        int[] all() {
            return new int[] {input, output, receive, send, modIn, modOut, analyze, subscript};
        }
    }

    private SqlError mustReturn(String kind, List<String> name, String type) {
        return new SqlError(
                SqlState.INVALID_OBJECT_DEFINITION,
                kind + " function " + String.join(".", name) + " must return type " + type);
    }

    private void stable(String kind, List<String> name, ProcInfo p) {
        if (p.isVolatile()) {
            ddl.warning(
                    SqlState.INVALID_OBJECT_DEFINITION,
                    kind + " function " + String.join(".", name) + " should not be volatile");
        }
    }

    /** One function of one argument or of three (with the type's oid and modifier). */
    private ProcInfo reader(String kind, List<String> name, int argument) {
        ProcInfo one = names.exact(name, argument);
        ProcInfo three = names.exact(name, argument, Oids.OID, Oids.INT4);
        if (one != null && three != null) {
            throw new SqlError(
                    SqlState.AMBIGUOUS_FUNCTION,
                    kind + " function " + String.join(".", name) + " has multiple matches");
        }
        ProcInfo p = one != null ? one : three;
        if (p == null) {
            throw names.missing(name, argument);
        }
        return p;
    }

    int input(List<String> name, int type) {
        ProcInfo p = reader("type input", name, Oids.CSTRING);
        if (p.returnType() != type) {
            throw mustReturn("type input", name, ddl.catalog.formatType(type, -1));
        }
        stable("type input", name, p);
        return p.oid();
    }

    int output(List<String> name, int type) {
        return one("type output", name, type, Oids.CSTRING, "cstring");
    }

    int receive(@Nullable DefElem d, int type) {
        if (d == null) {
            return 0;
        }
        List<String> name = Options.names(d);
        ProcInfo p = reader("type receive", name, INTERNAL);
        if (p.returnType() != type) {
            throw mustReturn("type receive", name, ddl.catalog.formatType(type, -1));
        }
        stable("type receive", name, p);
        return p.oid();
    }

    int send(@Nullable DefElem d, int type) {
        return d == null ? 0 : one("type send", Options.names(d), type, Oids.BYTEA, "bytea");
    }

    int modIn(@Nullable DefElem d) {
        return d == null ? 0 : one("typmod_in", Options.names(d), CSTRING_ARRAY, Oids.INT4, "integer");
    }

    int modOut(@Nullable DefElem d) {
        return d == null ? 0 : one("typmod_out", Options.names(d), Oids.INT4, Oids.CSTRING, "cstring");
    }

    private int one(String kind, List<String> name, int argument, int result, String resultName) {
        ProcInfo p = names.need(name, argument);
        if (p.returnType() != result) {
            throw mustReturn(kind, name, resultName);
        }
        stable(kind.startsWith("typmod") ? "type modifier " + kind.substring(7) + "put" : kind, name, p);
        return p.oid();
    }

    int analyze(@Nullable DefElem d) {
        if (d == null) {
            return 0;
        }
        ProcInfo p = names.need(Options.names(d), INTERNAL);
        if (p.returnType() != Oids.BOOL) {
            throw mustReturn("type analyze", Options.names(d), "boolean");
        }
        return p.oid();
    }

    int subscript(@Nullable DefElem d) {
        if (d == null) {
            return 0;
        }
        ProcInfo p = names.need(Options.names(d), INTERNAL);
        if (p.returnType() != INTERNAL) {
            throw mustReturn("type subscripting", Options.names(d), "internal");
        }
        return p.oid();
    }
}
