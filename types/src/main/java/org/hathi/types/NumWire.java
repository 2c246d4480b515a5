package org.hathi.types;

import java.math.BigInteger;

/** Binary wire form of numeric: ndigits, weight, sign, dscale (16 bits each), then base-10000 digits, big-endian. */
final class NumWire {
    private NumWire() {}

    static Num recv(byte[] b, int off, int len) {
        if (len < 8) {
            throw NumberText.binarySize(len, 8);
        }
        int n = Bytes.shortB(b, off) & 0xFFFF;
        int weight = Bytes.shortB(b, off + 2);
        int sign = Bytes.shortB(b, off + 4) & 0xFFFF;
        int dscale = Bytes.shortB(b, off + 6) & 0xFFFF;
        if (len < 8 + 2 * n) {
            throw NumberText.binarySize(len, 8 + 2 * n);
        }
        switch (sign) {
            case 0xC000:
                return Num.NAN;
            case 0xD000:
                return Num.PINF;
            case 0xF000:
                return Num.NINF;
            case 0x0000, 0x4000:
                break;
            default:
                throw Err.binary("invalid sign in external \"numeric\" value");
        }
        if (dscale > Num.MAX_DSCALE) {
            throw Err.binary("invalid scale in external \"numeric\" value");
        }
        BigInteger v = BigInteger.ZERO;
        for (int i = 0; i < n; i++) {
            int d = Bytes.shortB(b, off + 8 + 2 * i);
            if (d < 0 || d >= 10000) {
                throw Err.binary("invalid digit in external \"numeric\" value");
            }
            v = v.multiply(BigInteger.valueOf(10000)).add(BigInteger.valueOf(d));
        }
        int shift = 4 * (weight - n + 1) + dscale;
        v = shift >= 0 ? v.multiply(BigInteger.TEN.pow(shift)) : v.divide(BigInteger.TEN.pow(-shift));
        return Num.of(sign == 0x4000 ? v.negate() : v, dscale);
    }

    static void send(byte[] a, int ao, int al, ByteSink sink) {
        int h = Bytes.shortL(a, ao) & 0xFFFF;
        if ((h & 0xC000) == 0xC000) {
            int sign = (h & 0xF000) == 0xD000 ? 0xD000 : (h & 0xF000) == 0xF000 ? 0xF000 : 0xC000;
            sink.putShort(0).putShort(0).putShort(sign).putShort(Num.storedScale(a, ao));
            return;
        }
        boolean shortForm = (h & 0x8000) != 0;
        int hdr = shortForm ? 2 : 4;
        int n = (al - hdr) / 2;
        int weight = shortForm ? ((h & 0x40) != 0 ? h & 0x3F | ~0x3F : h & 0x3F) : Bytes.shortL(a, ao + 2);
        boolean neg = (h & (shortForm ? 0x2000 : 0x4000)) != 0;
        sink.putShort(n).putShort(weight).putShort(neg ? 0x4000 : 0).putShort(Num.storedScale(a, ao));
        for (int i = 0; i < n; i++) {
            sink.putShort(Bytes.shortL(a, ao + hdr + 2 * i));
        }
    }
}
