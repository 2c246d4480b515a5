package org.hathi.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hathi.base.Reporter;
import org.hathi.page.RelFileNode;
import org.hathi.shm.Proc;
import org.hathi.wal.DurableFiles;
import org.hathi.wal.IoErrors;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;
import org.hathi.wal.WalInsert;

/** Directories of databases and tablespaces, with their WAL (RM_DBASE, RM_TBLSPC). */
public final class DatabaseFiles {
    static final int XLOG_CREATE_FILE_COPY = 0x00;
    static final int XLOG_CREATE_WAL_LOG = 0x10;
    static final int XLOG_DROP = 0x20;
    static final int XLOG_TBLSPC_CREATE = 0x00;
    static final int XLOG_TBLSPC_DROP = 0x10;
    private static final int COPY_CHUNK = 1 << 20;

    private final Path dataDirectory;
    private final Proc proc;
    private final Wal wal;
    private final BufferPool pool;
    private final Smgr smgr;
    private final SyncRequests sync;
    private final StorageOptions options;
    private final Reporter reporter;

    DatabaseFiles(
            Path dataDirectory,
            Proc proc,
            Wal wal,
            BufferPool pool,
            Smgr smgr,
            SyncRequests sync,
            StorageOptions options,
            Reporter reporter) {
        this.dataDirectory = dataDirectory;
        this.proc = proc;
        this.wal = wal;
        this.pool = pool;
        this.smgr = smgr;
        this.sync = sync;
        this.options = options;
        this.reporter = reporter;
    }

    private Path directory(int spc, int db) {
        return dataDirectory.resolve(RelFileNode.directory(spc, db));
    }

    /**
     * Copies a database's directory (strategy FILE_COPY). The caller has written a checkpoint with FLUSH_ALL before,
     * keeps the source from changing, and writes another checkpoint after commit-critical work, as PostgreSQL does.
     */
    public void copy(int fromSpc, int fromDb, int toSpc, int toDb) {
        copyDirectory(directory(fromSpc, fromDb), directory(toSpc, toDb));
        proc.enterCritical();
        wal.record()
                .data32(toDb)
                .data32(toSpc)
                .data32(fromDb)
                .data32(fromSpc)
                .insert(Rmgr.DBASE, XLOG_CREATE_FILE_COPY | WalInsert.SPECIAL_REL_UPDATE);
        proc.exitCritical();
    }

    /** Makes an empty database directory with PG_VERSION (strategy WAL_LOG), logged unless replaying. */
    public void create(int spc, int db, boolean redo) {
        Path dir = directory(spc, db);
        try {
            try {
                Files.createDirectory(dir);
            } catch (FileAlreadyExistsException e) {
                if (!redo) {
                    throw e;
                }
            }
            Path version = dir.resolve("PG_VERSION");
            byte[] text = (DataDirectory.MAJOR_VERSION + "\n").getBytes(StandardCharsets.US_ASCII);
            Files.write(version, text);
            if (options.fsync) {
                DurableFiles.syncFile(version);
                DurableFiles.syncDirectory(dir);
            }
        } catch (IOException e) {
            throw IoErrors.error("could not create directory \"" + RelFileNode.directory(spc, db) + "\"", e);
        }
        if (!redo) {
            proc.enterCritical();
            wal.record().data32(db).data32(spc).insert(Rmgr.DBASE, XLOG_CREATE_WAL_LOG | WalInsert.SPECIAL_REL_UPDATE);
            proc.exitCritical();
        }
    }

    /** Drops a database's buffers and directories, after the transaction that drops it cannot fail any more. */
    public void drop(int db, int[] tablespaces, boolean redo) {
        pool.dropDatabase(db);
        sync.forgetDatabase(db);
        smgr.closeAll();
        for (int spc : tablespaces) {
            removeTree(directory(spc, db));
        }
        if (!redo) {
            proc.enterCritical();
            WalInsert r = wal.record().data32(db).data32(tablespaces.length);
            for (int spc : tablespaces) {
                r.data32(spc);
            }
            r.insert(Rmgr.DBASE, XLOG_DROP | WalInsert.SPECIAL_REL_UPDATE);
            proc.exitCritical();
        }
    }

    /** Copies plain files; syncs them and the directory. */
    void copyDirectory(Path from, Path to) {
        try {
            Files.createDirectory(to);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(from)) {
                for (Path entry : entries) {
                    if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                        copyFile(entry, to.resolve(String.valueOf(entry.getFileName())));
                    }
                }
            }
            if (options.fsync) {
                DurableFiles.syncDirectory(to);
            }
        } catch (FileAlreadyExistsException e) {
            throw IoErrors.error("could not create directory \"" + dataDirectory.relativize(to) + "\"", e);
        } catch (IOException e) {
            throw IoErrors.error(
                    "could not copy directory \"" + dataDirectory.relativize(from) + "\" to \""
                            + dataDirectory.relativize(to) + "\"",
                    e);
        }
    }

    private void copyFile(Path from, Path to) throws IOException {
        try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            long size = in.size();
            long at = 0;
            while (at < size) {
                at += in.transferTo(at, Math.min(COPY_CHUNK, size - at), out);
            }
            if (options.fsync) {
                out.force(true);
            }
        }
    }

    /** Removes a directory and what is in it; complains in the log about what cannot be removed. */
    void removeTree(Path dir) {
        try {
            if (!Files.isDirectory(dir, LinkOption.NOFOLLOW_LINKS)) {
                Files.deleteIfExists(dir);
                return;
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
                for (Path entry : entries) {
                    removeTree(entry);
                }
            }
            Files.deleteIfExists(dir);
        } catch (IOException e) {
            reporter.warning(
                    IoErrors.state(e),
                    "some useless files may be left behind in old database directory \"" + dataDirectory.relativize(dir)
                            + "\"");
        }
    }

    /** Makes a tablespace: the version directory in {@code location} and the link to it; logged unless replaying. */
    public void createTablespace(int spc, String location, boolean redo) {
        Path link = dataDirectory.resolve("pg_tblspc").resolve(Integer.toUnsignedString(spc));
        try {
            Path target = Path.of(location);
            if (redo) {
                Files.createDirectories(target);
            }
            Path version = target.resolve(RelFileNode.TABLESPACE_VERSION_DIRECTORY);
            if (redo && Files.isDirectory(version)) {
                removeTree(version);
            }
            Files.createDirectory(version);
            if (redo) {
                Files.deleteIfExists(link);
            }
            Files.createSymbolicLink(link, target);
        } catch (IOException e) {
            throw IoErrors.error(
                    "could not create symbolic link \"pg_tblspc/" + Integer.toUnsignedString(spc) + "\"", e);
        }
        if (!redo) {
            proc.enterCritical();
            wal.record()
                    .data32(spc)
                    .data((location + "\0").getBytes(StandardCharsets.UTF_8))
                    .insert(Rmgr.TBLSPC, XLOG_TBLSPC_CREATE);
            proc.exitCritical();
        }
    }

    /** Removes an empty tablespace; false if something is left in it. Logged unless replaying. */
    public boolean dropTablespace(int spc, boolean redo) {
        Path link = dataDirectory.resolve("pg_tblspc").resolve(Integer.toUnsignedString(spc));
        Path version = link.resolve(RelFileNode.TABLESPACE_VERSION_DIRECTORY);
        try {
            if (Files.isDirectory(version)) {
                try (DirectoryStream<Path> databases = Files.newDirectoryStream(version)) {
                    for (Path db : databases) {
                        if (!isEmpty(db) && !redo) {
                            return false;
                        }
                    }
                }
            }
            if (!redo) {
                proc.enterCritical();
                wal.record().data32(spc).insert(Rmgr.TBLSPC, XLOG_TBLSPC_DROP);
                proc.exitCritical();
            }
            smgr.closeAll();
            removeTree(version);
            Files.deleteIfExists(link);
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            throw IoErrors.error(
                    "could not remove symbolic link \"pg_tblspc/" + Integer.toUnsignedString(spc) + "\"", e);
        }
    }

    private static boolean isEmpty(Path dir) throws IOException {
        if (!Files.isDirectory(dir)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(dir)) {
            return !entries.iterator().hasNext();
        }
    }
}
