package org.hathi.types.regex;

import org.hathi.base.Interrupts;
import org.jspecify.annotations.Nullable;

/**
 * An expression at work on a text of UTF-8 bytes. Places are offsets into the bytes. Each search is a bounded number
 * of passes
 * over the text, unless the expression has back references.
 */
public final class Matcher {
    private final Regex regex;
    private final Nfa nfa;
    private final Interrupts interrupts;
    byte[] text = new byte[0];
    int lo;
    int hi;

    /** Bytes looked at so far. */
    long spent;

    private long ticks;
    /**
     * For each lookaround the places at which it matches, once that was worth computing; and what it has cost so far.
     */
    private long @Nullable [] @Nullable [] looks;

    private long[] lookCosts = new long[0];

    /** Bounds of the match and of its groups: from and to of each, -1 for groups that took no part. */
    final int[] places;

    private final Dissector dissector;

    Matcher(Regex regex, Interrupts interrupts) {
        this.regex = regex;
        this.nfa = regex.nfa;
        this.interrupts = interrupts;
        places = new int[2 * regex.groups + 2];
        dissector = new Dissector(this, regex.nfa);
    }

    /** Sets the text: bytes {@code from} to {@code to} of valid UTF-8. */
    public Matcher on(byte[] bytes, int from, int to) {
        text = bytes;
        lo = from;
        hi = to;
        looks = null;
        return this;
    }

    /** Whether there is any match at all. */
    public boolean matches() {
        if (regex.refers) {
            return find(lo, false);
        }
        return regex.search().forward(this, lo, hi, lo, Scanner.FIRST, null, null, 0) >= 0;
    }

    /** Start of the match ({@code group} 0) or of a group, -1 when the group took no part. */
    public int start(int group) {
        return places[2 * group];
    }

    public int end(int group) {
        return places[2 * group + 1];
    }

    /**
     * Finds the first match that begins at {@code from} or after it.
     *
     * @param groups whether the places of groups are wanted
     */
    public boolean find(int from, boolean groups) {
        if (from > hi) {
            return false;
        }
        java.util.Arrays.fill(places, -1);
        return regex.refers ? findReferring(from) : findPlain(from, groups && regex.groups > 0);
    }

    private boolean findPlain(int from, boolean groups) {
        Scanner search = regex.search();
        int close = search.forward(this, from, hi, from, Scanner.FIRST, null, null, 0);
        if (close < 0) {
            return false;
        }
        Node tree = regex.tree;
        Scanner forward = tree.forward(nfa);
        int what = tree.prefersShorter() ? Scanner.FIRST : Scanner.LAST;
        int begin = search.lastFresh;
        long budget = spent + 4L * (close - from) + 4096;
        while (true) {
            int end = forward.forward(this, begin, hi, begin, what, null, null, 0);
            if (end >= 0) {
                places[0] = begin;
                places[1] = end;
                if (groups) {
                    dissector.dissect(tree, begin, end);
                }
                return true;
            }
            if (spent > budget) {
                // many beginnings that lead far and fail: find the right one from the end of the text
                begin = regex.searchBackward().backward(this, hi, begin + 1, Scanner.LAST, null, 0);
                budget = Long.MAX_VALUE;
            } else {
                begin = next(begin);
            }
        }
    }

    /** With back references every match the automaton finds is only a candidate. */
    private boolean findReferring(int from) {
        Node tree = regex.tree;
        Scanner forward = tree.forward(nfa);
        boolean shorter = tree.prefersShorter();
        int at = from;
        do {
            Scanner search = regex.search();
            int close = search.forward(this, at, hi, at, Scanner.FIRST, null, null, 0);
            if (close < 0) {
                return false;
            }
            int begin = Math.max(at, search.lastFresh);
            for (; begin <= close; begin = next(begin)) {
                int least = begin;
                int most = hi;
                while (least <= most) {
                    int end = forward.forward(
                            this, begin, most, least, shorter ? Scanner.FIRST : Scanner.LAST, null, null, 0);
                    if (end < 0) {
                        break;
                    }
                    if (dissector.dissect(tree, begin, end)) {
                        places[0] = begin;
                        places[1] = end;
                        return true;
                    }
                    tick(64);
                    if (shorter) {
                        least = next(end);
                    } else {
                        if (end == begin) {
                            break;
                        }
                        most = before(text, end);
                    }
                }
            }
            at = begin;
            // as in PostgreSQL, nothing is tried at the very end after a candidate just before it
        } while (at < hi);
        return false;
    }

    /** Whether condition {@code n} holds at a place. */
    boolean holds(int n, int p) {
        Nfa.Condition c = nfa.conditions.get(n);
        return switch (c.place()) {
            case Rx.BEGIN -> p == lo;
            case Rx.END -> p == hi;
            case Rx.LINE_BEGIN -> p == lo || text[p - 1] == '\n';
            case Rx.LINE_END -> p == hi || text[p] == '\n';
            case Rx.WORD_BEGIN -> !wordBefore(p) && wordAfter(p);
            case Rx.WORD_END -> wordBefore(p) && !wordAfter(p);
            case Rx.WORD_EDGE -> wordBefore(p) != wordAfter(p);
            case Rx.NO_WORD_EDGE -> wordBefore(p) == wordAfter(p);
            default -> look(n, c, p);
        };
    }

    private boolean wordBefore(int p) {
        return p > lo && nfa.alphabet.isWord(decode(text, before(text, p)));
    }

    private boolean wordAfter(int p) {
        return p < hi && nfa.alphabet.isWord(decode(text, p));
    }

    /** A lookaround: tried at the place, until that has cost as much as finding all places at which it matches. */
    private boolean look(int n, Nfa.Condition c, int p) {
        Rx.Look l = java.util.Objects.requireNonNull(c.look());
        long @Nullable [] @Nullable [] all = looks;
        if (all == null) {
            all = new long @Nullable [nfa.conditions.size()][];
            looks = all;
            lookCosts = new long[all.length];
        }
        long[] marks = all[n];
        if (marks == null && lookCosts[n] > hi - lo + 256L) {
            marks = new long[(hi - lo >> 6) + 1];
            Scanner s = regex.lookEverywhere(n);
            if (l.ahead()) {
                s.backward(this, hi, lo, Scanner.LAST, marks, lo);
            } else {
                s.forward(this, lo, hi, lo, Scanner.LAST, marks, null, lo);
            }
            all[n] = marks;
        }
        if (marks != null) {
            return bit(marks, p - lo) != l.negative();
        }
        long before = spent;
        Scanner s = regex.lookHere(n);
        int found = l.ahead()
                ? s.forward(this, p, hi, p, Scanner.FIRST, null, null, 0)
                : s.backward(this, p, lo, Scanner.FIRST, null, 0);
        lookCosts[n] += spent - before + 1;
        return found >= 0 != l.negative();
    }

    /** Counts work and lets the statement be interrupted. */
    void tick(int work) {
        ticks += work;
        if (ticks >= 1 << 15) {
            ticks = 0;
            interrupts.check();
        }
    }

    int next(int p) {
        return p < hi ? p + width(text[p]) : p + 1;
    }

    /** The next place to search from after the match found, one character on when it is empty. */
    public int after() {
        return places[1] > places[0] ? places[1] : next(places[1]);
    }

    static boolean bit(long[] bits, int i) {
        return (bits[i >> 6] >>> i & 1) != 0;
    }

    static int width(int lead) {
        return lead >= 0 ? 1 : (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : 4;
    }

    static int before(byte[] a, int p) {
        int q = p - 1;
        while ((a[q] & 0xc0) == 0x80) {
            q--;
        }
        return q;
    }

    static int decode(byte[] a, int p) {
        int b = a[p];
        if (b >= 0) {
            return b;
        }
        return switch (width(b)) {
            case 2 -> (b & 0x1f) << 6 | a[p + 1] & 0x3f;
            case 3 -> (b & 0x0f) << 12 | (a[p + 1] & 0x3f) << 6 | a[p + 2] & 0x3f;
            default -> (b & 0x07) << 18 | (a[p + 1] & 0x3f) << 12 | (a[p + 2] & 0x3f) << 6 | a[p + 3] & 0x3f;
        };
    }

    boolean foldsCase() {
        return regex.foldsCase;
    }

    boolean asciiOnly() {
        return regex.asciiOnly;
    }
}
