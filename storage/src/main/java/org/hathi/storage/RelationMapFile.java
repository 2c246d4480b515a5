package org.hathi.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.wal.DurableFiles;
import org.hathi.wal.IoErrors;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;

/**
 * {@code pg_filenode.map}: which relfilenode the mapped catalogs have, one file for the shared ones and one a database.
 *
 * <pre>
 * LAYOUT  0 4 magic 0x592717, 4 4 count, 8 62×8 (oid, relfilenode), 504 4 CRC-32C of what is before, 508 4 zero
 * </pre>
 */
public final class RelationMapFile {
    public static final int SIZE = 512;
    public static final int MAX_MAPPINGS = 62;
    static final int XLOG_UPDATE = 0x00;
    private static final int MAGIC = 0x592717;
    private static final int CRC_AT = 504;

    private final MemorySegment m = Arena.ofAuto().allocate(SIZE, 8);

    /** An empty map. */
    public RelationMapFile() {
        Mem.put32(m, 0, MAGIC);
    }

    private static Path path(Path dataDirectory, int spc, int db) {
        return dataDirectory.resolve(RelFileNode.directory(spc, db)).resolve("pg_filenode.map");
    }

    /** Reads and checks a map; FATAL when it is missing or damaged. */
    public static RelationMapFile load(Path dataDirectory, int spc, int db) {
        String name = RelFileNode.directory(spc, db) + "/pg_filenode.map";
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path(dataDirectory, spc, db));
        } catch (IOException e) {
            throw IoErrors.of(Severity.FATAL, "could not open file \"" + name + "\"", e);
        }
        if (bytes.length != SIZE) {
            throw SqlError.fatal(
                    SqlState.DATA_CORRUPTED,
                    "could not read file \"" + name + "\": read " + bytes.length + " of " + SIZE);
        }
        return decode(bytes, name);
    }

    /** A map from its 512 bytes. */
    public static RelationMapFile decode(byte[] bytes, String name) {
        RelationMapFile map = new RelationMapFile();
        Mem.copy(bytes, 0, map.m, 0, SIZE);
        if (Mem.i32(map.m, 0) != MAGIC || map.count() < 0 || map.count() > MAX_MAPPINGS) {
            throw SqlError.fatal(
                    SqlState.DATA_CORRUPTED, "relation mapping file \"" + name + "\" contains invalid data");
        }
        if (map.crc() != Mem.i32(map.m, CRC_AT)) {
            throw SqlError.fatal(
                    SqlState.DATA_CORRUPTED, "relation mapping file \"" + name + "\" contains incorrect checksum");
        }
        return map;
    }

    public int count() {
        return Mem.i32(m, 4);
    }

    public int oid(int i) {
        return Mem.i32(m, 8 + i * 8L);
    }

    public int relfilenode(int i) {
        return Mem.i32(m, 12 + i * 8L);
    }

    /** The relfilenode of a mapped relation, 0 if it is not in this map. */
    public int find(int relationOid) {
        for (int i = 0; i < count(); i++) {
            if (oid(i) == relationOid) {
                return relfilenode(i);
            }
        }
        return 0;
    }

    /** The relation whose relfilenode this is, 0 if none. */
    public int findOid(int relfilenode) {
        for (int i = 0; i < count(); i++) {
            if (relfilenode(i) == relfilenode) {
                return oid(i);
            }
        }
        return 0;
    }

    /** Sets or adds a mapping. */
    public void put(int relationOid, int relfilenode) {
        int n = count();
        int i = 0;
        while (i < n && oid(i) != relationOid) {
            i++;
        }
        if (i == MAX_MAPPINGS) {
            throw SqlError.internal("ran out of space in relation map");
        }
        Mem.put32(m, 8 + i * 8L, relationOid);
        Mem.put32(m, 12 + i * 8L, relfilenode);
        if (i == n) {
            Mem.put32(m, 4, n + 1);
        }
    }

    /** A copy that can be changed and then written. */
    public RelationMapFile copy() {
        RelationMapFile c = new RelationMapFile();
        Mem.copy(m, 0, c.m, 0, SIZE);
        return c;
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(Mem.bytes(m, 0, CRC_AT), 0, CRC_AT);
        return (int) crc.getValue();
    }

    /** The 512 bytes, checksummed. */
    public byte[] encode() {
        Mem.put32(m, CRC_AT, crc());
        return Mem.bytes(m, 0, SIZE);
    }

    /** Replaces the file: written beside it, synced, renamed. */
    public void store(Path dataDirectory, int spc, int db, boolean fsync) {
        Path file = path(dataDirectory, spc, db);
        Path temp = file.resolveSibling("pg_filenode.map.tmp");
        try {
            Files.write(temp, encode());
            DurableFiles.rename(temp, file, fsync);
        } catch (IOException e) {
            throw IoErrors.error("could not write file \"" + RelFileNode.directory(spc, db) + "/pg_filenode.map\"", e);
        }
    }

    /** Logs the new map, then replaces the file: the caller holds the RelationMapping lock. */
    public void update(Proc proc, Wal wal, Path dataDirectory, int spc, int db, boolean fsync) {
        byte[] bytes = encode();
        proc.enterCritical();
        long lsn = wal.record()
                .data32(db)
                .data32(spc)
                .data32(bytes.length)
                .data(bytes)
                .insert(Rmgr.RELMAP, XLOG_UPDATE);
        wal.flush(lsn);
        store(dataDirectory, spc, db, fsync);
        proc.exitCritical();
    }
}
