package org.hathi.catalog;

import java.util.List;

/** Takes a written type name apart, modifiers dropped: the parser does, which this room cannot reach by itself. */
@FunctionalInterface
public interface TypeNames {
    /**
     * The parts of a qualified name, pg_type.typname last; built-in spellings come as {@code pg_catalog.int4}.
     *
     * @param array array bounds were written
     */
    record Name(List<String> names, boolean array) {
        /** As an error message shows it. */
        String shown() {
            return String.join(".", names) + (array ? "[]" : "");
        }
    }

    /** Reads a name; 42601 when it is none. */
    Name read(String text);
}
