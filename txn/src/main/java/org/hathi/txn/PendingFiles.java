package org.hathi.txn;

import java.util.ArrayList;
import java.util.List;
import org.hathi.page.Fork;
import org.hathi.page.RelFileNode;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Smgr;
import org.hathi.wal.Rmgr;

/**
 * Relation files created or dropped by the running transaction: files are unlinked only when the end that makes them
 * garbage is certain. A file created is unlinked at abort, a file dropped at commit; both are listed in the commit or
 * abort record, so that recovery does the same.
 */
public final class PendingFiles {
    private static final int XLOG_SMGR_CREATE = 0x10;

    private record Pending(RelFileNode file, boolean atCommit, int level) {}

    private final TxnContext cx;
    private final BufferPool pool;
    private final Smgr smgr;
    private final RecordBuffer buffer = new RecordBuffer();
    private List<Pending> pending = new ArrayList<>();
    private int level = 1;

    public PendingFiles(TxnContext cx, BufferPool pool, Smgr smgr) {
        this.cx = cx;
        this.pool = pool;
        this.smgr = smgr;
    }

    void setLevel(int level) {
        this.level = level;
    }

    /** Creates the main fork of a new relation, logged when {@code logged}; unlinked again at abort. */
    public void create(RelFileNode file, boolean logged) {
        pending.add(new Pending(file, false, level));
        smgr.create(file, Fork.MAIN, false);
        if (logged) {
            logCreate(file, Fork.MAIN);
        }
    }

    /** Logs the creation of a fork. */
    public void logCreate(RelFileNode file, int fork) {
        cx.me.enterRecord();
        buffer.reset().i32(file.spc()).i32(file.db()).i32(file.rel()).i32(fork);
        cx.log.insert(Rmgr.SMGR, XLOG_SMGR_CREATE | 0x01, buffer.array(), buffer.length());
        cx.me.exitCritical();
    }

    /** Was the file made by the current subtransaction? Then nobody else can see it, and its rows die with it. */
    public boolean createdHere(RelFileNode file) {
        for (Pending p : pending) {
            if (!p.atCommit && p.level == level && p.file.equals(file)) {
                return true;
            }
        }
        return false;
    }

    /** Schedules a relation's files to be unlinked at commit. */
    public void drop(RelFileNode file) {
        pending.add(new Pending(file, true, level));
    }

    /** Keeps files scheduled for {@code atCommit} after all: they changed owner. */
    public void preserve(RelFileNode file, boolean atCommit) {
        pending.removeIf(p -> p.file.equals(file) && p.atCommit == atCommit);
    }

    /** Files to list in the record of this end; temporary ones are not. */
    RelFileNode[] forRecord(boolean commit) {
        if (pending.isEmpty()) {
            return NONE;
        }
        List<RelFileNode> list = new ArrayList<>();
        for (Pending p : pending) {
            if (p.atCommit == commit && p.level >= level && !p.file.isTemp()) {
                list.add(p.file);
            }
        }
        return list.toArray(NONE);
    }

    private static final RelFileNode[] NONE = {};

    /** Unlinks what the end of this (sub)transaction makes garbage. */
    void end(boolean commit, int endedLevel) {
        if (pending.isEmpty()) {
            return;
        }
        List<RelFileNode> dropped = new ArrayList<>();
        List<Pending> kept = new ArrayList<>();
        for (Pending p : pending) {
            if (p.level < endedLevel) {
                kept.add(p);
            } else if (p.atCommit == commit) {
                dropped.add(p.file);
            }
        }
        pending = kept;
        if (!dropped.isEmpty()) {
            pool.dropRelations(dropped.toArray(NONE));
            for (RelFileNode f : dropped) {
                smgr.unlink(f, false);
            }
        }
    }

    /** Commit of a subtransaction: its files become its parent's. */
    void subCommit(int endedLevel) {
        for (int i = 0; i < pending.size(); i++) {
            Pending p = pending.get(i);
            if (p.level >= endedLevel) {
                pending.set(i, new Pending(p.file, p.atCommit, endedLevel - 1));
            }
        }
    }
}
