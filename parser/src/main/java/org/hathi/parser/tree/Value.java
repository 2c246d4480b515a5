package org.hathi.parser.tree;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Literal values, as they stand in {@link RawExpr.AConst} and in option lists ({@link Clause.DefElem}). */
public sealed interface Value extends Node {
    @Override
    default int location() {
        return -1;
    }

    /** An integer that fits 32 bits. */
    record Int(int ival) implements Value {}

    /** A numeric literal with a point, an exponent or beyond 32 bits; text as written, perhaps with a leading '-'. */
    record Float(String fval) implements Value {}

    /** A string (or, in option lists, a word). */
    record Str(String sval) implements Value {}

    /** A bit string: {@code b} or {@code x} followed by the digits as written, not yet validated. */
    record BitStr(String bsval) implements Value {}

    record Bool(boolean boolval) implements Value {}

    /** {@code *} as an option's value (COPY … FORCE_QUOTE *). */
    record Star() implements Value {}

    /** A list as an option's value. */
    record Items(List<? extends Node> items) implements Value {}

    /** An operator as an option's value: {@code COMMUTATOR = OPERATOR(s.=)}, or the bare {@code =}. */
    record Operator(List<String> name) implements Value {}

    /** NONE as an option's value. */
    record None() implements Value {}

    /** Text of a string-like value or of a number, as PostgreSQL's defGetString; null where it has none. */
    static @Nullable String text(@Nullable Node v) {
        return switch (v) {
            case Int(int i) -> Integer.toString(i);
            case Float(String s) -> s;
            case Str(String s) -> s;
            case BitStr(String s) -> s;
            case Bool(boolean b) -> b ? "true" : "false";
            case Star() -> "*";
            case None() -> "none";
            case Operator(List<String> n) -> String.join(".", n);
            case TypeName t -> String.join(".", t.names());
            case null, default -> null;
        };
    }
}
