package org.hathi.server;

import org.hathi.access.BtreeRedo;
import org.hathi.access.Heap2Redo;
import org.hathi.access.HeapRedo;
import org.hathi.executor.admin.SequenceRedo;
import org.hathi.executor.api.StatementService;
import org.hathi.storage.Recovery;

/** The rooms of SQL as one process uses them: access, catalog, planner, executor, wired over a {@link Core}. */
final class Sessions {
    private Sessions() {}

    /** Resource managers of the access methods. */
    static void registerRedo(Core core, Recovery recovery) {
        var storage = core.storage();
        recovery.register(new HeapRedo(storage.pool(), storage.vm(), storage.fsm()));
        recovery.register(new Heap2Redo(storage.pool(), storage.vm(), storage.fsm()));
        recovery.register(new BtreeRedo());
        recovery.register(new SequenceRedo());
    }

    /** Reads roles and databases from the shared catalogs into the flat image. */
    static void writeFlatRoles(Core core) {
        new BackendContext(core, 0).writeFlatRoles();
    }

    static StatementService service(Core core) {
        return new SessionHost(core);
    }
}
