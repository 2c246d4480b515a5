package org.hathi.catalog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.jspecify.annotations.Nullable;

/**
 * One pg_filenode.map: the relfilenodes of the catalogs that are needed to read pg_class.
 *
 * <p>LAYOUT (512 bytes): 0 magic 0x592717; 4 number of pairs; 8 up to 62 pairs (relation oid, relfilenode); 504 CRC-32C of what
 * is before; 4 bytes of padding.
 */
final class RelationMap {
    static final int MAGIC = 0x592717;
    static final int SIZE = 512;
    static final int MAX = 62;
    private static final int CRC_AT = 8 + 8 * MAX;

    private final Path file;
    private int @Nullable [] pairs;

    RelationMap(Path file) {
        this.file = file;
    }

    /** The file has changed: read it again when it is next needed. */
    void forget() {
        pairs = null;
    }

    /** The relfilenode of a relation; 0 when the map does not have it. */
    int filenode(int relation) {
        int[] p = pairs;
        if (p == null) {
            p = load();
            pairs = p;
        }
        for (int i = 0; i < p.length; i += 2) {
            if (p[i] == relation) {
                return p[i + 1];
            }
        }
        return 0;
    }

    private int[] load() {
        byte[] b;
        try {
            b = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new SqlError(
                    org.hathi.base.Severity.FATAL, SqlState.IO_ERROR,
                    "could not open file \"" + file + "\": " + e.getMessage(), e);
        }
        ByteBuffer buf = ByteBuffer.wrap(b).order(ByteOrder.LITTLE_ENDIAN);
        if (b.length != SIZE || buf.getInt(0) != MAGIC || buf.getInt(4) < 0 || buf.getInt(4) > MAX) {
            throw SqlError.fatal(
                    SqlState.DATA_CORRUPTED, "relation mapping file \"" + file + "\" contains invalid data");
        }
        if (buf.getInt(CRC_AT) != crc(b)) {
            throw SqlError.fatal(
                    SqlState.DATA_CORRUPTED, "relation mapping file \"" + file + "\" contains incorrect checksum");
        }
        int[] p = new int[2 * buf.getInt(4)];
        for (int i = 0; i < p.length; i++) {
            p[i] = buf.getInt(8 + 4 * i);
        }
        return p;
    }

    /** A map file's contents for relations and their files in pairs. */
    static byte[] bytes(int[] pairs) {
        if (pairs.length > 2 * MAX) {
            throw new IllegalStateException("too many mapped relations: " + pairs.length / 2);
        }
        ByteBuffer b = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(MAGIC).putInt(pairs.length / 2);
        for (int v : pairs) {
            b.putInt(v);
        }
        b.putInt(CRC_AT, crc(b.array()));
        return b.array();
    }

    private static int crc(byte[] b) {
        CRC32C crc = new CRC32C();
        crc.update(b, 0, CRC_AT);
        return (int) crc.getValue();
    }
}
