package org.hathi.types.regex;

import org.hathi.base.Interrupts;
import org.jspecify.annotations.Nullable;

/**
 * A compiled regular expression. It builds its automata as it is used, so it belongs to one thread and one use at a
 * time.
 */
public final class Regex {
    final Node tree;
    final Nfa nfa;
    /** Number of groups. */
    public final int groups;

    final boolean refers;
    final boolean foldsCase;
    final boolean asciiOnly;
    private @Nullable Scanner search;
    private @Nullable Scanner searchBackward;
    private @Nullable Scanner @Nullable [] looks;

    private Regex(int[] pattern, int options, boolean asciiOnly) {
        Parser p = new Parser(pattern, options, asciiOnly);
        Rx rx = p.parse();
        groups = p.groupCount();
        foldsCase = (p.options() & Syntax.ICASE) != 0;
        this.asciiOnly = asciiOnly;
        tree = Tree.of(rx);
        refers = tree.refers();
        nfa = new Nfa(tree, p.groups, asciiOnly);
    }

    /**
     * Compiles a pattern; 2201B when it is wrong.
     *
     * @param options of {@link Syntax}
     * @param asciiOnly whether classes and case know ASCII only (collation C)
     */
    public static Regex compile(String pattern, int options, boolean asciiOnly) {
        try {
            return new Regex(pattern.codePoints().toArray(), options, asciiOnly);
        } catch (StackOverflowError e) {
            throw Syntax.tooComplex();
        }
    }

    /** Something to match texts with. */
    public Matcher matcher(Interrupts interrupts) {
        return new Matcher(this, interrupts);
    }

    /** Finds where the first match to end ends. */
    Scanner search() {
        Scanner s = search;
        if (s == null) {
            s = new Scanner(nfa, tree.start, tree.end, true, true);
            search = s;
        }
        return s;
    }

    /** Finds where matches begin. */
    Scanner searchBackward() {
        Scanner s = searchBackward;
        if (s == null) {
            s = new Scanner(nfa, tree.end, tree.start, false, true);
            searchBackward = s;
        }
        return s;
    }

    /** A lookaround's scanner away from the place where it stands. */
    Scanner lookHere(int condition) {
        return look(condition, false);
    }

    /** A lookaround's scanner towards the places where it holds. */
    Scanner lookEverywhere(int condition) {
        return look(condition, true);
    }

    private Scanner look(int condition, boolean everywhere) {
        @Nullable Scanner[] all = looks;
        if (all == null) {
            all = new @Nullable Scanner[2 * nfa.conditions.size()];
            looks = all;
        }
        int i = 2 * condition + (everywhere ? 1 : 0);
        Scanner s = all[i];
        if (s == null) {
            Nfa.Condition c = nfa.conditions.get(condition);
            boolean ahead = c.look() != null && c.look().ahead();
            // here: from the place on; everywhere: from all other ends at once, towards the place
            boolean forward = ahead != everywhere;
            s = forward
                    ? new Scanner(nfa, c.start(), c.end(), true, everywhere)
                    : new Scanner(nfa, c.end(), c.start(), false, everywhere);
            all[i] = s;
        }
        return s;
    }
}
