package org.hathi.executor.command;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.parser.tree.Clause.DefElem;
import org.hathi.parser.tree.Node;
import org.hathi.parser.tree.TypeName;
import org.hathi.parser.tree.Value;
import org.jspecify.annotations.Nullable;

/** Values of definition lists: {@code CREATE … (name = value, …)}. */
final class Options {
    private Options() {}

    static boolean bool(DefElem d) {
        Node n = d.arg();
        if (n == null) {
            return true;
        }
        String t = String.valueOf(Value.text(n)).toLowerCase(java.util.Locale.ROOT);
        return switch (t) {
            case "true", "on", "1" -> true;
            case "false", "off", "0" -> false;
            default -> throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a Boolean value");
        };
    }

    static String string(DefElem d) {
        String t = Value.text(d.arg());
        if (t == null) {
            throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires a parameter");
        }
        return t;
    }

    /** The value as it was written, a type name with its schema (defGetString). */
    static String text(DefElem d) {
        if (d.arg() instanceof TypeName t) {
            return String.join(".", t.names()) + (t.arrayBounds().isEmpty() ? "" : "[]");
        }
        return string(d);
    }

    static int integer(DefElem d) {
        if (d.arg() instanceof Value.Int i) {
            return i.ival();
        }
        throw new SqlError(SqlState.SYNTAX_ERROR, d.defname() + " requires an integer value");
    }

    /** A possibly qualified name (defGetQualifiedName). */
    static List<String> names(DefElem d) {
        return switch (d.arg()) {
            case TypeName t -> t.names();
            case Value.Operator o -> o.name();
            case org.hathi.parser.tree.ObjectName.QualifiedName q -> q.names();
            case Value.Str s -> List.of(s.sval());
            case Value.Items l -> {
                java.util.ArrayList<String> out = new java.util.ArrayList<>();
                for (Node n : l.items()) {
                    out.add(String.valueOf(Value.text(n)));
                }
                yield out;
            }
            case null, default ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "argument of " + d.defname() + " must be a name");
        };
    }

    /** A type name (defGetTypeName). */
    static TypeName type(DefElem d) {
        return switch (d.arg()) {
            case TypeName t -> t;
            case Value.Str s -> new TypeName(List.of(s.sval()), false, false, List.of(), List.of(), -1);
            case null, default ->
                throw new SqlError(SqlState.SYNTAX_ERROR, "argument of " + d.defname() + " must be a type name");
        };
    }

    static @Nullable DefElem find(List<DefElem> l, String name) {
        DefElem out = null;
        for (DefElem d : l) {
            out = d.defname().equals(name) ? d : out;
        }
        return out;
    }
}
