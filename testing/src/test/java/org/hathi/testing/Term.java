package org.hathi.testing;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a random statement: text and smaller pieces. What it is ({@code kind}) says by what it may be replaced when a
 * failing statement is made smaller: by its {@code simplest} text, or by a piece within it of the same kind.
 *
 * <p>One piece may stand in several places (an expression of GROUP BY in the select list); it is then replaced in all.
 */
final class Term {
    private final String kind;
    private final @Nullable String simplest;
    private final List<Object> parts;

    private Term(String kind, @Nullable String simplest, List<Object> parts) {
        this.kind = kind;
        this.simplest = simplest;
        this.parts = parts;
    }

    /** A piece of texts and terms; {@code simplest} null: it cannot be left out. */
    static Term of(String kind, @Nullable String simplest, List<?> parts) {
        return new Term(kind, simplest, List.copyOf(parts));
    }

    /** A piece that may be left out altogether. */
    static Term optional(String kind, Object... parts) {
        return of(kind, "", List.of(parts));
    }

    /** A piece that must be there. */
    static Term needed(String kind, Object... parts) {
        return of(kind, null, List.of(parts));
    }

    static Term empty() {
        return optional("nothing");
    }

    /** A list with separators between; elements other than the first may be left out. */
    static Term list(String separator, List<Term> elements) {
        List<Object> all = new ArrayList<>();
        for (Term t : elements) {
            all.add(all.isEmpty() ? t : optional("element", separator, t));
        }
        return of("list", null, all);
    }

    private void write(StringBuilder out) {
        for (Object p : parts) {
            if (p instanceof Term t) {
                t.write(out);
            } else {
                out.append(p);
            }
        }
    }

    @Override
    public String toString() {
        StringBuilder b = new StringBuilder();
        write(b);
        return b.toString();
    }

    /** All pieces, the larger before the smaller ones within. */
    List<Term> pieces() {
        Set<Term> all = new LinkedHashSet<>();
        List<Term> level = List.of(this);
        while (!level.isEmpty()) {
            List<Term> next = new ArrayList<>();
            for (Term t : level) {
                if (all.add(t)) {
                    t.parts.stream().filter(Term.class::isInstance).forEach(p -> next.add((Term) p));
                }
            }
            level = next;
        }
        return List.copyOf(all);
    }

    /** What may stand in the place of one piece, the smallest first. */
    List<Term> replacements() {
        List<Term> all = new ArrayList<>();
        if (simplest != null && !simplest.equals(toString())) {
            all.add(of(kind, simplest, List.of(simplest)));
        }
        List<Term> within = new ArrayList<>(pieces());
        within.remove(this);
        within.removeIf(t -> !t.kind.equals(kind));
        within.reversed().forEach(all::add);
        return all;
    }

    /** This with one piece replaced wherever it stands. */
    Term with(Term old, Term by) {
        if (this == old) {
            return by;
        }
        boolean changed = false;
        List<Object> now = new ArrayList<>(parts.size());
        for (Object p : parts) {
            Object q = p instanceof Term t ? t.with(old, by) : p;
            changed |= q != p;
            now.add(q);
        }
        return changed ? new Term(kind, simplest, List.copyOf(now)) : this;
    }
}
