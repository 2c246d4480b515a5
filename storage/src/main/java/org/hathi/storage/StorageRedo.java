package org.hathi.storage;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.hathi.os.Mem;
import org.hathi.page.Blocks;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.wal.CheckPoint;
import org.hathi.wal.ControlFile;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.Wal;
import org.hathi.wal.WalRecord;
import org.hathi.wal.XlogInfo;

/** Redo of the records this room writes: XLOG, SMGR, DBASE, TBLSPC, RELMAP. */
final class StorageRedo {
    private final Path dataDirectory;
    private final Wal wal;
    private final Smgr smgr;
    private final RedoBuffers buffers;
    private final DatabaseFiles databases;
    private final Fsm fsm;
    private final Vm vm;
    private final StorageOptions options;
    private final CheckpointParticipant participant;

    StorageRedo(Storage storage, RedoBuffers buffers, CheckpointParticipant participant) {
        this.dataDirectory = storage.dataDirectory();
        this.wal = storage.wal();
        this.smgr = storage.smgr();
        this.buffers = buffers;
        this.databases = storage.databases();
        this.fsm = storage.fsm();
        this.vm = storage.vm();
        this.options = storage.options();
        this.participant = participant;
    }

    private interface Redo {
        void redo(WalRecord r);
    }

    private record Manager(int id, Redo body) implements ResourceManager {
        @Override
        public void redo(WalRecord record, RedoContext cx) {
            body.redo(record);
        }
    }

    List<ResourceManager> managers() {
        return List.of(
                new Manager(Rmgr.XLOG, this::xlog),
                new Manager(Rmgr.SMGR, this::smgr),
                new Manager(Rmgr.DBASE, this::dbase),
                new Manager(Rmgr.TBLSPC, this::tblspc),
                new Manager(Rmgr.RELMAP, this::relmap));
    }

    private void xlog(WalRecord r) {
        MemorySegment m = r.memory();
        switch (r.info()) {
            case XlogInfo.NEXTOID -> participant.redoNextOid(Mem.i32(m, r.data()));
            case XlogInfo.CHECKPOINT_SHUTDOWN -> participant.redoCheckpoint(CheckPoint.read(m, r.data()), true);
            case XlogInfo.CHECKPOINT_ONLINE -> participant.redoCheckpoint(CheckPoint.read(m, r.data()), false);
            case XlogInfo.FPI, XlogInfo.FPI_FOR_HINT -> images(r);
            case XlogInfo.PARAMETER_CHANGE -> parameters(m, r.data());
            case XlogInfo.NOOP,
                    XlogInfo.SWITCH,
                    XlogInfo.RESTORE_POINT,
                    XlogInfo.BACKUP_END,
                    XlogInfo.FPW_CHANGE,
                    XlogInfo.END_OF_RECOVERY,
                    XlogInfo.OVERWRITE_CONTRECORD -> {
                // nothing on disk changes
            }
            default -> throw RedoBuffers.unknown("xlog_redo", r);
        }
    }

    private void images(WalRecord r) {
        for (int id = 0; id <= r.maxBlockId(); id++) {
            if (!r.hasImage(id)) {
                if (r.info() == XlogInfo.FPI) {
                    throw RedoBuffers.panic("XLOG_FPI record did not contain a full-page image");
                }
                continue;
            }
            if (buffers.readForRedo(r, id) != RedoContext.RESTORED) {
                throw RedoBuffers.panic("unexpected XLogReadBufferForRedo result when restoring backup block");
            }
            buffers.release(buffers.buffer());
        }
    }

    private void parameters(MemorySegment m, long p) {
        ControlFile c = wal.controlFile();
        c.setParameters(
                Mem.i32(m, p + 20),
                Mem.u8(m, p + 24) != 0,
                Mem.i32(m, p),
                Mem.i32(m, p + 4),
                Mem.i32(m, p + 8),
                Mem.i32(m, p + 12),
                Mem.i32(m, p + 16),
                Mem.u8(m, p + 25) != 0);
        c.store(dataDirectory, options.fsync);
    }

    private static RelFileNode rel(MemorySegment m, long p) {
        return new RelFileNode(Mem.i32(m, p), Mem.i32(m, p + 4), Mem.i32(m, p + 8));
    }

    private void smgr(WalRecord r) {
        MemorySegment m = r.memory();
        long p = r.data();
        switch (r.info()) {
            case RelationFiles.XLOG_CREATE -> smgr.create(rel(m, p), Mem.i32(m, p + 12), true);
            case RelationFiles.XLOG_TRUNCATE -> truncate(rel(m, p + 4), Mem.i32(m, p), Mem.i32(m, p + 16));
            default -> throw RedoBuffers.unknown("smgr_redo", r);
        }
    }

    private void truncate(RelFileNode rel, int blocks, int flags) {
        smgr.create(rel, Fork.MAIN, true);
        if ((flags & RelationFiles.TRUNCATE_HEAP) != 0) {
            buffers.pool().dropBuffers(rel, Fork.MAIN, blocks);
            smgr.truncate(rel, Fork.MAIN, blocks);
            buffers.explain(rel, Fork.MAIN, blocks);
        }
        if ((flags & RelationFiles.TRUNCATE_FSM) != 0 && smgr.exists(rel, Fork.FSM)) {
            int keep = fsm.prepareTruncate(rel, blocks);
            if (keep != Blocks.INVALID) {
                buffers.pool().dropBuffers(rel, Fork.FSM, keep);
                smgr.truncate(rel, Fork.FSM, keep);
                fsm.vacuumRange(rel, blocks, Blocks.INVALID);
            }
        }
        if ((flags & RelationFiles.TRUNCATE_VM) != 0 && smgr.exists(rel, Fork.VM)) {
            int keep = vm.prepareTruncate(rel, blocks);
            if (keep != Blocks.INVALID) {
                buffers.pool().dropBuffers(rel, Fork.VM, keep);
                smgr.truncate(rel, Fork.VM, keep);
            }
        }
    }

    private void dbase(WalRecord r) {
        MemorySegment m = r.memory();
        long p = r.data();
        int db = Mem.i32(m, p);
        switch (r.info()) {
            case DatabaseFiles.XLOG_CREATE_FILE_COPY -> {
                Path to = dataDirectory.resolve(RelFileNode.directory(Mem.i32(m, p + 4), db));
                Path from = dataDirectory.resolve(RelFileNode.directory(Mem.i32(m, p + 12), Mem.i32(m, p + 8)));
                databases.removeTree(to);
                buffers.pool().flushDatabase(Mem.i32(m, p + 8));
                databases.copyDirectory(from, to);
            }
            case DatabaseFiles.XLOG_CREATE_WAL_LOG -> databases.create(Mem.i32(m, p + 4), db, true);
            case DatabaseFiles.XLOG_DROP -> {
                int[] tablespaces = new int[Mem.i32(m, p + 4)];
                for (int i = 0; i < tablespaces.length; i++) {
                    tablespaces[i] = Mem.i32(m, p + 8 + i * 4L);
                }
                databases.drop(db, tablespaces, true);
                buffers.explainDatabase(db);
            }
            default -> throw RedoBuffers.unknown("dbase_redo", r);
        }
    }

    private void tblspc(WalRecord r) {
        MemorySegment m = r.memory();
        long p = r.data();
        switch (r.info()) {
            case DatabaseFiles.XLOG_TBLSPC_CREATE -> {
                byte[] path = Mem.bytes(m, p + 4, r.dataLength() - 5);
                databases.createTablespace(Mem.i32(m, p), new String(path, StandardCharsets.UTF_8), true);
            }
            case DatabaseFiles.XLOG_TBLSPC_DROP -> databases.dropTablespace(Mem.i32(m, p), true);
            default -> throw RedoBuffers.unknown("tblspc_redo", r);
        }
    }

    private void relmap(WalRecord r) {
        if (r.info() != RelationMapFile.XLOG_UPDATE) {
            throw RedoBuffers.unknown("relmap_redo", r);
        }
        MemorySegment m = r.memory();
        long p = r.data();
        int length = Mem.i32(m, p + 8);
        if (length != RelationMapFile.SIZE) {
            throw RedoBuffers.panic("relmap_redo: wrong size " + length + " in relmap update record");
        }
        RelationMapFile.decode(Mem.bytes(m, p + 12, length), "WAL record")
                .store(dataDirectory, Mem.i32(m, p + 4), Mem.i32(m, p), options.fsync);
    }
}
