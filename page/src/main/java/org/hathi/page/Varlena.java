package org.hathi.page;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;

/**
 * Headers of variable-length values (little-endian).
 *
 * <pre>
 * first byte xxxxxx00  4-byte header, total length &lt;&lt; 2: plain
 * first byte xxxxxx10  4-byte header, total length &lt;&lt; 2 | 2: compressed in line; the next 4 bytes are
 *                      raw payload size (30 bits) and method (2 bits: 0 pglz, 1 lz4)
 * first byte xxxxxxx1  1-byte header, total length &lt;&lt; 1 | 1: plain, unaligned
 * first byte 00000001  external: second byte is the tag; 18 = on disk: rawsize (4, with header), extsize
 *                      (30 bits) | method (2 bits), value oid (4), toast relation oid (4)
 * </pre>
 */
public final class Varlena {
    public static final int HEADER = 4;
    public static final int SHORT_HEADER = 1;
    /** Longest total length of a value with a 1-byte header. */
    public static final int SHORT_MAX = 127;

    public static final int TAG_ONDISK = 18;
    /** Total bytes of an on-disk toast pointer. */
    public static final int EXTERNAL_SIZE = 18;

    public static final int PGLZ = 0;
    public static final int LZ4 = 1;

    private Varlena() {}

    public static boolean isShort(MemorySegment m, long p) {
        return (Mem.u8(m, p) & 1) != 0;
    }

    public static boolean isExternal(MemorySegment m, long p) {
        return Mem.u8(m, p) == 1;
    }

    public static boolean isCompressed(MemorySegment m, long p) {
        return (Mem.u8(m, p) & 3) == 2;
    }

    /** A value that needs no detoasting: plain with 4-byte or 1-byte header. */
    public static boolean isPlain(MemorySegment m, long p) {
        int b = Mem.u8(m, p);
        return b != 1 && (b & 3) != 2;
    }

    /** Total bytes at {@code p}, header included; of the pointer if external (VARSIZE_ANY). */
    public static int size(MemorySegment m, long p) {
        int b = Mem.u8(m, p);
        if ((b & 1) == 0) {
            return Mem.i32(m, p) >>> 2;
        }
        return b == 1 ? EXTERNAL_SIZE : b >>> 1;
    }

    /** Header bytes of a plain value: 1 or 4. */
    public static int headerSize(MemorySegment m, long p) {
        return (Mem.u8(m, p) & 1) != 0 ? SHORT_HEADER : HEADER;
    }

    /** Payload bytes of a plain value. */
    public static int payloadSize(MemorySegment m, long p) {
        int b = Mem.u8(m, p);
        return (b & 1) != 0 ? (b >>> 1) - 1 : (Mem.i32(m, p) >>> 2) - 4;
    }

    /** Copies the payload of a plain value. */
    public static byte[] payload(MemorySegment m, long p) {
        return Mem.bytes(m, p + headerSize(m, p), payloadSize(m, p));
    }

    /** Writes a 4-byte header for {@code payload} bytes to follow. */
    public static void putHeader(MemorySegment m, long p, int payload) {
        Mem.put32(m, p, payload + 4 << 2);
    }

    /** Writes a 1-byte header for {@code payload} (at most 126) bytes to follow. */
    public static void putShortHeader(MemorySegment m, long p, int payload) {
        Mem.put8(m, p, payload + 1 << 1 | 1);
    }

    /** Writes the 8-byte header of a compressed value: {@code compressed} bytes follow, {@code raw} when expanded. */
    public static void putCompressedHeader(MemorySegment m, long p, int compressed, int raw, int method) {
        Mem.put32(m, p, compressed + 8 << 2 | 2);
        Mem.put32(m, p + 4, raw | method << 30);
    }

    /** Expanded payload bytes of an in-line compressed value. */
    public static int rawSize(MemorySegment m, long p) {
        return Mem.i32(m, p + 4) & 0x3FFFFFFF;
    }

    /** Compression method of an in-line compressed value. */
    public static int method(MemorySegment m, long p) {
        return Mem.i32(m, p + 4) >>> 30;
    }

    /** Expanded payload bytes of an external value (the stored field counts a 4-byte header). */
    public static int externalRawSize(MemorySegment m, long p) {
        return Mem.i32(m, p + 2) - 4;
    }

    /** Bytes stored in the toast table. */
    public static int externalSize(MemorySegment m, long p) {
        return Mem.i32(m, p + 6) & 0x3FFFFFFF;
    }

    public static int externalMethod(MemorySegment m, long p) {
        return Mem.i32(m, p + 6) >>> 30;
    }

    public static boolean externalCompressed(MemorySegment m, long p) {
        return externalSize(m, p) < externalRawSize(m, p);
    }

    public static int externalValueId(MemorySegment m, long p) {
        return Mem.i32(m, p + 10);
    }

    public static int externalRelation(MemorySegment m, long p) {
        return Mem.i32(m, p + 14);
    }

    /** Writes an on-disk toast pointer; {@code raw} is the expanded payload size. */
    public static void putExternal(
            MemorySegment m, long p, int raw, int stored, int method, int valueId, int toastRelation) {
        Mem.put8(m, p, 1);
        Mem.put8(m, p + 1, TAG_ONDISK);
        Mem.put32(m, p + 2, raw + 4);
        Mem.put32(m, p + 6, stored | method << 30);
        Mem.put32(m, p + 10, valueId);
        Mem.put32(m, p + 14, toastRelation);
    }
}
