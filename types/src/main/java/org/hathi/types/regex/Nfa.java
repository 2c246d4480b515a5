package org.hathi.types.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The automaton of an expression. Every node of the tree is a fragment with a first and a last state: no arc leads
 * from inside
 * into its first state or from its last state back inside, so a fragment can be run alone, from either end.
 *
 * <p>INVARIANT NFA-1: arcs out of a fragment's last state and into its first belong to what surrounds it.
 */
final class Nfa {
    /** Labels of arcs: a set's number; EMPTY; or {@code -2 - n} for condition n. */
    static final int EMPTY = -1;

    private static final int MOST_ARCS = 1 << 17;

    /** Something that holds at a place of the text or not. */
    record Condition(int place, Rx.@Nullable Look look, int start, int end) {}

    private int[] from = new int[32];
    private int[] to = new int[32];
    private int[] label = new int[32];
    private int arcs;
    int states;

    private final List<CharSet> sets = new ArrayList<>();
    private final Map<CharSet, Integer> setNumbers = new HashMap<>();
    final List<Condition> conditions = new ArrayList<>();
    private final Map<Object, Integer> conditionNumbers = new HashMap<>();
    private final Map<Integer, Rx> groups;
    private final int[] placeNumbers = new int[8];

    /** Arcs leaving each state and arcs entering it: offsets, other ends, labels. */
    int[][] offsets = new int[2][];

    int[][] ends = new int[2][];
    int[][] labels = new int[2][];

    final Alphabet alphabet;
    /** Scratch of closures: when each state was seen last. */
    final int[] seen;

    int stamp;
    final int[] stack;

    /** Compiles a tree; {@code groups} is what back references stand for. */
    Nfa(Node tree, Map<Integer, Rx> groups, boolean asciiOnly) {
        this.groups = groups;
        Arrays.fill(placeNumbers, -1);
        tree.start = state();
        tree.end = state();
        node(tree);
        index();
        alphabet = new Alphabet(sets.toArray(new CharSet[0]), asciiOnly);
        seen = new int[states];
        stack = new int[states + 1];
    }

    private int state() {
        return states++;
    }

    private void arc(int a, int b, int l) {
        if (arcs == from.length) {
            if (arcs >= MOST_ARCS) {
                throw Syntax.tooComplex();
            }
            from = Arrays.copyOf(from, 2 * arcs);
            to = Arrays.copyOf(to, 2 * arcs);
            label = Arrays.copyOf(label, 2 * arcs);
        }
        from[arcs] = a;
        to[arcs] = b;
        label[arcs++] = l;
    }

    private void node(Node n) {
        switch (n.kind) {
            case PLAIN -> sequence(n.plain, n.start, n.end, false);
            case CONCAT -> {
                Node at = n;
                // right parts nest as deep as there are groups: no recursion
                while (at.kind == Node.Kind.CONCAT) {
                    int middle = state();
                    at.left().start = at.start;
                    at.left().end = middle;
                    at.right().start = middle;
                    at.right().end = at.end;
                    node(at.left());
                    at = at.right();
                }
                node(at);
            }
            case ALTERNATIVES -> {
                for (Node b : n.branches) {
                    b.start = state();
                    b.end = state();
                    arc(n.start, b.start, EMPTY);
                    node(b);
                    arc(b.end, n.end, EMPTY);
                }
            }
            case ITERATION -> {
                sequence(n.plain, n.start, n.end, false);
                island(n.left());
            }
            case WRAPPER -> {
                n.left().start = n.start;
                n.left().end = n.end;
                node(n.left());
            }
            case BACK -> repeat(new Rx.Repeat(new Rx.Back(n.group), n.min, n.max, 0), n.start, n.end, true);
        }
    }

    private void island(Node n) {
        n.start = state();
        n.end = state();
        node(n);
    }

    private void sequence(List<Rx> parts, int s, int e, boolean noPlaces) {
        if (parts.isEmpty()) {
            arc(s, e, EMPTY);
            return;
        }
        int at = s;
        for (int i = 0; i < parts.size(); i++) {
            int next = i == parts.size() - 1 ? e : state();
            rx(parts.get(i), at, next, noPlaces);
            at = next;
        }
    }

    private void rx(Rx r, int s, int e, boolean noPlaces) {
        switch (r) {
            case Rx.Chars c -> arc(s, e, setNumber(c.set()));
            case Rx.Place p -> arc(s, e, noPlaces ? EMPTY : -2 - place(p.kind()));
            case Rx.Look l -> arc(s, e, noPlaces ? EMPTY : -2 - look(l));
            case Rx.Group g -> rx(g.body(), s, e, noPlaces);
            // over-approximated by whatever the group can match: the text itself is compared when the match is taken
            // apart
            case Rx.Back b -> rx(Objects.requireNonNull(groups.get(b.number())), s, e, true);
            case Rx.Seq q -> sequence(q.parts(), s, e, noPlaces);
            case Rx.Alt a -> {
                for (Rx b : a.branches()) {
                    int bs = state();
                    int be = state();
                    arc(s, bs, EMPTY);
                    rx(b, bs, be, noPlaces);
                    arc(be, e, EMPTY);
                }
            }
            case Rx.Repeat q -> repeat(q, s, e, noPlaces);
        }
    }

    private void repeat(Rx.Repeat q, int s, int e, boolean noPlaces) {
        int at = s;
        int fixed = q.max() == Rx.UNBOUNDED && q.min() > 0 ? q.min() - 1 : q.min();
        for (int i = 0; i < fixed; i++) {
            int next = state();
            rx(q.body(), at, next, noPlaces);
            at = next;
        }
        if (q.max() == Rx.UNBOUNDED) {
            int a = state();
            int b = state();
            arc(at, a, EMPTY);
            rx(q.body(), a, b, noPlaces);
            arc(b, a, EMPTY);
            arc(b, e, EMPTY);
            if (q.min() == 0) {
                arc(at, e, EMPTY);
            }
            return;
        }
        for (int i = fixed; i < q.max(); i++) {
            arc(at, e, EMPTY);
            int next = state();
            rx(q.body(), at, next, noPlaces);
            at = next;
        }
        arc(at, e, EMPTY);
    }

    private int setNumber(CharSet set) {
        Integer known = setNumbers.get(set);
        if (known == null) {
            known = sets.size();
            sets.add(set);
            setNumbers.put(set, known);
        }
        return known;
    }

    private int place(int kind) {
        if (placeNumbers[kind] < 0) {
            placeNumbers[kind] = conditions.size();
            conditions.add(new Condition(kind, null, 0, 0));
        }
        return placeNumbers[kind];
    }

    private int look(Rx.Look l) {
        Integer known = conditionNumbers.get(l);
        if (known == null) {
            int s = state();
            int e = state();
            rx(l.body(), s, e, false);
            known = conditions.size();
            conditions.add(new Condition(-1, l, s, e));
            conditionNumbers.put(l, known);
        }
        return known;
    }

    private void index() {
        for (int d = 0; d < 2; d++) {
            int[] source = d == 0 ? from : to;
            int[] target = d == 0 ? to : from;
            int[] offset = new int[states + 1];
            for (int i = 0; i < arcs; i++) {
                offset[source[i] + 1]++;
            }
            for (int i = 0; i < states; i++) {
                offset[i + 1] += offset[i];
            }
            int[] fill = offset.clone();
            int[] end = new int[arcs];
            int[] lab = new int[arcs];
            for (int i = 0; i < arcs; i++) {
                int k = fill[source[i]]++;
                end[k] = target[i];
                lab[k] = label[i];
            }
            offsets[d] = offset;
            ends[d] = end;
            labels[d] = lab;
        }
        from = new int[0];
        to = new int[0];
        label = new int[0];
        setNumbers.clear();
        conditionNumbers.clear();
    }
}
