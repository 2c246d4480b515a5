package org.hathi.types;

import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/** macaddr and macaddr8: 6 and 8 bytes; text forms, logic, conversion. */
final class MacFamily {
    private MacFamily() {}

    static @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k =
                switch (p) {
                    case "macaddr_and", "macaddr8_and" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            for (int i = 0; i < b.length; i++) {
                                b[i] &= a[1].arena[a[1].off[r] + i];
                            }
                            o.setBytes(r, b);
                        };
                    case "macaddr_or", "macaddr8_or" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            for (int i = 0; i < b.length; i++) {
                                b[i] |= a[1].arena[a[1].off[r] + i];
                            }
                            o.setBytes(r, b);
                        };
                    case "macaddr_not", "macaddr8_not" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            for (int i = 0; i < b.length; i++) {
                                b[i] = (byte) ~b[i];
                            }
                            o.setBytes(r, b);
                        };
                    case "macaddr_trunc", "macaddr8_trunc" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            java.util.Arrays.fill(b, 3, b.length, (byte) 0);
                            o.setBytes(r, b);
                        };
                    case "macaddr8_set7bit" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            b[0] |= 2;
                            o.setBytes(r, b);
                        };
                    case "macaddrtomacaddr8" -> (cx, a, r, o) -> o.setBytes(r, widen(a[0].getBytes(r)));
                    case "macaddr8tomacaddr" ->
                        (cx, a, r, o) -> {
                            byte[] b = a[0].getBytes(r);
                            if (b[3] != (byte) 0xFF || b[4] != (byte) 0xFE) {
                                throw Err.of(
                                                SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                                                "macaddr8 data out of range to convert to macaddr")
                                        .hint(
                                                "Only addresses that have FF and FE as values in the 4th and 5th bytes from the"
                                                        + " left, for example xx:xx:xx:ff:fe:xx:xx:xx, are eligible to be converted"
                                                        + " from macaddr8 to macaddr.");
                            }
                            o.setBytes(r, new byte[] {b[0], b[1], b[2], b[5], b[6], b[7]});
                        };
                    default -> null;
                };
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    static byte[] widen(byte[] b) {
        return new byte[] {b[0], b[1], b[2], (byte) 0xFF, (byte) 0xFE, b[3], b[4], b[5]};
    }

    /** Text and binary forms; {@code bytes} is 6 or 8. */
    static final class MacCodec extends TextCodecs.ByRef {
        private final int bytes;

        MacCodec(int bytes) {
            this.bytes = bytes;
        }

        private String name() {
            return bytes == 6 ? "macaddr" : "macaddr8";
        }

        @Override
        public void input(EvalContext cx, String text, int typmod, Vector out, int row) {
            if (bytes == 8) {
                out.setBytes(row, eight(text));
                return;
            }
            String s = text.strip();
            if (wide(s)) {
                throw Err.of(
                        SqlState.NUMERIC_VALUE_OUT_OF_RANGE,
                        "invalid octet value in \"macaddr\" value: \"" + text + "\"");
            }
            StringBuilder hex = new StringBuilder();
            char separator = 0;
            int run = 0;
            int width = -1;
            boolean ok = !s.isEmpty();
            for (int i = 0; ok && i < s.length(); i++) {
                char c = s.charAt(i);
                if (Character.digit(c, 16) >= 0 && c < 128) {
                    hex.append(c);
                    run++;
                } else if ((c == ':' || c == '-' || c == '.') && (separator == 0 || separator == c) && run > 0) {
                    separator = c;
                    if (run == 1) {
                        hex.insert(hex.length() - 1, '0');
                        run = 2;
                    }
                    ok = width == -1 ? run % 2 == 0 : run == width;
                    width = run;
                    run = 0;
                } else {
                    ok = false;
                }
            }
            if (ok && separator != 0 && run == 1 && width == 2) {
                hex.insert(hex.length() - 1, '0');
                run = 2;
            }
            ok &= separator == 0 || run == width;
            ok &= !(separator == '.' && width != 4);
            int n = hex.length() / 2;
            if (!ok || hex.length() % 2 != 0 || n != 6) {
                throw Err.syntax(name(), text);
            }
            byte[] b = new byte[n];
            for (int i = 0; i < n; i++) {
                b[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
            }
            out.setBytes(row, b);
        }

        /** Six numbers with colons or hyphens, of which one is more than a byte. */
        private static boolean wide(String s) {
            String[] parts = s.split(s.indexOf(':') >= 0 ? ":" : "-", -1);
            boolean wide = false;
            for (String p : parts) {
                if (p.isEmpty() || p.length() > 7 || !p.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
                    return false;
                }
                wide |= Integer.parseInt(p, 16) > 255;
            }
            return parts.length == 6 && wide;
        }

        /** Six or eight pairs of digits; between any two pairs there may be a separator, everywhere the same. */
        private static byte[] eight(String text) {
            String s = text.strip();
            byte[] b = new byte[8];
            int n = 0;
            char separator = 0;
            int i = 0;
            while (i < s.length()) {
                int hi = Character.digit(s.charAt(i), 16);
                int lo = i + 1 < s.length() ? Character.digit(s.charAt(i + 1), 16) : -1;
                if (hi < 0 || lo < 0 || n == 8) {
                    throw Err.syntax("macaddr8", text);
                }
                b[n++] = (byte) (hi << 4 | lo);
                i += 2;
                char c = i < s.length() ? s.charAt(i) : 0;
                if (c == ':' || c == '-' || c == '.') {
                    if (separator != 0 && separator != c) {
                        throw Err.syntax("macaddr8", text);
                    }
                    separator = c;
                    i++;
                }
            }
            if (n == 6) {
                return widen(b);
            }
            if (n != 8) {
                throw Err.syntax("macaddr8", text);
            }
            return b;
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            for (int i = 0; i < bytes; i++) {
                if (i > 0) {
                    sink.put(':');
                }
                ByteaText.hex(v.arena[v.off[row] + i], sink);
            }
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            byte[] x = java.util.Arrays.copyOfRange(b, off, off + len);
            if (len != bytes && !(bytes == 8 && len == 6)) {
                throw NumberText.binarySize(len, bytes);
            }
            out.setBytes(row, bytes == 8 && len == 6 ? widen(x) : x);
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            sink.put(v.arena, v.off[row], bytes);
        }
    }
}
