package org.hathi.types.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of an expression that is told apart in a match: because it captures, refers back, or prefers another length
 * than its
 * surroundings. Everything between such parts is one PLAIN node, matched as a whole.
 *
 * <p>Preferences are PostgreSQL's: a quantifier gives its own, a concatenation has that of its first part that has
 * any, an
 * alternation always prefers longer.
 */
final class Node {
    /** Flags: prefers longer or shorter matches, holds parts of both kinds, captures, refers back. */
    static final int LONGER = 1;

    static final int SHORTER = 2;
    static final int MIXED = 4;
    static final int CAPTURES = 8;
    static final int REFERS = 16;

    enum Kind {
        /** {@link #plain} in sequence. */
        PLAIN,
        /** {@link #left}, then {@link #right}. */
        CONCAT,
        /** One of {@link #branches}. */
        ALTERNATIVES,
        /** {@link #left} from min to max times. */
        ITERATION,
        /** A back reference to group {@link #group}, min to max times. */
        BACK,
        /** {@link #left}, captured. */
        WRAPPER
    }

    final Kind kind;
    int flags;
    /** Group that this node's match is captured as; 0 = none. */
    int capture;

    List<Rx> plain = List.of();

    @Nullable
    Node left;

    @Nullable
    Node right;

    List<Node> branches = List.of();
    int min = 1;
    int max = 1;
    int group;

    /** Number of characters of every match, -1 when they differ. */
    int length = -1;
    /** All groups captured by this node and below. */
    int[] groups = new int[0];

    /** The node's fragment of the automaton. */
    int start;

    int end;
    private @Nullable Scanner forward;
    private @Nullable Scanner backward;

    Node(Kind kind, int flags) {
        this.kind = kind;
        this.flags = flags;
    }

    boolean prefersShorter() {
        return (flags & SHORTER) != 0;
    }

    boolean refers() {
        return (flags & REFERS) != 0;
    }

    Node left() {
        Node n = left;
        if (n == null) {
            throw new IllegalStateException("node without left part: " + kind);
        }
        return n;
    }

    Node right() {
        Node n = right;
        if (n == null) {
            throw new IllegalStateException("node without right part: " + kind);
        }
        return n;
    }

    /** Matches from a given place on. */
    Scanner forward(Nfa nfa) {
        Scanner s = forward;
        if (s == null) {
            s = new Scanner(nfa, start, end, true, false);
            forward = s;
        }
        return s;
    }

    /** Matches up to a given place. */
    Scanner backward(Nfa nfa) {
        Scanner s = backward;
        if (s == null) {
            s = new Scanner(nfa, end, start, false, false);
            backward = s;
        }
        return s;
    }

    static boolean messy(int flags) {
        return (flags & (MIXED | CAPTURES | REFERS)) != 0;
    }

    /** What of a part's flags holds for the whole. */
    static int up(int flags) {
        int mixed = (flags & LONGER) != 0 && (flags & SHORTER) != 0 ? MIXED : 0;
        return flags & (MIXED | CAPTURES | REFERS) | mixed;
    }

    /** Flags of two parts in sequence. */
    static int combine(int a, int b) {
        int preference = a & (LONGER | SHORTER);
        return up(a | b) | (preference != 0 ? preference : b & (LONGER | SHORTER));
    }
}
