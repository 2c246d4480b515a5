package org.hathi.types;

import org.hathi.base.SqlError;
import org.hathi.base.SqlState;

/**
 * inet and cidr. LAYOUT (payload): family (2 = IPv4, 3 = IPv6), bits of the netmask, address bytes (4 or 16).
 */
final class Net {
    static final int V4 = 2;
    static final int V6 = 3;

    private Net() {}

    private static SqlError bad(String s, boolean cidr) {
        return Err.syntax(cidr ? "cidr" : "inet", s);
    }

    static byte[] parse(String s, boolean cidr) {
        int slash = s.indexOf('/');
        String addr = slash < 0 ? s : s.substring(0, slash);
        boolean v6 = addr.indexOf(':') >= 0;
        int bits = -1;
        if (slash >= 0) {
            String b = s.substring(slash + 1);
            if (b.isEmpty() || b.length() > 3 || !b.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw bad(s, cidr);
            }
            bits = Integer.parseInt(b);
        }
        byte[] ip = v6 ? v6(addr, s, cidr) : new byte[4];
        if (!v6) {
            int given = v4(addr, ip, s, cidr, cidr || slash >= 0);
            if (bits < 0) {
                bits = cidr ? classBits(ip, given) : 32;
            } else if (given < 4 && bits > given * 8 && !cidr) {
                throw bad(s, cidr);
            }
        } else if (bits < 0) {
            bits = 128;
        }
        if (bits > ip.length * 8) {
            throw bad(s, cidr);
        }
        if (cidr && !clean(ip, bits)) {
            throw Err.of(SqlState.INVALID_TEXT_REPRESENTATION, "invalid cidr value: \"" + s + "\"")
                    .detail("Value has bits set to right of mask.");
        }
        return make(v6 ? V6 : V4, bits, ip);
    }

    static byte[] make(int family, int bits, byte[] ip) {
        byte[] r = new byte[2 + ip.length];
        r[0] = (byte) family;
        r[1] = (byte) bits;
        System.arraycopy(ip, 0, r, 2, ip.length);
        return r;
    }

    static boolean clean(byte[] ip, int bits) {
        for (int i = bits; i < ip.length * 8; i++) {
            if ((ip[i >> 3] >> 7 - (i & 7) & 1) != 0) {
                return false;
            }
        }
        return true;
    }

    private static int classBits(byte[] ip, int given) {
        int b = ip[0] & 0xFF;
        int bits = b >= 240 ? 32 : b >= 224 ? 8 : b >= 192 ? 24 : b >= 128 ? 16 : 8;
        return Math.max(bits, given * 8);
    }

    private static int v4(String addr, byte[] ip, String s, boolean cidr, boolean partial) {
        String[] p = addr.split("\\.", -1);
        if (p.length > 4 || p.length < 4 && !partial) {
            throw bad(s, cidr);
        }
        for (int i = 0; i < p.length; i++) {
            if (p[i].isEmpty() || p[i].length() > 3 || !p[i].chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw bad(s, cidr);
            }
            int v = Integer.parseInt(p[i]);
            if (v > 255) {
                throw bad(s, cidr);
            }
            ip[i] = (byte) v;
        }
        return p.length;
    }

    private static byte[] v6(String addr, String s, boolean cidr) {
        byte[] ip = new byte[16];
        int gap = -1;
        int n = 0;
        int i = 0;
        if (addr.startsWith("::")) {
            gap = 0;
            i = 2;
        } else if (addr.startsWith(":")) {
            throw bad(s, cidr);
        }
        while (i < addr.length()) {
            int end = addr.indexOf(':', i);
            String part = addr.substring(i, end < 0 ? addr.length() : end);
            if (part.indexOf('.') >= 0 && end < 0 && n <= 12) {
                byte[] four = new byte[4];
                v4(part, four, s, cidr, false);
                System.arraycopy(four, 0, ip, n, 4);
                n += 4;
                break;
            }
            if (part.isEmpty()
                    || part.length() > 4
                    || n >= 16
                    || !part.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
                throw bad(s, cidr);
            }
            int v = Integer.parseInt(part, 16);
            ip[n++] = (byte) (v >> 8);
            ip[n++] = (byte) v;
            if (end < 0) {
                break;
            }
            i = end + 1;
            if (i < addr.length() && addr.charAt(i) == ':') {
                if (gap >= 0) {
                    throw bad(s, cidr);
                }
                gap = n;
                i++;
            } else if (i >= addr.length()) {
                throw bad(s, cidr);
            }
        }
        if (gap >= 0) {
            System.arraycopy(ip, gap, ip, 16 - (n - gap), n - gap);
            java.util.Arrays.fill(ip, gap, 16 - (n - gap), (byte) 0);
        } else if (n != 16) {
            throw bad(s, cidr);
        }
        return ip;
    }

    /** Appends the address, without the mask. */
    static void address(byte[] a, int off, ByteSink out) {
        if (a[off] == V4) {
            for (int i = 0; i < 4; i++) {
                if (i > 0) {
                    out.put('.');
                }
                out.decimal(a[off + 2 + i] & 0xFF);
            }
            return;
        }
        int[] w = new int[8];
        for (int i = 0; i < 8; i++) {
            w[i] = Bytes.shortB(a, off + 2 + 2 * i) & 0xFFFF;
        }
        int best = -1;
        int len = 1;
        for (int i = 0; i < 8; i++) {
            int k = i;
            while (k < 8 && w[k] == 0) {
                k++;
            }
            if (k - i > len) {
                best = i;
                len = k - i;
            }
        }
        boolean v4 = best == 0 && (len == 6 || len == 7 && w[7] != 1 || len == 5 && w[5] == 0xFFFF);
        for (int i = 0; i < 8; i++) {
            if (best >= 0 && i >= best && i < best + len) {
                if (i == best) {
                    out.put(':');
                }
                continue;
            }
            if (i != 0) {
                out.put(':');
            }
            if (i == 6 && v4) {
                for (int k = 12; k < 16; k++) {
                    if (k > 12) {
                        out.put('.');
                    }
                    out.decimal(a[off + 2 + k] & 0xFF);
                }
                return;
            }
            out.ascii(Integer.toHexString(w[i]));
        }
        if (best >= 0 && best + len == 8) {
            out.put(':');
        }
    }

    static void print(byte[] a, int off, boolean cidr, ByteSink out) {
        address(a, off, out);
        int bits = a[off + 1] & 0xFF;
        if (cidr || bits != (a[off] == V4 ? 32 : 128)) {
            out.put('/').decimal(bits);
        }
    }

    /** Order: family, common network bits, mask length, address. */
    static int compare(byte[] a, int ao, byte[] b, int bo) {
        if (a[ao] != b[bo]) {
            return Integer.compare(a[ao], b[bo]);
        }
        int n = a[ao] == V4 ? 4 : 16;
        int ba = a[ao + 1] & 0xFF;
        int bb = b[bo + 1] & 0xFF;
        int c = bits(a, ao + 2, b, bo + 2, Math.min(ba, bb));
        if (c == 0) {
            c = Integer.compare(ba, bb);
        }
        return c != 0 ? c : Bytes.compare(a, ao + 2, n, b, bo + 2, n);
    }

    /** Compares the first {@code n} bits. */
    static int bits(byte[] a, int ao, byte[] b, int bo, int n) {
        int whole = n / 8;
        int c = Bytes.compare(a, ao, whole, b, bo, whole);
        if (c != 0 || n % 8 == 0) {
            return c;
        }
        int mask = 0xFF << 8 - n % 8 & 0xFF;
        return Integer.compare(a[ao + whole] & mask, b[bo + whole] & mask);
    }

    /** Order of inet values. */
    static final class Ops extends ByRefOps {
        Ops() {
            super(-1);
        }

        @Override
        int cmp(byte[] a, int ao, int al, byte[] b, int bo, int bl) {
            return Net.compare(a, ao, b, bo);
        }

        @Override
        int hashBytes(byte[] a, int ao, int al) {
            return Hash.bytes(a, ao, al);
        }
    }

    static final class NetCodec extends TextCodecs.ByRef {
        private final boolean cidr;

        NetCodec(boolean cidr) {
            this.cidr = cidr;
        }

        @Override
        public void input(EvalContext cx, String s, int typmod, Vector out, int row) {
            out.setBytes(row, parse(s, cidr));
        }

        @Override
        public void output(EvalContext cx, Vector v, int row, ByteSink sink) {
            print(v.arena, v.off[row], cidr, sink);
        }

        @Override
        public void recv(EvalContext cx, byte[] b, int off, int len, int typmod, Vector out, int row) {
            if (len < 4 || b[off] != V4 && b[off] != V6) {
                throw Err.binary("invalid address family in external \"" + (cidr ? "cidr" : "inet") + "\" value");
            }
            int n = b[off] == V4 ? 4 : 16;
            if (b[off + 3] != n || len != 4 + n) {
                throw Err.binary("invalid length in external \"" + (cidr ? "cidr" : "inet") + "\" value");
            }
            if ((b[off + 1] & 0xFF) > n * 8) {
                throw Err.binary("invalid bits in external \"" + (cidr ? "cidr" : "inet") + "\" value");
            }
            out.setBytes(row, make(b[off], b[off + 1] & 0xFF, ScalarCodecs.copy(b, off + 4, n)));
        }

        @Override
        public void send(EvalContext cx, Vector v, int row, ByteSink sink) {
            int o = v.off[row];
            int n = v.len[row] - 2;
            sink.put(v.arena[o]).put(v.arena[o + 1]).put(cidr ? 1 : 0).put(n).put(v.arena, o + 2, n);
        }
    }

    /** The shortest form of a network, as PostgreSQL abbreviates it: only the words its bits reach into. */
    static void abbrev(byte[] a, int off, ByteSink s) {
        int bits = a[off + 1] & 0xFF;
        if (a[off] == V4) {
            int n = Math.max(1, (bits + 7) / 8);
            for (int i = 0; i < n; i++) {
                if (i > 0) {
                    s.put('.');
                }
                s.decimal(a[off + 2 + i] & 0xFF);
            }
        } else {
            int words = bits == 0 ? 2 : Math.max(2, (bits + 15) / 16);
            int[] w = new int[words];
            for (int i = 0; i < words; i++) {
                w[i] = (a[off + 2 + 2 * i] & 0xFF) << 8 | a[off + 3 + 2 * i] & 0xFF;
            }
            abbrev6(w, bits, s);
        }
        s.put('/').decimal(bits);
    }

    private static void abbrev6(int[] w, int bits, ByteSink s) {
        int from = 0;
        int zeros = 0;
        int start = 0;
        int run = 0;
        for (int i = 0; i <= w.length; i++) {
            if (i < w.length && w[i] == 0) {
                start = run == 0 ? i : start;
                run++;
            } else if (run > zeros) {
                from = start;
                zeros = run;
                run = 0;
            }
        }
        boolean v4 = zeros != w.length
                && from == 0
                && (zeros == 6
                        || zeros == 5 && w.length > 5 && w[5] == 0xFFFF
                        || zeros == 7 && w[7] > 0xFF && (w[7] & 0xFF) != 1);
        int begin = s.size;
        for (int p = 0; p < w.length; p++) {
            if (p >= from && p < from + zeros) {
                s.ascii((p == from ? ":" : "") + (p == w.length - 1 ? ":" : ""));
            } else if (v4 && p > 5) {
                s.put(p == 6 ? ':' : '.').decimal(w[p] >> 8);
                if (p != 7 || bits > 120) {
                    s.put('.').decimal(w[p] & 0xFF);
                }
            } else {
                s.ascii(s.size > begin ? ":" : "").ascii(Integer.toHexString(w[p]));
            }
        }
    }
}
