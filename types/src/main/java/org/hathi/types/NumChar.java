package org.hathi.types;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** to_char of numbers. One use per instance; {@link NumFormat} says what the template holds. */
final class NumChar {
    private static final String UNKNOWN_ROMAN = "###############";

    private final NumFormat f;
    private final StringBuilder out = new StringBuilder();
    private String number = "";
    private int spaces;
    private char sign = '+';
    private boolean signWritten;
    private boolean bracket;
    private int anchor;
    private int zeroStart;
    private int count;
    private int current;
    private int at;
    /** Position of the last digit that FM keeps, -1 when all are kept. */
    private int lastRelevant = -1;

    private boolean inNumber;

    private NumChar(String template) {
        f = new NumFormat(template);
    }

    static @Nullable RowKernel lookup(String p) {
        return switch (p) {
            case "int4_to_char", "int8_to_char" ->
                (cx, a, r, o) ->
                        o.setText(r, new NumChar(a[1].getText(r)).integer(a[0].longs[r], p.startsWith("int4")));
            case "numeric_to_char" ->
                (cx, a, r, o) -> o.setText(r, new NumChar(a[1].getText(r)).numeric(Num.decode(a[0], r)));
            case "float8_to_char" ->
                (cx, a, r, o) -> o.setText(r, new NumChar(a[1].getText(r)).real(a[0].getDouble(r), 15));
            case "float4_to_char" ->
                (cx, a, r, o) -> o.setText(r, new NumChar(a[1].getText(r)).real(a[0].getFloat(r), 6));
            case "numeric_to_number" ->
                (cx, a, r, o) -> {
                    if (a[1].len[r] == 0) {
                        o.setNull(r);
                    } else {
                        new ToNumber(a[0].getText(r), a[1].getText(r)).run().store(o, r);
                    }
                };
            default -> null;
        };
    }

    private String integer(long v, boolean four) {
        if (f.roman) {
            return run(roman(v), '+', 0);
        }
        if (f.exponent) {
            return scientific(BigDecimal.valueOf(v), true);
        }
        BigDecimal d = BigDecimal.valueOf(v).scaleByPowerOfTen(f.multi);
        if (f.shifted) {
            f.pre += f.multi;
            if (four) {
                // PostgreSQL multiplies without looking
                int by = f.multi > 9 ? Integer.MIN_VALUE : (int) Num.pow10(f.multi);
                d = BigDecimal.valueOf((int) v * by);
            } else if (d.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                    || d.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) < 0) {
                throw Err.range("bigint");
            }
        }
        String s = d.toPlainString();
        return plain(f.post > 0 ? s + "." + "0".repeat(f.post) : s);
    }

    private String numeric(Num v) {
        if (f.roman) {
            Num n = v.rescale(0);
            return run(roman(n.longValue("integer", Integer.MIN_VALUE, Integer.MAX_VALUE)), '+', 0);
        }
        if (f.exponent) {
            return v.isFinite() ? scientific(v.decimal(), false) : overflowExponent();
        }
        if (!v.isFinite()) {
            f.pre += f.shifted ? f.multi : 0;
            return plain(v.toString());
        }
        BigDecimal d = v.decimal();
        if (f.shifted) {
            d = d.scaleByPowerOfTen(f.multi);
            f.pre += f.multi;
        }
        return plain(d.setScale(f.post, RoundingMode.HALF_UP).toPlainString());
    }

    private String real(double v, int digits) {
        if (f.roman) {
            double r = Math.rint(v);
            return run(Double.isNaN(r) || Math.abs(r) > 5000 ? UNKNOWN_ROMAN : roman((long) r), '+', 0);
        }
        boolean special = Double.isNaN(v) || Double.isInfinite(v);
        if (f.exponent) {
            return special ? overflowExponent() : scientific(new BigDecimal(v), true);
        }
        if (f.shifted) {
            f.pre += f.multi;
        }
        if (special) {
            String s = Double.isNaN(v) ? "nan" : v > 0 ? "inf" : "-inf";
            return plain(Double.isNaN(v) ? "NaN" : v > 0 ? "Infinity" : "-Infinity", s);
        }
        BigDecimal d = new BigDecimal(v);
        if (f.shifted) {
            d = new BigDecimal(v * Math.pow(10, f.multi));
        }
        int n = d.abs().setScale(0, RoundingMode.HALF_EVEN).toPlainString().length();
        if (n >= digits) {
            f.post = 0;
        } else if (n + f.post > digits) {
            f.post = digits - n;
        }
        String s = d.setScale(f.post, RoundingMode.HALF_EVEN).toPlainString();
        return plain(v < 0 && s.charAt(0) != '-' || 1 / v < 0 && v == 0 ? "-" + s : s);
    }

    private String plain(String s, String shown) {
        return plain(shown.length() <= s.length() ? s : shown);
    }

    /** Lays out a decimal number, or overflow marks when its whole part is too long. */
    private String plain(String s) {
        char sg = '+';
        String n = s;
        if (n.startsWith("-")) {
            sg = '-';
            n = n.substring(1);
        }
        int dot = n.indexOf('.');
        int len = dot < 0 ? n.length() : dot;
        if (len > f.pre) {
            return run("#".repeat(f.pre) + "." + "#".repeat(f.post), sg, 0);
        }
        return run(n, sg, f.pre - len);
    }

    private String overflowExponent() {
        return " " + "#".repeat(f.pre) + "." + "#".repeat(f.post + 4);
    }

    /** Floats round half to even and carry into the exponent; numerics do neither. */
    private String scientific(BigDecimal d, boolean binary) {
        RoundingMode mode = binary ? RoundingMode.HALF_EVEN : RoundingMode.HALF_UP;
        int e = d.signum() == 0 ? 0 : d.precision() - d.scale() - 1;
        BigDecimal m = d.scaleByPowerOfTen(-e).setScale(f.post, mode);
        if (binary && m.abs().compareTo(BigDecimal.TEN) >= 0) {
            e++;
            m = d.scaleByPowerOfTen(-e).setScale(f.post, mode);
        }
        ByteSink b = new ByteSink(24);
        b.ascii(d.signum() < 0 ? "" : " ").ascii(m.toPlainString());
        b.put('e').put(e < 0 ? '-' : '+').padded(Math.abs(e), 2);
        return b.toString();
    }

    private static String roman(long n) {
        if (n < 1 || n > 3999) {
            return UNKNOWN_ROMAN;
        }
        int[] values = {1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1};
        String[] marks = {"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"};
        StringBuilder b = new StringBuilder();
        long v = n;
        for (int i = 0; i < values.length; i++) {
            while (v >= values[i]) {
                b.append(marks[i]);
                v -= values[i];
            }
        }
        return b.toString();
    }

    // ---------------------------------------------------------------- layout

    private char digit(int i) {
        return i < number.length() ? number.charAt(i) : 0;
    }

    private boolean lastIsPoint() {
        return lastRelevant >= 0 && digit(lastRelevant) == '.';
    }

    private String run(String n, char sg, int before) {
        number = n;
        spaces = before;
        sign = sg;
        bracket = f.bracket;
        anchor = f.anchor;
        zeroStart = f.zeroStart > 0 ? f.zeroStart - 1 : 0;
        if (f.plus || f.minus) {
            signWritten = !(f.plus && !f.minus);
        } else {
            if (sign != '-' && f.fill) {
                bracket = false;
            }
            signWritten = sign == '+' && f.fill && !f.signPattern;
            if (anchor == -1 && f.pre == f.preSign) {
                anchor = 1;
            }
        }
        count = f.post + f.pre - 1;
        if (f.fill && f.decimal && !f.roman) {
            relevant();
        }
        if (!signWritten && spaces == 0) {
            count++;
        }
        for (NumFormat.Node x : f.nodes) {
            element(x);
        }
        int nul = out.indexOf("\0");
        return nul < 0 ? out.toString() : out.substring(0, nul);
    }

    private void relevant() {
        int dot = number.indexOf('.');
        if (dot < 0) {
            return;
        }
        lastRelevant = dot;
        for (int i = dot + 1; i < number.length(); i++) {
            if (number.charAt(i) != '0') {
                lastRelevant = i;
            }
        }
        if (f.zeroEnd > spaces) {
            lastRelevant = Math.max(lastRelevant, Math.min(number.length() - 1, f.zeroEnd - spaces));
        }
    }

    private void element(NumFormat.Node x) {
        switch (x.key()) {
            case NINE, ZERO, D, POINT -> {
                if (!f.roman) {
                    part(x.key());
                }
            }
            case COMMA, G -> {
                if (inNumber) {
                    out.append(',');
                } else if (!f.fill) {
                    out.append(' ');
                }
            }
            case L -> out.append(' ');
            case RN, RN_LOWER -> {
                String s = x.key() == NumFormat.Key.RN ? number : number.toLowerCase(Locale.ROOT);
                out.append(f.fill ? "" : " ".repeat(Math.max(0, 15 - s.length())))
                        .append(s);
            }
            case TH, TH_LOWER -> {
                if (!f.roman && digit(0) != '#' && sign != '-' && !f.decimal) {
                    String th = ordinal();
                    out.append(x.key() == NumFormat.Key.TH ? th.toUpperCase(Locale.ROOT) : th);
                }
            }
            case MI -> {
                if (sign == '-' && !f.roman) {
                    out.append('-');
                } else if (!f.fill) {
                    out.append(' ');
                }
            }
            case PL -> {
                if (sign == '+' && !f.roman) {
                    out.append('+');
                } else if (!f.fill) {
                    out.append(' ');
                }
            }
            case SG -> out.append(f.roman ? '\0' : sign);
            case TEXT -> out.append(x.text());
            case BLANK, C, EEEE, FM, PR, S, SP, V -> {}
        }
    }

    private String ordinal() {
        int n = number.length();
        char last = number.charAt(n - 1);
        if (last < '0' || last > '9') {
            throw Err.of(org.hathi.base.SqlState.INVALID_TEXT_REPRESENTATION, "\"" + number + "\" is not a number");
        }
        boolean teen = n > 1 && number.charAt(n - 2) == '1';
        return teen ? "th" : last == '1' ? "st" : last == '2' ? "nd" : last == '3' ? "rd" : "th";
    }

    /** 0.1 with 9.9: the zero before the point becomes a blank. */
    private boolean blankZero() {
        return !f.zero && at == 0 && digit(0) == '0' && f.post != 0;
    }

    private void writeSign() {
        if (f.signPattern) {
            if (anchor == -1) {
                out.append(sign);
                signWritten = true;
            }
        } else if (bracket) {
            out.append(sign == '+' ? ' ' : '<');
            signWritten = true;
        } else {
            if (sign == '-') {
                out.append('-');
            } else if (!f.fill) {
                out.append(' ');
            }
            signWritten = true;
        }
    }

    private void part(NumFormat.Key key) {
        inNumber = false;
        if (!signWritten && (current >= spaces || f.zero && zeroStart == current) && (!blankZero() || lastIsPoint())) {
            writeSign();
        }
        if (current < spaces && (zeroStart > current || !f.zero)) {
            out.append(f.fill ? "" : " ");
        } else if (f.zero && current < spaces && zeroStart <= current) {
            out.append('0');
            inNumber = true;
        } else {
            digitOrPoint(key);
            if (digit(at) != 0) {
                at++;
            }
        }
        int end = count + (spaces > 0 ? 1 : 0) + (f.decimal ? 1 : 0);
        if (lastRelevant >= 0 && lastRelevant == at) {
            end = current;
        }
        if (current + 1 == end) {
            if (signWritten && bracket) {
                out.append(sign == '+' ? ' ' : '>');
            } else if (f.signPattern && anchor == 1) {
                out.append(sign);
            }
        }
        current++;
    }

    private void digitOrPoint(NumFormat.Key key) {
        if (digit(at) == '.') {
            if (!lastIsPoint() || f.fill) {
                out.append('.');
            }
        } else if (lastRelevant >= 0 && at > lastRelevant && key != NumFormat.Key.ZERO) {
            return;
        } else if (blankZero()) {
            if (!f.fill) {
                out.append(' ');
            } else if (lastIsPoint()) {
                out.append('0');
            }
        } else {
            out.append(digit(at));
            inNumber = true;
        }
    }
}
