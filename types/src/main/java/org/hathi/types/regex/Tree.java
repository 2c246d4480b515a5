package org.hathi.types.regex;

import java.util.ArrayList;
import java.util.List;

/** Arranges an expression as a tree of {@link Node}s. */
final class Tree {
    private static final int NO_LENGTH = -1;

    private Tree() {}

    /** The tree of a whole expression or of what parentheses hold. */
    static Node of(Rx r) {
        if (r instanceof Rx.Seq s) {
            return sequence(s.parts());
        }
        if (r instanceof Rx.Alt a) {
            return alternatives(a);
        }
        return sequence(List.of(r));
    }

    private static Node alternatives(Rx.Alt a) {
        List<Node> branches = new ArrayList<>(a.branches().size());
        int flags = Node.LONGER;
        int length = 0;
        for (int i = 0; i < a.branches().size(); i++) {
            Node n = of(a.branches().get(i));
            flags |= Node.up(flags | n.flags);
            length = i == 0 || n.length == length ? n.length : NO_LENGTH;
            branches.add(n);
        }
        if (!Node.messy(flags)) {
            return plain(List.of(a), flags, length);
        }
        Node n = new Node(Node.Kind.ALTERNATIVES, flags);
        n.branches = branches;
        n.length = length;
        int[] groups = new int[0];
        for (Node b : branches) {
            groups = both(groups, b.groups);
        }
        n.groups = groups;
        return n;
    }

    private static int[] both(int[] a, int[] b) {
        if (a.length == 0 || b.length == 0) {
            return a.length == 0 ? b : a;
        }
        int[] c = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, c, a.length, b.length);
        return c;
    }

    private static Node plain(List<Rx> parts, int flags, int length) {
        Node n = new Node(Node.Kind.PLAIN, flags);
        n.plain = parts;
        n.length = length;
        return n;
    }

    private static Node concat(Node a, Node b, int flags) {
        Node n = new Node(Node.Kind.CONCAT, flags);
        n.left = a;
        n.right = b;
        n.length = a.length < 0 || b.length < 0 ? NO_LENGTH : a.length + b.length;
        n.groups = both(a.groups, b.groups);
        return n;
    }

    /** Part of a sequence: plain stuff, then something messy. */
    private record Piece(Node prefix, Node messy, int flags) {}

    private static Node sequence(List<Rx> parts) {
        List<Piece> pieces = new ArrayList<>();
        List<Rx> run = new ArrayList<>();
        int flags = 0;
        int length = 0;
        for (Rx r : parts) {
            if (r instanceof Rx.Place || r instanceof Rx.Look) {
                run.add(r);
                continue;
            }
            Rx body = r instanceof Rx.Repeat q ? q.body() : r;
            int preference = r instanceof Rx.Repeat q ? q.preference() : 0;
            Node atom = atom(body);
            int f = flags | preference | atom.flags;
            if (!Node.messy(Node.up(f))) {
                run.add(r);
                flags = f;
                length = sum(length, r instanceof Rx.Repeat q ? times(atom.length, q) : atom.length);
                continue;
            }
            Node q = r instanceof Rx.Repeat x ? quantified(x, atom) : atom;
            pieces.add(new Piece(plain(run, flags, length), q, Node.combine(preference, atom.flags)));
            run = new ArrayList<>();
            flags = 0;
            length = 0;
        }
        Node rest = plain(run, flags, length);
        for (int i = pieces.size() - 1; i >= 0; i--) {
            Piece p = pieces.get(i);
            Node t = p.messy;
            if (!vacuous(rest)) {
                t = concat(p.messy, rest, Node.combine(p.flags, rest.flags));
            }
            rest = vacuous(p.prefix) ? t : concat(p.prefix, t, Node.combine(p.prefix.flags, t.flags));
        }
        return rest;
    }

    private static boolean vacuous(Node n) {
        return n.kind == Node.Kind.PLAIN && n.plain.isEmpty() && n.capture == 0;
    }

    private static int sum(int a, int b) {
        return a < 0 || b < 0 ? NO_LENGTH : a + b;
    }

    private static int times(int length, Rx.Repeat q) {
        return length < 0 || q.min() != q.max() ? NO_LENGTH : length * q.min();
    }

    private static Node atom(Rx r) {
        if (r instanceof Rx.Chars) {
            return plain(List.of(r), 0, 1);
        }
        if (r instanceof Rx.Back b) {
            Node n = new Node(Node.Kind.BACK, Node.REFERS);
            n.group = b.number();
            return n;
        }
        if (!(r instanceof Rx.Group g)) {
            return of(r);
        }
        Node n = of(g.body());
        if (n.capture != 0) {
            Node w = new Node(Node.Kind.WRAPPER, n.flags);
            w.left = n;
            w.length = n.length;
            w.groups = n.groups;
            n = w;
        }
        n.flags |= Node.CAPTURES;
        n.capture = g.number();
        n.groups = both(new int[] {g.number()}, n.groups);
        return n;
    }

    /** A messy atom, repeated. */
    private static Node quantified(Rx.Repeat q, Node atom) {
        int f = Node.combine(q.preference(), atom.flags);
        if (q.body() instanceof Rx.Back) {
            atom.min = q.min();
            atom.max = q.max();
            atom.flags = f;
            return atom;
        }
        int inner = atom.flags & (Node.LONGER | Node.SHORTER | Node.MIXED);
        if (q.min() == 1 && q.max() == 1 && (q.preference() == 0 || inner == 0 || inner == q.preference())) {
            return atom;
        }
        if ((atom.flags & (Node.CAPTURES | Node.REFERS)) == 0) {
            return plain(List.of(q), f, times(atom.length, q));
        }
        if (q.min() > 0 && !atom.refers()) {
            // only the last repetition's groups are seen: all before it are one plain piece
            int most = q.max() == Rx.UNBOUNDED ? Rx.UNBOUNDED : q.max() - 1;
            Rx.Repeat before = new Rx.Repeat(q.body(), q.min() - 1, most, q.preference());
            Node prefix = plain(
                    most == 0 ? List.of() : List.of(before),
                    f & (Node.LONGER | Node.SHORTER),
                    most == 0 ? 0 : times(atom.length, before));
            return concat(prefix, atom, f);
        }
        Node n = new Node(Node.Kind.ITERATION, f);
        n.left = atom;
        n.plain = List.of(q);
        n.min = q.min();
        n.max = q.max();
        n.length = times(atom.length, q);
        n.groups = atom.groups;
        return n;
    }
}
