package org.hathi.types.regex;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what each group took of a match, by PostgreSQL's rules: parts take their preferred length from left to right,
 * within
 * what lets the rest match. Where no back reference is involved the first choice is always right, and found by one
 * pass from
 * either side; otherwise choices are tried in order.
 */
final class Dissector {
    private final Matcher m;
    private final Nfa nfa;

    Dissector(Matcher m, Nfa nfa) {
        this.m = m;
        this.nfa = nfa;
    }

    /**
     * Takes the match of {@code n} between two places apart. The node's automaton accepts this text.
     *
     * @return false when back references do not agree
     */
    boolean dissect(Node node, int from, int to) {
        Node n = node;
        int begin = from;
        while (true) {
            if (n.capture != 0) {
                m.places[2 * n.capture] = begin;
                m.places[2 * n.capture + 1] = to;
            }
            switch (n.kind) {
                case PLAIN -> {
                    return true;
                }
                case WRAPPER -> n = n.left();
                case CONCAT -> {
                    if (n.refers()) {
                        return uncapture(concatReferring(n, begin, to), n);
                    }
                    int middle = middle(n, begin, to);
                    if (n.left().groups.length > 0 && !dissect(n.left(), begin, middle)) {
                        return false;
                    }
                    n = n.right();
                    begin = middle;
                }
                case ALTERNATIVES -> {
                    if (n.refers()) {
                        return uncapture(alternativeReferring(n, begin, to), n);
                    }
                    Node branch = null;
                    for (Node b : n.branches) {
                        if (exact(b, begin, to)) {
                            branch = b;
                            break;
                        }
                    }
                    if (branch == null) {
                        throw new IllegalStateException("no alternative matches what the whole matched");
                    }
                    n = branch;
                }
                case ITERATION -> {
                    return uncapture(iterate(n, begin, to), n);
                }
                case BACK -> {
                    return uncapture(back(n, begin, to), n);
                }
            }
            if (n.groups.length == 0 && !n.refers()) {
                return true;
            }
        }
    }

    private boolean uncapture(boolean matched, Node n) {
        if (!matched && n.capture != 0) {
            m.places[2 * n.capture] = -1;
            m.places[2 * n.capture + 1] = -1;
        }
        return matched;
    }

    private void forget(Node n) {
        for (int g : n.groups) {
            m.places[2 * g] = -1;
            m.places[2 * g + 1] = -1;
        }
    }

    /** Whether a node's automaton accepts just this text. */
    private boolean exact(Node n, int from, int to) {
        return n.forward(nfa).forward(m, from, to, to, Scanner.LAST, null, null, 0) == to;
    }

    /** Where the left part of a concatenation without back references ends. */
    private int middle(Node n, int from, int to) {
        Node l = n.left();
        if (l.length >= 0) {
            int p = from;
            for (int i = 0; i < l.length; i++) {
                p = m.next(p);
            }
            return p;
        }
        Node r = n.right();
        if (r.length >= 0) {
            int p = to;
            for (int i = 0; i < r.length; i++) {
                p = Matcher.before(m.text, p);
            }
            return p;
        }
        long[] only = new long[(to - from >> 6) + 1];
        r.backward(nfa).backward(m, to, from, Scanner.LAST, only, from);
        int what = l.prefersShorter() ? Scanner.FIRST : Scanner.LAST;
        int p = l.forward(nfa).forward(m, from, to, from, what, null, only, from);
        if (p < 0) {
            throw new IllegalStateException("no middle in what the whole matched");
        }
        return p;
    }

    private boolean concatReferring(Node n, int from, int to) {
        Node l = n.left();
        Node r = n.right();
        boolean shorter = l.prefersShorter();
        long[] only = new long[(to - from >> 6) + 1];
        r.backward(nfa).backward(m, to, from, Scanner.LAST, only, from);
        int least = from;
        int most = to;
        while (least <= most) {
            int p = l.forward(nfa)
                    .forward(m, from, most, least, shorter ? Scanner.FIRST : Scanner.LAST, null, only, from);
            if (p < 0) {
                break;
            }
            m.tick(64);
            forget(l);
            forget(r);
            if (dissect(l, from, p) && dissect(r, p, to)) {
                return true;
            }
            if (shorter) {
                least = m.next(p);
            } else {
                if (p == from) {
                    break;
                }
                most = Matcher.before(m.text, p);
            }
        }
        forget(l);
        forget(r);
        return false;
    }

    private boolean alternativeReferring(Node n, int from, int to) {
        for (Node b : n.branches) {
            m.tick(64);
            if (exact(b, from, to)) {
                if (dissect(b, from, to)) {
                    return true;
                }
                forget(b);
            }
        }
        return false;
    }

    private int characters(int from, int to) {
        int n = 0;
        for (int p = from; p < to; p++) {
            if ((m.text[p] & 0xc0) != 0x80) {
                n++;
            }
        }
        return n;
    }

    /**
     * Repetitions: each takes its preferred length, and none is empty unless there must be more of them than
     * characters.
     */
    private boolean iterate(Node n, int from, int to) {
        Node body = n.left();
        forget(body);
        if (body.prefersShorter() && n.min == 0 && from == to || repeats(n, body, from, to)) {
            return true;
        }
        forget(body);
        return n.min == 0 && from == to;
    }

    /** Whether the body at least once makes up the text; not at all comes last where the body prefers more. */
    private boolean repeats(Node n, Node body, int from, int to) {
        if (n.max == 1) {
            return exact(body, from, to) && dissect(body, from, to);
        }
        int length = characters(from, to);
        int least = Math.max(n.min, 1);
        int most = Math.min(n.max, Math.max(length, least));
        long[] only = null;
        if (!n.refers() && n.max == Rx.UNBOUNDED && n.min <= 1) {
            // ends after which the rest can be made of further repetitions
            only = new long[(to - from >> 6) + 1];
            n.backward(nfa).backward(m, to, from, Scanner.LAST, only, from);
            only[to - from >> 6] |= 1L << (to - from);
        }
        return new Iteration(body, from, to, least, most, only).run();
    }

    /** The search for the ends of repetitions. */
    private final class Iteration {
        private final Node body;
        private final int from;
        private final int to;
        private final int least;
        private final int most;
        private final long @Nullable [] only;
        private final boolean shorter;
        /** Ends of the repetitions chosen so far; the entry before the first is where it begins. */
        private int[] ends = new int[16];

        /** Number of repetitions and place from which nothing leads to the end. */
        private final @Nullable Set<Long> hopeless;

        Iteration(Node body, int from, int to, int least, int most, long @Nullable [] only) {
            this.body = body;
            this.from = from;
            this.to = to;
            this.least = least;
            this.most = most;
            this.only = only;
            shorter = body.prefersShorter();
            hopeless = body.refers() || only != null ? null : new HashSet<>();
            ends[0] = from;
        }

        boolean run() {
            int k = 1;
            // bound of the k'th end: the largest (or the smallest) it may be
            int bound = shorter ? firstBound(1) : to;
            while (k > 0) {
                int p = end(k, bound);
                boolean deeper = false;
                if (p >= 0) {
                    m.tick(64);
                    if (p != to && k == most) {
                        p = -1;
                    } else if (p != to) {
                        deeper = !(p == ends[k - 1] && !emptyAllowed(k, p)) && !isHopeless(k, p);
                    } else if (k >= least && verify(k)) {
                        return true;
                    }
                    if (deeper) {
                        k++;
                        bound = shorter ? firstBound(k) : to;
                        continue;
                    }
                }
                // another end of this repetition, or of one before
                bound = -1;
                while (k > 0) {
                    if (p >= 0) {
                        bound = another(k, p);
                        if (bound >= 0) {
                            break;
                        }
                    }
                    k--;
                    if (hopeless != null && k > 0) {
                        hopeless.add((long) k << 32 | ends[k]);
                    }
                    p = k > 0 ? ends[k] : -1;
                }
            }
            forget(body);
            return false;
        }

        private boolean isHopeless(int k, int p) {
            return hopeless != null && hopeless.contains((long) k << 32 | p);
        }

        /** Whether an empty k'th repetition is needed to have enough of them. */
        private boolean emptyAllowed(int k, int p) {
            return k < least && least - k >= characters(p, to);
        }

        private int firstBound(int k) {
            int p = ends[k - 1];
            int min = p == to || k < least && least - k >= characters(p, to) ? p : m.next(p);
            return k >= most ? to : min;
        }

        private int end(int k, int bound) {
            int p = shorter
                    ? body.forward(nfa).forward(m, ends[k - 1], to, bound, Scanner.FIRST, null, only, from)
                    : body.forward(nfa).forward(m, ends[k - 1], bound, ends[k - 1], Scanner.LAST, null, only, from);
            if (p >= 0) {
                if (k + 1 >= ends.length) {
                    ends = Arrays.copyOf(ends, 2 * ends.length);
                }
                ends[k] = p;
            }
            return p;
        }

        /** The bound that asks for the k'th repetition's next choice after {@code p}; -1 when there is none. */
        private int another(int k, int p) {
            int begin = ends[k - 1];
            if (shorter) {
                return p < to ? m.next(p) : -1;
            }
            if (p <= begin) {
                return -1;
            }
            int q = Matcher.before(m.text, p);
            return q > begin || k < least && least - k >= characters(begin, to) ? q : -1;
        }

        private boolean verify(int k) {
            if (!body.refers()) {
                return dissect(body, ends[k - 1], ends[k]);
            }
            for (int i = 1; i <= k; i++) {
                forget(body);
                if (!dissect(body, ends[i - 1], ends[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A back reference, repeated. */
    private boolean back(Node n, int from, int to) {
        int a = m.places[2 * n.group];
        int b = m.places[2 * n.group + 1];
        if (a < 0) {
            return false;
        }
        if (a == b) {
            return from == to && n.min <= n.max;
        }
        if (from == to) {
            return n.min == 0;
        }
        int times = 0;
        int p = from;
        while (p < to) {
            p = m.foldsCase() ? same(a, b, p, to) : sameBytes(a, b, p, to);
            if (p < 0) {
                return false;
            }
            times++;
        }
        return times >= n.min && times <= n.max;
    }

    private int sameBytes(int a, int b, int p, int to) {
        int len = b - a;
        return p + len <= to && Arrays.equals(m.text, a, b, m.text, p, p + len) ? p + len : -1;
    }

    private int same(int a, int b, int at, int to) {
        int p = at;
        for (int q = a; q < b; q += Matcher.width(m.text[q])) {
            if (p >= to) {
                return -1;
            }
            int c = Matcher.decode(m.text, q);
            int d = Matcher.decode(m.text, p);
            if (c != d && CharClass.lower(c, m.asciiOnly()) != CharClass.lower(d, m.asciiOnly())) {
                return -1;
            }
            p += Matcher.width(m.text[p]);
        }
        return p;
    }
}
