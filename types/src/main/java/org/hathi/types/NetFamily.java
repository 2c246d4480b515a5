package org.hathi.types;

import org.jspecify.annotations.Nullable;

/** Functions of inet and cidr. */
final class NetFamily implements FunctionFamily {
    @Override
    public @Nullable Kernel lookup(String p, CallInfo c) {
        RowKernel k = lookup(p);
        return k == null ? null : Kernels.rows(k, c.strict());
    }

    private static int bits(Vector v, int r) {
        return v.arena[v.off[r] + 1] & 0xFF;
    }

    private static @Nullable RowKernel lookup(String p) {
        return switch (p) {
            case "network_host", "network_show", "inet_abbrev", "cidr_abbrev" ->
                (cx, a, r, o) -> {
                    ByteSink s = new ByteSink(48);
                    if (p.equals("cidr_abbrev")) {
                        Net.abbrev(a[0].arena, a[0].off[r], s);
                    } else if (p.equals("inet_abbrev")) {
                        Net.print(a[0].arena, a[0].off[r], false, s);
                    } else {
                        Net.address(a[0].arena, a[0].off[r], s);
                        if (!p.equals("network_host")) {
                            s.put('/').decimal(bits(a[0], r));
                        }
                    }
                    o.setBytes(r, s.buf, 0, s.size);
                };
            case "network_family" -> (cx, a, r, o) -> o.setLong(r, a[0].arena[a[0].off[r]] == Net.V4 ? 4 : 6);
            case "network_masklen" -> (cx, a, r, o) -> o.setLong(r, bits(a[0], r));
            case "network_broadcast" -> (cx, a, r, o) -> masked(a[0], r, o, 1, false);
            case "network_network", "inet_to_cidr" -> (cx, a, r, o) -> masked(a[0], r, o, 0, false);
            case "network_netmask" -> (cx, a, r, o) -> masked(a[0], r, o, 2, true);
            case "network_hostmask" -> (cx, a, r, o) -> masked(a[0], r, o, 3, true);
            case "inet_same_family" ->
                (cx, a, r, o) -> o.setBool(r, a[0].arena[a[0].off[r]] == a[1].arena[a[1].off[r]]);
            case "network_sub" -> (cx, a, r, o) -> o.setBool(r, within(a[0], a[1], r) && bits(a[0], r) > bits(a[1], r));
            case "network_subeq" -> (cx, a, r, o) -> o.setBool(r, within(a[0], a[1], r));
            case "network_sup" -> (cx, a, r, o) -> o.setBool(r, within(a[1], a[0], r) && bits(a[1], r) > bits(a[0], r));
            case "network_supeq" -> (cx, a, r, o) -> o.setBool(r, within(a[1], a[0], r));
            case "network_overlap" -> (cx, a, r, o) -> o.setBool(r, within(a[0], a[1], r) || within(a[1], a[0], r));
            case "inet_set_masklen" ->
                (cx, a, r, o) -> {
                    byte[] b = a[0].getBytes(r);
                    int max = b[0] == Net.V4 ? 32 : 128;
                    int n = a[1].getInt(r) == -1 ? max : a[1].getInt(r);
                    if (n < 0 || n > max) {
                        throw Err.parameter("invalid mask length: " + n);
                    }
                    b[1] = (byte) n;
                    o.setBytes(r, b);
                };
            case "hashinet" -> (cx, a, r, o) -> o.setLong(r, Hash.bytes(a[0].arena, a[0].off[r], a[0].len[r]));
            default -> null;
        };
    }

    private static boolean within(Vector x, Vector y, int r) {
        return x.arena[x.off[r]] == y.arena[y.off[r]]
                && bits(x, r) >= bits(y, r)
                && Net.bits(x.arena, x.off[r] + 2, y.arena, y.off[r] + 2, bits(y, r)) == 0;
    }

    /** host bits: 0 cleared, 1 set; 2 netmask, 3 hostmask. */
    private static void masked(Vector v, int r, Vector o, int how, boolean full) {
        byte[] b = v.getBytes(r);
        int bits = b[1] & 0xFF;
        int n = (b.length - 2) * 8;
        for (int i = 0; i < n; i++) {
            int at = 2 + (i >> 3);
            int bit = 0x80 >> (i & 7);
            boolean host = i >= bits;
            boolean old = (b[at] & bit) != 0;
            boolean on = how == 0 ? old && !host : how == 1 ? old || host : how == 2 ? !host : host;
            b[at] = (byte) (on ? b[at] | bit : b[at] & ~bit);
        }
        if (full) {
            b[1] = (byte) n;
        }
        o.setBytes(r, b);
    }
}
