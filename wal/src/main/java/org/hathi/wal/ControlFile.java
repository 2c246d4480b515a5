package org.hathi.wal;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.hathi.base.Severity;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.os.Mem;

/**
 * {@code global/pg_control}: ControlFileData of PostgreSQL 15 (version 1300), a view over 296 bytes of native memory.
 * In a running server those bytes are shared memory; the startup process and the checkpointer write them, under the
 * control file lock, and then the file, in place and synced: its first 512 bytes are one disk sector.
 *
 * <pre>
 * LAYOUT off size field                     off size field
 *          0  8 system_identifier           169+ (padding)
 *          8  4 pg_control_version          172  4 wal_level
 *         12  4 catalog_version_no          176  1 wal_log_hints
 *         16  4 state                       180  4 MaxConnections
 *         24  8 time                        184  4 max_worker_processes
 *         32  8 checkPoint                  188  4 max_wal_senders
 *         40 88 checkPointCopy              192  4 max_prepared_xacts
 *        128  8 unloggedLSN                 196  4 max_locks_per_xact
 *        136  8 minRecoveryPoint            200  1 track_commit_timestamp
 *        144  4 minRecoveryPointTLI         204 44 maxAlign … float8ByVal (248, 1 byte)
 *        152  8 backupStartPoint            252  4 data_checksum_version
 *        160  8 backupEndPoint              256 32 mock_authentication_nonce
 *        168  1 backupEndRequired           288  4 crc
 * </pre>
 */
public final class ControlFile {
    /** Bytes of the structure. */
    public static final int SIZE = 296;
    /** Bytes of the file. */
    public static final int FILE_SIZE = 8192;

    public static final int VERSION = 1300;
    public static final int CATALOG_VERSION = 202209061;

    public static final int STARTUP = 0;
    public static final int SHUTDOWNED = 1;
    public static final int SHUTDOWNED_IN_RECOVERY = 2;
    public static final int SHUTDOWNING = 3;
    public static final int IN_CRASH_RECOVERY = 4;
    public static final int IN_ARCHIVE_RECOVERY = 5;
    public static final int IN_PRODUCTION = 6;

    private static final int CRC_AT = 288;

    private final MemorySegment m;
    private final long p;

    /** A view over {@link #SIZE} bytes at {@code p}. */
    public ControlFile(MemorySegment m, long p) {
        this.m = m;
        this.p = p;
    }

    public long systemIdentifier() {
        return Mem.i64(m, p);
    }

    public int version() {
        return Mem.i32(m, p + 8);
    }

    public int catalogVersion() {
        return Mem.i32(m, p + 12);
    }

    public int state() {
        return Mem.i32(m, p + 16);
    }

    public void setState(int state) {
        Mem.put32(m, p + 16, state);
    }

    /** Time of the last update, seconds since the Unix epoch. */
    public long time() {
        return Mem.i64(m, p + 24);
    }

    public void setTime(long unixSeconds) {
        Mem.put64(m, p + 24, unixSeconds);
    }

    /** LSN of the latest checkpoint record. */
    public long checkPoint() {
        return Mem.i64(m, p + 32);
    }

    public void setCheckPoint(long lsn) {
        Mem.put64(m, p + 32, lsn);
    }

    public CheckPoint checkPointCopy() {
        return CheckPoint.read(m, p + 40);
    }

    public void setCheckPointCopy(CheckPoint c) {
        c.write(m, p + 40);
    }

    public long unloggedLsn() {
        return Mem.i64(m, p + 128);
    }

    public void setUnloggedLsn(long lsn) {
        Mem.put64(m, p + 128, lsn);
    }

    public long minRecoveryPoint() {
        return Mem.i64(m, p + 136);
    }

    public void setMinRecoveryPoint(long lsn, int tli) {
        Mem.put64(m, p + 136, lsn);
        Mem.put32(m, p + 144, tli);
    }

    public int minRecoveryPointTimeline() {
        return Mem.i32(m, p + 144);
    }

    public long backupStartPoint() {
        return Mem.i64(m, p + 152);
    }

    public void setBackup(long start, long end, boolean endRequired) {
        Mem.put64(m, p + 152, start);
        Mem.put64(m, p + 160, end);
        Mem.put8(m, p + 168, endRequired ? 1 : 0);
    }

    public long backupEndPoint() {
        return Mem.i64(m, p + 160);
    }

    public boolean backupEndRequired() {
        return Mem.u8(m, p + 168) != 0;
    }

    /** 0 minimal, 1 replica, 2 logical. */
    public int walLevel() {
        return Mem.i32(m, p + 172);
    }

    public boolean walLogHints() {
        return Mem.u8(m, p + 176) != 0;
    }

    /** The parameters a standby must match. */
    public void setParameters(
            int walLevel,
            boolean walLogHints,
            int maxConnections,
            int maxWorkers,
            int maxWalSenders,
            int maxPrepared,
            int maxLocks,
            boolean trackCommitTimestamp) {
        Mem.put32(m, p + 172, walLevel);
        Mem.put8(m, p + 176, walLogHints ? 1 : 0);
        Mem.put32(m, p + 180, maxConnections);
        Mem.put32(m, p + 184, maxWorkers);
        Mem.put32(m, p + 188, maxWalSenders);
        Mem.put32(m, p + 192, maxPrepared);
        Mem.put32(m, p + 196, maxLocks);
        Mem.put8(m, p + 200, trackCommitTimestamp ? 1 : 0);
    }

    public int maxConnections() {
        return Mem.i32(m, p + 180);
    }

    public int maxWorkerProcesses() {
        return Mem.i32(m, p + 184);
    }

    public int maxWalSenders() {
        return Mem.i32(m, p + 188);
    }

    public int maxPreparedXacts() {
        return Mem.i32(m, p + 192);
    }

    public int maxLocksPerXact() {
        return Mem.i32(m, p + 196);
    }

    public boolean trackCommitTimestamp() {
        return Mem.u8(m, p + 200) != 0;
    }

    public int walSegmentSize() {
        return Mem.i32(m, p + 228);
    }

    /** 0: no data checksums. */
    public int checksumVersion() {
        return Mem.i32(m, p + 252);
    }

    public void setChecksumVersion(int version) {
        Mem.put32(m, p + 252, version);
    }

    /** 32 random bytes, so that failed SCRAM exchanges look alike. */
    public byte[] mockNonce() {
        return Mem.bytes(m, p + 256, 32);
    }

    /** Fills in a new cluster's identity and the compiled-in parameters; the rest is zero. */
    public void initialise(long systemIdentifier, int walSegmentSize, int checksumVersion, byte[] mockNonce) {
        Mem.zero(m, p, SIZE);
        Mem.put64(m, p, systemIdentifier);
        Mem.put32(m, p + 8, VERSION);
        Mem.put32(m, p + 12, CATALOG_VERSION);
        Mem.put64(m, p + 128, 1000); // FirstNormalUnloggedLSN
        Mem.put32(m, p + 204, 8);
        Mem.put64(m, p + 208, Double.doubleToRawLongBits(1234567.0));
        Mem.put32(m, p + 216, 8192);
        Mem.put32(m, p + 220, 131072);
        Mem.put32(m, p + 224, 8192);
        Mem.put32(m, p + 228, walSegmentSize);
        Mem.put32(m, p + 232, 64);
        Mem.put32(m, p + 236, 32);
        Mem.put32(m, p + 240, 1996);
        Mem.put32(m, p + 244, 2048);
        Mem.put8(m, p + 248, 1);
        Mem.put32(m, p + 252, checksumVersion);
        Mem.copy(mockNonce, 0, m, p + 256, 32);
    }

    private int crc() {
        CRC32C crc = new CRC32C();
        crc.update(Mem.bytes(m, p, CRC_AT), 0, CRC_AT);
        return (int) crc.getValue();
    }

    /** The path of the control file below a data directory. */
    public static Path path(Path dataDirectory) {
        return dataDirectory.resolve("global").resolve("pg_control");
    }

    /** Reads and checks the file: PANIC when unreadable, FATAL when it is another version's. */
    public void load(Path dataDirectory) {
        Path file = path(dataDirectory);
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new SqlError(
                    Severity.PANIC,
                    SqlState.UNDEFINED_FILE,
                    "could not open file \"global/pg_control\": No such file or directory",
                    e);
        } catch (IOException e) {
            throw IoErrors.panic("could not read file \"global/pg_control\"", e);
        }
        if (bytes.length < SIZE) {
            throw new SqlError(
                    Severity.PANIC,
                    SqlState.DATA_CORRUPTED,
                    "could not read file \"global/pg_control\": read " + bytes.length + " of " + SIZE);
        }
        Mem.copy(bytes, 0, m, p, SIZE);
        check();
    }

    private void check() {
        if (version() != VERSION) {
            throw incompatible("The database cluster was initialized with PG_CONTROL_VERSION "
                    + version()
                    + ", but the server was compiled with PG_CONTROL_VERSION "
                    + VERSION
                    + ".");
        }
        if (crc() != Mem.i32(m, p + CRC_AT)) {
            throw SqlError.fatal(SqlState.DATA_CORRUPTED, "incorrect checksum in control file");
        }
        if (catalogVersion() != CATALOG_VERSION) {
            throw incompatible("The database cluster was initialized with CATALOG_VERSION_NO "
                    + catalogVersion()
                    + ", but the server was compiled with CATALOG_VERSION_NO "
                    + CATALOG_VERSION
                    + ".");
        }
        int segment = walSegmentSize();
        if (Integer.bitCount(segment) != 1 || segment < 1 << 20 || segment > 1 << 30) {
            throw SqlError.fatal(
                    SqlState.INVALID_PARAMETER_VALUE,
                    "WAL segment size must be a power of two between 1 MB and 1 GB, but the control file specifies "
                            + segment
                            + " bytes");
        }
    }

    private static SqlError incompatible(String detail) {
        return SqlError.fatal(SqlState.INVALID_PARAMETER_VALUE, "database files are incompatible with server")
                .detail(detail)
                .hint("It looks like you need to initdb.");
    }

    /** Stamps the CRC and writes the file durably, in place. PANIC on failure. */
    public void store(Path dataDirectory) {
        store(dataDirectory, true);
    }

    /** As {@link #store(Path)}; {@code sync} false only under {@code fsync = off}. */
    public void store(Path dataDirectory, boolean sync) {
        Mem.put32(m, p + CRC_AT, crc());
        ByteBuffer bytes = ByteBuffer.allocateDirect(FILE_SIZE);
        MemorySegment.copy(m, p, MemorySegment.ofBuffer(bytes), 0, SIZE);
        try (FileChannel file =
                FileChannel.open(path(dataDirectory), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            long at = 0;
            while (bytes.hasRemaining()) {
                at += file.write(bytes, at);
            }
            if (sync) {
                file.force(true);
            }
        } catch (IOException e) {
            throw IoErrors.panic("could not write to file \"global/pg_control\"", e);
        }
    }
}
