package org.hathi.executor.command;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.catalog.TypeNames;
import org.hathi.parser.Parser;
import org.hathi.parser.tree.TypeName;

/** Type names given as text (regtype, regprocedure, to_regtype), read by the parser. */
final class TypeNameText {
    private TypeNameText() {}

    static TypeNames.Name read(String text) {
        TypeName t;
        try {
            t = text.isBlank() ? null : Parser.parseTypeName(text);
        } catch (SqlError e) {
            throw e.context("invalid type name \"" + text + "\"");
        }
        if (t == null || t.setof() || t.pctType()) {
            throw new SqlError(SqlState.SYNTAX_ERROR, "invalid type name \"" + text + "\"");
        }
        return new TypeNames.Name(t.names(), !t.arrayBounds().isEmpty());
    }
}
