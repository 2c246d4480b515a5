package org.hathi.types;

import java.util.ArrayList;
import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/** A template of to_char and to_number for numbers, parsed: its elements and what they add up to. */
final class NumFormat {
    enum Key {
        COMMA,
        POINT,
        ZERO,
        NINE,
        BLANK,
        C,
        D,
        EEEE,
        FM,
        G,
        L,
        MI,
        PL,
        PR,
        RN,
        RN_LOWER,
        S,
        SG,
        SP,
        TH,
        TH_LOWER,
        V,
        TEXT
    }

    /** An element; {@code text} only for literal text (one character). */
    record Node(Key key, String text) {}

    private static final String[] WORDS = {
        ",", ".", "0", "9", "B", "C", "D", "EEEE", "FM", "G", "L", "MI", "PL", "PR", "RN", "SG", "SP", "S", "TH", "V"
    };

    private static final Key[] KEYS = {
        Key.COMMA, Key.POINT, Key.ZERO, Key.NINE, Key.BLANK, Key.C, Key.D, Key.EEEE, Key.FM, Key.G, Key.L, Key.MI,
        Key.PL, Key.PR, Key.RN, Key.SG, Key.SP, Key.S, Key.TH, Key.V
    };

    final List<Node> nodes = new ArrayList<>();
    boolean decimal;
    boolean zero;
    boolean fill;
    private boolean blank;
    boolean signPattern;
    boolean bracket;
    boolean minus;
    boolean plus;
    boolean roman;
    boolean shifted;
    boolean exponent;
    /** Where an S stands: -1 before the number, 1 after, 0 nowhere. */
    int anchor;

    int preSign;
    int pre;
    int post;
    int multi;
    int zeroStart;
    int zeroEnd;

    NumFormat(String f) {
        int i = 0;
        while (i < f.length()) {
            int k = find(f, i);
            if (k >= 0) {
                Key key = KEYS[k];
                if (Character.isLowerCase(f.charAt(i))) {
                    key = key == Key.RN ? Key.RN_LOWER : key == Key.TH ? Key.TH_LOWER : key;
                }
                i += WORDS[k].length();
                prepare(key);
                nodes.add(new Node(key, ""));
            } else {
                i = literal(f, i);
            }
        }
    }

    private static int find(String f, int i) {
        for (int k = 0; k < WORDS.length; k++) {
            if (f.startsWith(WORDS[k], i) || f.startsWith(WORDS[k].toLowerCase(java.util.Locale.ROOT), i)) {
                return k;
            }
        }
        return -1;
    }

    private int literal(String f, int from) {
        int i = from;
        if (f.charAt(i) != '"') {
            if (f.charAt(i) == '\\' && i + 1 < f.length() && f.charAt(i + 1) == '"') {
                i++;
            }
            return text(f, i);
        }
        i++;
        while (i < f.length() && f.charAt(i) != '"') {
            if (f.charAt(i) == '\\' && i + 1 < f.length()) {
                i++;
            }
            i = text(f, i);
        }
        return i + 1;
    }

    private int text(String f, int i) {
        int n = Character.charCount(f.codePointAt(i));
        nodes.add(new Node(Key.TEXT, f.substring(i, i + n)));
        return i + n;
    }

    private static SqlError bad(String message) {
        return Err.of(SqlState.SYNTAX_ERROR, message);
    }

    private void prepare(Key k) {
        if (exponent && k != Key.EEEE) {
            throw bad("\"EEEE\" must be the last pattern used");
        }
        switch (k) {
            case NINE, ZERO -> digit(k);
            case D, POINT -> {
                if (decimal) {
                    throw bad("multiple decimal points");
                }
                if (shifted) {
                    throw bad("cannot use \"V\" and decimal point together");
                }
                decimal = true;
            }
            case FM -> fill = true;
            case S -> sign();
            case MI, PL, SG -> {
                if (signPattern) {
                    throw bad("cannot use \"S\" and \"" + k + "\" together");
                }
                minus |= k != Key.PL;
                plus |= k != Key.MI;
            }
            case PR -> {
                if (signPattern || plus || minus) {
                    throw bad("cannot use \"PR\" and \"S\"/\"PL\"/\"MI\"/\"SG\" together");
                }
                bracket = true;
            }
            case RN, RN_LOWER -> roman = true;
            case V -> {
                if (decimal) {
                    throw bad("cannot use \"V\" and decimal point together");
                }
                shifted = true;
            }
            case EEEE -> {
                if (exponent) {
                    throw bad("cannot use \"EEEE\" twice");
                }
                if (blank || fill || signPattern || bracket || minus || plus || roman || shifted) {
                    throw bad("\"EEEE\" is incompatible with other formats")
                            .detail("\"EEEE\" may only be used together with digit and decimal point patterns.");
                }
                exponent = true;
            }
            case BLANK -> blank = true;
            case COMMA, C, G, L, SP, TH, TH_LOWER, TEXT -> {}
        }
    }

    private void digit(Key k) {
        if (bracket) {
            throw bad("\"" + (k == Key.NINE ? '9' : '0') + "\" must be ahead of \"PR\"");
        }
        if (k == Key.NINE && shifted) {
            multi++;
            return;
        }
        if (k == Key.ZERO && !zero && !decimal) {
            zero = true;
            zeroStart = pre + 1;
        }
        if (decimal) {
            post++;
        } else {
            pre++;
        }
        if (k == Key.ZERO) {
            zeroEnd = pre + post;
        }
    }

    private void sign() {
        if (signPattern) {
            throw bad("cannot use \"S\" twice");
        }
        if (plus || minus || bracket) {
            throw bad("cannot use \"S\" and \"PL\"/\"MI\"/\"SG\"/\"PR\" together");
        }
        signPattern = true;
        if (!decimal) {
            anchor = -1;
            preSign = pre;
        } else if (anchor == 0) {
            anchor = 1;
        }
    }
}
