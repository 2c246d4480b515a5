package org.hathi.executor.admin;

import java.lang.foreign.MemorySegment;
import org.hathi.os.Mem;
import org.hathi.page.Page;
import org.hathi.wal.RedoContext;
import org.hathi.wal.ResourceManager;
import org.hathi.wal.Rmgr;
import org.hathi.wal.WalRecord;

/** Replays RM_SEQ records: the page is built anew from the row in the record. */
public final class SequenceRedo implements ResourceManager {
    /** In the special space of the page. */
    private static final int MAGIC = 0x1717;

    /** Bytes of the RelFileNode before the row. */
    private static final int HEADER = 12;

    public SequenceRedo() {}

    @Override
    public int id() {
        return Rmgr.SEQ;
    }

    @Override
    public void redo(WalRecord r, RedoContext cx) {
        cx.initForRedo(r, 0);
        int buf = cx.buffer();
        MemorySegment m = cx.memory(buf);
        long p = cx.offset(buf);
        Page.init(m, p, 4);
        Mem.put32(m, p + Page.special(m, p), MAGIC);
        Page.addItem(m, p, r.memory(), r.data() + HEADER, r.dataLength() - HEADER, 1, false, true);
        cx.done(buf, r);
    }
}
