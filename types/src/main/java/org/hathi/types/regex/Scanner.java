package org.hathi.types.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a fragment of the automaton over text, forward from its first state or backward from its last one, as a
 * deterministic
 * automaton that is built as the text needs it and forgotten when it grows large. A searching scanner begins anew at
 * every
 * character.
 *
 * <p>At each place: conditions there are settled ({@link #settle}), then the state accepts or not, then a character is
 * taken.
 */
final class Scanner {
    /** What {@link #forward} and {@link #backward} look for: the first accepting place, or the last one. */
    static final int FIRST = 0;

    static final int LAST = 1;

    private static final int CHUNK = 1 << 16;
    /** Words of memory that built states may take. */
    private static final int MOST_WORDS = 1 << 19;

    private final Nfa nfa;
    private final int start;
    private final int accept;
    private final int direction;
    private final boolean searching;

    private final Map<Key, State> states = new HashMap<>();
    private @Nullable State initial;
    private int words;
    /** The successors of forgotten states: none; never written to. */
    private @Nullable State @Nullable [] unknown;

    private int[] collected = new int[16];
    private int count;

    /** Where a search was last in its initial state: no match begins before it and ends after it. */
    int lastFresh;

    private record Key(int[] set, boolean settled, boolean fresh) {
        @Override
        public boolean equals(Object o) {
            return o instanceof Key k && settled == k.settled && fresh == k.fresh && Arrays.equals(set, k.set);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(set) + (settled ? 1 : 0) + (fresh ? 2 : 0);
        }
    }

    private static final class State {
        final int[] set;
        final boolean accepting;
        /** Conditions that have to be settled first; null when there are none. */
        final int @Nullable [] pending;

        final boolean dead;
        /** Accepting, pending or dead: the fast loop stops here. */
        final boolean special;

        @Nullable
        State[] next;

        @Nullable
        Map<Long, State> settled;

        State(int[] set, boolean accepting, int @Nullable [] pending, boolean dead, int size) {
            this.set = set;
            this.accepting = accepting;
            this.pending = pending;
            this.dead = dead;
            this.special = accepting || pending != null || dead;
            this.next = new @Nullable State[size];
        }
    }

    /** {@code start} and {@code accept} are the ends of a fragment, in the direction of the run. */
    Scanner(Nfa nfa, int start, int accept, boolean forward, boolean searching) {
        this.nfa = nfa;
        this.start = start;
        this.accept = accept;
        this.direction = forward ? 0 : 1;
        this.searching = searching;
    }

    /**
     * Runs from {@code from} up to {@code to} at most. Places are offsets into the matcher's bytes.
     *
     * @param least accepting places before it do not count
     * @param marks when not null, the bit {@code place - base} of every accepting place is set (and {@code what} is
     * LAST)
     * @param only when not null, accepting places without their bit in it do not count
     * @return the first or last accepting place that counts, -1 when there is none
     */
    int forward(
            Matcher m,
            int from,
            int to,
            int least,
            int what,
            long @Nullable [] marks,
            long @Nullable [] only,
            int base) {
        byte[] a = m.text;
        int[] ascii = nfa.alphabet.ascii;
        State first = first();
        State s = first;
        int p = from;
        int found = -1;
        lastFresh = from;
        int stop = Math.min(to, p + CHUNK);
        while (true) {
            if (s.special) {
                if (s.pending != null) {
                    s = settle(s, m, p);
                }
                if (s.accepting && p >= least && (only == null || Matcher.bit(only, p - base))) {
                    found = p;
                    if (what == FIRST) {
                        break;
                    }
                    if (marks != null) {
                        marks[(p - base) >> 6] |= 1L << (p - base);
                    }
                }
                if (s.dead) {
                    break;
                }
            }
            if (p == to) {
                break;
            }
            int b = a[p];
            State t = b >= 0 ? s.next[ascii[b]] : other(s, Matcher.decode(a, p), m);
            if (t == null) {
                t = step(s, ascii[b], m);
            }
            p += Matcher.width(b);
            if (t == first) {
                lastFresh = p;
            }
            while (!t.special && p < stop && (b = a[p]) >= 0) {
                State u = t.next[ascii[b]];
                if (u == null) {
                    break;
                }
                t = u;
                p++;
                if (t == first) {
                    lastFresh = p;
                }
            }
            s = t;
            if (p >= stop) {
                m.tick(CHUNK);
                stop = Math.min(to, p + CHUNK);
                first = first();
            }
        }
        m.spent += p - from;
        return found;
    }

    /**
     * Runs from {@code from} down to {@code to} at least; otherwise as {@link #forward}, the first place being the
     * rightmost.
     */
    int backward(Matcher m, int from, int to, int what, long @Nullable [] marks, int base) {
        byte[] a = m.text;
        int[] ascii = nfa.alphabet.ascii;
        State s = first();
        int p = from;
        int found = -1;
        int stop = Math.max(to, p - CHUNK);
        while (true) {
            if (s.special) {
                if (s.pending != null) {
                    s = settle(s, m, p);
                }
                if (s.accepting) {
                    found = p;
                    if (what == FIRST) {
                        break;
                    }
                    if (marks != null) {
                        marks[(p - base) >> 6] |= 1L << (p - base);
                    }
                }
                if (s.dead) {
                    break;
                }
            }
            if (p == to) {
                break;
            }
            int b = a[p - 1];
            if (b >= 0) {
                State t = s.next[ascii[b]];
                s = t == null ? step(s, ascii[b], m) : t;
                p--;
            } else {
                p = Matcher.before(a, p);
                s = other(s, Matcher.decode(a, p), m);
            }
            if (p <= stop) {
                m.tick(CHUNK);
                stop = Math.max(to, p - CHUNK);
            }
        }
        m.spent += from - p;
        return found;
    }

    private State first() {
        State s = initial;
        if (s == null) {
            count = 0;
            newStamp();
            s = state(closure(start, false, null, null), false, true);
            initial = s;
        }
        return s;
    }

    private State other(State s, int c, Matcher m) {
        int n = nfa.alphabet.number(c);
        State t = n < s.next.length ? s.next[n] : null;
        return t == null ? step(s, n, m) : t;
    }

    /** The state after a character of class {@code n}. */
    private State step(State s, int n, Matcher m) {
        m.tick(s.set.length);
        count = 0;
        newStamp();
        boolean accepting = false;
        int[] offsets = nfa.offsets[direction];
        int[] ends = nfa.ends[direction];
        int[] labels = nfa.labels[direction];
        for (int x : s.set) {
            if (x == accept) {
                continue;
            }
            for (int i = offsets[x]; i < offsets[x + 1]; i++) {
                if (labels[i] >= 0 && nfa.alphabet.contains(labels[i], n)) {
                    accepting |= closure(ends[i], false, null, null);
                }
            }
        }
        boolean fresh = count == 0;
        if (searching) {
            accepting |= closure(start, false, null, null);
        }
        State t = state(accepting, false, fresh && searching);
        if (n >= s.next.length || s.next == unknown) {
            s.next = Arrays.copyOf(s.next, Math.max(n + 1, nfa.alphabet.size()));
        }
        s.next[n] = t;
        return t;
    }

    private void newStamp() {
        if (++nfa.stamp == 0) {
            Arrays.fill(nfa.seen, 0);
            nfa.stamp = 1;
        }
    }

    /**
     * Adds to {@link #collected} what is reached from a state without taking a character. With {@code settling}, the
     * conditions
     * in {@code conditions} whose bit in {@code holds} is set let through; without, states that have to pass a
     * condition are
     * kept.
     *
     * @return whether the accepting state is among them
     */
    private boolean closure(int from, boolean settling, int @Nullable [] conditions, boolean @Nullable [] holds) {
        int[] seen = nfa.seen;
        int stamp = nfa.stamp;
        if (seen[from] == stamp) {
            return false;
        }
        int[] stack = nfa.stack;
        int[] offsets = nfa.offsets[direction];
        int[] ends = nfa.ends[direction];
        int[] labels = nfa.labels[direction];
        boolean accepting = false;
        int top = 0;
        seen[from] = stamp;
        stack[top++] = from;
        while (top > 0) {
            int x = stack[--top];
            boolean keep = false;
            if (x == accept) {
                accepting = true;
                keep = true;
            } else {
                for (int i = offsets[x]; i < offsets[x + 1]; i++) {
                    int l = labels[i];
                    if (l >= 0) {
                        keep = true;
                        continue;
                    }
                    if (l != Nfa.EMPTY && !(settling && holds(-2 - l, conditions, holds))) {
                        keep |= !settling;
                        continue;
                    }
                    int y = ends[i];
                    if (seen[y] != stamp) {
                        seen[y] = stamp;
                        stack[top++] = y;
                    }
                }
            }
            if (keep) {
                if (count == collected.length) {
                    collected = Arrays.copyOf(collected, 2 * count);
                }
                collected[count++] = x;
            }
        }
        return accepting;
    }

    private static boolean holds(int condition, int @Nullable [] conditions, boolean @Nullable [] holds) {
        if (conditions == null || holds == null) {
            return false;
        }
        for (int i = 0; i < conditions.length; i++) {
            if (conditions[i] == condition) {
                return holds[i];
            }
        }
        return false;
    }

    /** The state of the collected set; {@code fresh} when nothing but the beginning of a search is in it. */
    private State state(boolean accepting, boolean settled, boolean fresh) {
        int[] set = Arrays.copyOf(collected, count);
        Arrays.sort(set);
        Key k = new Key(set, settled, fresh);
        State s = states.get(k);
        if (s == null) {
            int[] pending = settled ? null : conditions(set);
            boolean dead = set.length == 0 && !searching;
            s = new State(set, accepting, pending, dead, nfa.alphabet.size());
            words += set.length + nfa.alphabet.size() + 24;
            if (words > MOST_WORDS) {
                forget();
                words = set.length + nfa.alphabet.size() + 24;
            }
            states.put(k, s);
        }
        return s;
    }

    /** Forgets all states, also those that somebody still stands on: these know no others any more. */
    private void forget() {
        @Nullable State[] none = new @Nullable State[nfa.alphabet.size()];
        for (State s : states.values()) {
            s.next = none;
            s.settled = null;
        }
        unknown = none;
        states.clear();
        initial = null;
    }

    /** Conditions that stand between a set's states and others; null when there are none. */
    private int @Nullable [] conditions(int[] set) {
        if (nfa.conditions.isEmpty()) {
            return null;
        }
        newStamp();
        int[] seen = nfa.seen;
        int[] stack = nfa.stack;
        int[] offsets = nfa.offsets[direction];
        int[] ends = nfa.ends[direction];
        int[] labels = nfa.labels[direction];
        boolean[] met = new boolean[nfa.conditions.size()];
        int n = 0;
        int top = 0;
        for (int x : set) {
            seen[x] = nfa.stamp;
            stack[top++] = x;
        }
        while (top > 0) {
            int x = stack[--top];
            for (int i = offsets[x]; x != accept && i < offsets[x + 1]; i++) {
                int l = labels[i];
                if (l >= 0) {
                    continue;
                }
                if (l != Nfa.EMPTY && !met[-2 - l]) {
                    met[-2 - l] = true;
                    n++;
                }
                if (seen[ends[i]] != nfa.stamp) {
                    seen[ends[i]] = nfa.stamp;
                    stack[top++] = ends[i];
                }
            }
        }
        if (n == 0) {
            return null;
        }
        int[] list = new int[n];
        int k = 0;
        for (int i = 0; i < met.length; i++) {
            if (met[i]) {
                list[k++] = i;
            }
        }
        return list;
    }

    /** The state without conditions that {@code s} is at place {@code p}. */
    private State settle(State s, Matcher m, int p) {
        int[] conditions = s.pending;
        if (conditions == null) {
            return s;
        }
        boolean[] holds = new boolean[conditions.length];
        long mask = 0;
        for (int i = 0; i < conditions.length; i++) {
            holds[i] = m.holds(conditions[i], p);
            if (holds[i]) {
                mask |= 1L << i;
            }
        }
        boolean memo = conditions.length <= 64;
        Map<Long, State> known = s.settled;
        if (known == null) {
            known = new HashMap<>();
            s.settled = known;
        }
        State t = memo ? known.get(mask) : null;
        if (t == null) {
            count = 0;
            newStamp();
            boolean accepting = false;
            for (int x : s.set) {
                accepting |= closure(x, true, conditions, holds);
            }
            t = state(accepting, true, false);
            if (memo && known.size() < 1024) {
                known.put(mask, t);
            }
        }
        return t;
    }
}
