package org.hathi.executor.system;

import java.nio.charset.StandardCharsets;
import org.hathi.base.SqlError;
import org.hathi.base.SqlState;
import org.hathi.shm.ProcSlots;
import org.hathi.shm.Progress;
import org.hathi.shm.SessionInfo;
import org.jspecify.annotations.Nullable;

/** Rows of pg_stat_get_progress_info: what the processes tell about the commands they run. */
final class ProgressRows {
    private static final int READ_ALL_STATS = 3375;
    private static final int COLUMNS = 3 + Progress.PARAMS;

    private ProgressRows() {}

    static void add(SystemContext s, @Nullable Object name, RowSource.Rows out) {
        if (name == null) {
            return;
        }
        String text = new String((byte[]) name, StandardCharsets.UTF_8);
        Progress.Command wanted = Progress.Command.of(text);
        if (wanted == null) {
            throw new SqlError(SqlState.INVALID_PARAMETER_VALUE, "invalid command name: \"" + text + "\"");
        }
        ProcSlots slots = s.proc().slots();
        Progress all = s.proc().progress();
        for (int i = 0; i < slots.highWater(); i++) {
            Progress.Entry e = all.read(i);
            if (e != null && e.command() == wanted) {
                row(s, i, e, out);
            }
        }
    }

    private static void row(SystemContext s, int slot, Progress.Entry e, RowSource.Rows out) {
        ProcSlots slots = s.proc().slots();
        int session = slots.session(slot);
        SessionInfo x =
                session >= 0 && s.sessions().inUse(session) ? s.sessions().read(session) : null;
        @Nullable Object[] row = new Object[COLUMNS];
        row[0] = x == null ? slots.pid(slot) : x.pid();
        row[1] = Call.oid(e.database());
        boolean mine = x != null && s.catalog.acl().hasPrivilegesOf(s.user(), x.user());
        if (mine || s.catalog.acl().hasPrivilegesOf(s.user(), READ_ALL_STATS)) {
            row[2] = Call.oid(e.relation());
            for (int i = 0; i < Progress.PARAMS; i++) {
                row[3 + i] = e.numbers()[i];
            }
        }
        out.add(row);
    }
}
