package org.hathi.executor.session;

import java.nio.file.Path;
import org.hathi.access.Access;
import org.hathi.base.Interrupts;
import org.hathi.base.PgClock;
import org.hathi.base.Reporter;
import org.hathi.base.Settings;
import org.hathi.catalog.Catalog;
import org.hathi.catalog.CatalogSession;
import org.hathi.shm.Proc;
import org.hathi.shm.Segment;
import org.hathi.shm.SessionSlots;
import org.hathi.storage.Storage;
import org.hathi.txn.Txn;
import org.hathi.types.EvalContext;
import org.hathi.types.Functions;

/**
 * Everything one backend process has in one database: handles on the rooms below, the function table and the evaluation
 * context. Built once, when the process first serves a session of that database.
 *
 * @param relationFiles also connects the catalog to transactions; what DDL creates and drops relation files through
 */
public record BackendContext(
        Segment segment,
        Proc proc,
        Settings settings,
        Interrupts interrupts,
        Reporter reporter,
        PgClock clock,
        Path dataDirectory,
        SessionSlots sessions,
        Storage storage,
        Txn txn,
        Access access,
        Catalog catalog,
        CatalogSession relationFiles,
        int database,
        Functions functions,
        EvalContext eval) {}
