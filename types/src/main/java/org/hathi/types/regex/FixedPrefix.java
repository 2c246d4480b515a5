package org.hathi.types.regex;

import java.util.List;

/**
 * What every match of an expression that is anchored at the beginning begins with.
 *
 * @param exact whether {@code text} is all that matches
 */
public record FixedPrefix(String text, boolean exact) {
    private static final int LONGEST = 1000;

    /** Of a pattern with options of {@link Syntax}; 2201B when it is wrong. */
    public static FixedPrefix of(String pattern, int options) {
        try {
            Rx rx = new Parser(pattern.codePoints().toArray(), options, false).parse();
            Reader r = new Reader();
            boolean all = r.read(rx);
            return r.anchored ? new FixedPrefix(r.text.toString(), all && r.ended) : new FixedPrefix("", false);
        } catch (StackOverflowError e) {
            throw Syntax.tooComplex();
        }
    }

    /** Reads an expression from its beginning for as long as only one text matches. */
    private static final class Reader {
        private final StringBuilder text = new StringBuilder();
        private boolean anchored;
        private boolean ended;

        /** Whether all of the part is fixed, so that what follows it may be read. */
        boolean read(Rx r) {
            return switch (r) {
                case Rx.Seq s -> all(s.parts());
                case Rx.Group g -> read(g.body());
                case Rx.Place p -> place(p.kind());
                case Rx.Chars c -> one(c.set());
                case Rx.Repeat x -> repeated(x);
                case Rx.Alt a -> a.branches().size() == 1 && read(a.branches().get(0));
                case Rx.Back b -> false;
                case Rx.Look l -> false;
            };
        }

        private boolean all(List<Rx> parts) {
            for (Rx p : parts) {
                if (!read(p)) {
                    return false;
                }
            }
            return true;
        }

        private boolean place(int kind) {
            if (kind == Rx.BEGIN && text.isEmpty() && !ended) {
                anchored = true;
                return true;
            }
            if (kind == Rx.END && anchored) {
                ended = true;
                return true;
            }
            return false;
        }

        private boolean one(CharSet set) {
            int[] r = set.ranges();
            boolean single = !set.negated()
                    && set.classes() == 0
                    && set.others() == 0
                    && r.length == 2
                    && r[0] == r[1]
                    && !(set.stopAtNewline() && r[0] == '\n');
            if (!single || !anchored || ended || text.length() >= LONGEST) {
                return false;
            }
            text.appendCodePoint(r[0]);
            return true;
        }

        private boolean repeated(Rx.Repeat x) {
            for (int i = 0; i < x.min(); i++) {
                if (!read(x.body())) {
                    return false;
                }
            }
            return x.min() == x.max();
        }
    }
}
