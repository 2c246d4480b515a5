package org.hathi.types;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** to_char of numbers: a template of digits, separators and signs. One use per instance. */
final class NumChar {
    private static final String[] KEYS = {
        "EEEE", "MI", "PL", "PR", "RN", "SG", "TH", "FM", "SP", "0", "9", ".", ",", "B", "C", "D", "G", "L", "S", "V"
    };

    private final List<String> keys = new ArrayList<>();
    private final ByteSink out = new ByteSink(32);
    private boolean fill;
    private boolean roman;
    private boolean exponent;
    private boolean lower;
    private boolean bracket;
    private String anchor = "";
    private int pre;
    private int post;
    private int shift;
    private int lastZero = -1;
    private boolean signWritten;
    private boolean digitsIn;
    private boolean negative;
    private RoundingMode rounding = RoundingMode.HALF_UP;

    private NumChar(String template) {
        boolean point = false;
        boolean multi = false;
        int digits = 0;
        int i = 0;
        while (i < template.length()) {
            String k = "";
            for (String c : KEYS) {
                if (template.regionMatches(true, i, c, 0, c.length())) {
                    k = c;
                    break;
                }
            }
            if (k.isEmpty()) {
                i = literal(template, i);
                continue;
            }
            if (k.equals("RN") || k.equals("TH")) {
                lower |= Character.isLowerCase(template.charAt(i));
            }
            i += k.length();
            switch (k) {
                case "FM" -> fill = true;
                case "RN" -> roman = true;
                case "EEEE" -> exponent = true;
                case "PR" -> bracket = true;
                case "V" -> multi = true;
                case ".", "D" -> {
                    if (point) {
                        throw Err.of(SqlState.SYNTAX_ERROR, "multiple decimal points");
                    }
                    point = true;
                    keys.add(".");
                }
                case "S" -> {
                    if (!anchor.isEmpty()) {
                        throw Err.of(SqlState.SYNTAX_ERROR, "cannot use \"S\" twice");
                    }
                    anchor = digits == 0 ? "before" : "after";
                    if (digits > 0) {
                        keys.add("S");
                    }
                }
                case "9", "0" -> {
                    digits++;
                    if (point) {
                        post++;
                        lastZero = k.equals("0") ? post : lastZero;
                    } else {
                        pre++;
                        shift += multi && k.equals("9") ? 1 : 0;
                    }
                    keys.add(k);
                }
                default -> keys.add(k);
            }
        }
    }

    private int literal(String t, int i) {
        if (t.charAt(i) == '"') {
            int end = t.indexOf('"', i + 1);
            end = end < 0 ? t.length() : end;
            keys.add("\"" + t.substring(i + 1, end));
            return end + 1;
        }
        int n = Character.charCount(t.codePointAt(i));
        keys.add("\"" + t.substring(i, i + n));
        return i + n;
    }

    static @Nullable RowKernel lookup(String p) {
        return switch (p) {
            case "int4_to_char", "int8_to_char" ->
                (cx, a, r, o) -> o.setText(r, new NumChar(a[1].getText(r)).run(Num.of(a[0].longs[r])));
            case "numeric_to_char" ->
                (cx, a, r, o) -> o.setText(r, new NumChar(a[1].getText(r)).run(Num.decode(a[0], r)));
            case "float8_to_char" ->
                (cx, a, r, o) ->
                        o.setText(r, new NumChar(a[1].getText(r)).even().run(Num.fromDouble(a[0].getDouble(r), 15)));
            case "float4_to_char" ->
                (cx, a, r, o) ->
                        o.setText(r, new NumChar(a[1].getText(r)).even().run(Num.fromDouble(a[0].getFloat(r), 6)));
            default -> null;
        };
    }

    /** Floats round half to even, as printf does. */
    private NumChar even() {
        rounding = RoundingMode.HALF_EVEN;
        return this;
    }

    private String run(Num v) {
        if (keys.isEmpty() && !roman) {
            return "";
        }
        if (roman) {
            String s = v.isFinite() ? roman(v.rescale(0)) : "###############";
            s = lower ? s.toLowerCase(Locale.ROOT) : s;
            return fill ? s : " ".repeat(Math.max(0, 15 - s.length())) + s;
        }
        if (exponent) {
            return scientific(v);
        }
        negative = v.signum() < 0;
        String whole;
        String frac = "";
        if (v.isFinite()) {
            BigDecimal d = v.decimal().abs().movePointRight(shift).setScale(post, rounding);
            negative &= d.signum() != 0;
            String s = d.toPlainString();
            int dot = s.indexOf('.');
            whole = dot < 0 ? s : s.substring(0, dot);
            frac = dot < 0 ? "" : s.substring(dot + 1);
            whole = whole.equals("0") && post > 0 ? "" : whole;
        } else {
            whole = "#".repeat(pre + 1);
        }
        if (whole.length() > pre) {
            whole = "#".repeat(pre);
            frac = "#".repeat(post);
        }
        layout(whole, frac);
        return out.toString();
    }

    private void sign() {
        if (signWritten) {
            return;
        }
        signWritten = true;
        if (bracket) {
            put(negative ? "<" : fill ? "" : " ");
        } else if (anchor.equals("before")) {
            put(negative ? "-" : "+");
        } else if (anchor.isEmpty() && !keys.contains("MI") && !keys.contains("PL") && !keys.contains("SG")) {
            put(negative ? "-" : fill ? "" : " ");
        }
    }

    private void put(String s) {
        out.text(s);
    }

    private void layout(String whole, String frac) {
        int pad = pre - whole.length();
        int at = 0;
        int f = 0;
        boolean zero = false;
        int keep = frac.length();
        while (fill && keep > Math.max(lastZero, 0) && frac.charAt(keep - 1) == '0') {
            keep--;
        }
        boolean point = false;
        for (String k : keys) {
            switch (k) {
                case "9", "0" -> {
                    if (point) {
                        if (f < keep) {
                            out.put(frac.charAt(f));
                        }
                        f++;
                        continue;
                    }
                    zero |= k.equals("0");
                    if (at < pad && !zero) {
                        put(fill ? "" : " ");
                    } else {
                        sign();
                        out.put(at < pad ? '0' : whole.charAt(at - pad));
                        digitsIn = true;
                    }
                    at++;
                }
                case "." -> {
                    sign();
                    out.put('.');
                    digitsIn = true;
                    point = true;
                }
                case ",", "G" -> {
                    if (digitsIn) {
                        out.put(',');
                    } else {
                        put(fill ? "" : " ");
                    }
                }
                case "S", "SG" -> put(negative ? "-" : "+");
                case "MI" -> put(negative ? "-" : fill ? "" : " ");
                case "PL" -> put(negative ? (fill ? "" : " ") : "+");
                case "L" -> put(fill ? "" : " ");
                case "TH" -> {
                    if (!negative && post == 0) {
                        put(ordinal(whole));
                    }
                }
                case "B", "C", "SP" -> {}
                default -> put(k.substring(1));
            }
        }
        if (bracket) {
            put(negative ? ">" : fill ? "" : " ");
        }
    }

    private String ordinal(String digits) {
        int n = digits.length();
        char last = n > 0 ? digits.charAt(n - 1) : '0';
        boolean teen = n > 1 && digits.charAt(n - 2) == '1';
        String s = teen || last == '0' || last > '3' ? "th" : last == '1' ? "st" : last == '2' ? "nd" : "rd";
        return lower ? s : s.toUpperCase(Locale.ROOT);
    }

    private String scientific(Num v) {
        if (!v.isFinite()) {
            return (fill ? "" : " ") + "#".repeat(pre) + "." + "#".repeat(post) + "####";
        }
        BigDecimal d = v.decimal();
        int e = d.signum() == 0 ? 0 : d.precision() - d.scale() - 1;
        BigDecimal m = d.movePointLeft(e).setScale(post, RoundingMode.HALF_UP);
        if (m.abs().compareTo(BigDecimal.TEN) >= 0) {
            e++;
            m = d.movePointLeft(e).setScale(post, RoundingMode.HALF_UP);
        }
        ByteSink b = new ByteSink(24);
        b.ascii(d.signum() < 0 ? "" : fill ? "" : " ").ascii(m.toPlainString());
        b.put('e').put(e < 0 ? '-' : '+').padded(Math.abs(e), 2);
        return b.toString();
    }

    private static String roman(Num n) {
        if (n.big != null || n.small < 1 || n.small > 3999) {
            return "###############";
        }
        int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
        String[] marks = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
        StringBuilder b = new StringBuilder();
        int v = (int) n.small;
        for (int i = 0; i < values.length; i++) {
            while (v >= values[i]) {
                b.append(marks[i]);
                v -= values[i];
            }
        }
        return b.toString();
    }
}
