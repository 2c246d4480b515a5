package org.hathi.server;

import java.util.List;
import org.hathi.base.SqlError;
import org.hathi.executor.api.StatementService;
import org.hathi.storage.Recovery;

/** The rooms of SQL as one process uses them: access, catalog, planner, executor, wired over a {@link Core}. */
final class Sessions {
    private Sessions() {}

    /** Resource managers of the access methods. */
    static void registerRedo(Core core, Recovery recovery) {}

    /** Reads roles and databases from the shared catalogs into the flat image. */
    static void writeFlatRoles(Core core) {
        new FlatRoles(
                        List.of(new FlatRoles.Role(10, "postgres", true, true, true, -1, null, Long.MAX_VALUE)),
                        List.of(),
                        List.of(new FlatRoles.Database(5, "postgres", 1663, 10, true, -1, new int[] {0})),
                        List.of())
                .write(core.process().segment());
    }

    static StatementService service(Core core) {
        throw SqlError.unsupported("a session");
    }
}
