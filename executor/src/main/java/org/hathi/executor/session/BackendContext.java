package org.hathi.executor.session;

import org.hathi.access.Access;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.Settings;
import org.hathi.catalog.Catalog;
import org.hathi.shm.Proc;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionSlots;
import org.hathi.storage.BufferPool;
import org.hathi.storage.Smgr;
import org.hathi.txn.Txn;
import org.hathi.types.EvalContext;
import org.hathi.types.Functions;
import org.hathi.wal.Wal;

/**
 * Everything one backend process has in one database: handles on the rooms below, the function table and the evaluation
 * context. Built once, when the process first serves a session of that database.
 */
public record BackendContext(
        Segment segment,
        Proc proc,
        Settings settings,
        Interrupts interrupts,
        Reporter reporter,
        PgClock clock,
        java.nio.file.Path dataDirectory,
        SessionSlots sessions,
        BufferPool buffers,
        Smgr smgr,
        Wal wal,
        Txn txn,
        Access access,
        Catalog catalog,
        Functions functions,
        EvalContext eval) {}
