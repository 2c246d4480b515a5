package org.hathi.executor.command;

import org.hathi.shm.Progress;
import org.hathi.shm.Progress.Command;
import org.hathi.txn.VirtualLocks;

/**
 * What CREATE INDEX and REINDEX tell in pg_stat_progress_create_index. Numbers and phases are those of the view; while
 * another command is reported (CLUSTER, VACUUM FULL) nothing happens.
 */
public final class IndexProgress implements VirtualLocks.Watch {
    /** Values of {@code command}. */
    public static final int CREATE = 1;

    public static final int CREATE_CONCURRENTLY = 2;
    public static final int REINDEX = 3;
    public static final int REINDEX_CONCURRENTLY = 4;

    static final int WAIT_WRITERS = 1;
    static final int BUILD = 2;
    static final int WAIT_WRITERS_AGAIN = 3;
    static final int VALIDATE_INDEX = 4;
    static final int VALIDATE_SORT = 5;
    static final int VALIDATE_TABLE = 6;
    static final int WAIT_SNAPSHOTS = 7;
    static final int WAIT_READERS = 8;
    static final int WAIT_READERS_AGAIN = 9;

    static final int SCAN = 2;
    static final int SORT = 3;
    static final int LOAD = 5;

    private static final int COMMAND = 0;
    private static final int LOCKERS = 3;
    private static final int INDEX = 6;
    private static final int METHOD = 8;
    private static final int PHASE = 9;
    private static final int SUBPHASE = 10;
    private static final int TUPLES = 11;
    private static final int TUPLES_DONE = 12;
    private static final int BLOCKS = 15;
    private static final int BLOCKS_DONE = 16;

    private final Progress p;

    public IndexProgress(Progress p) {
        this.p = p;
    }

    /** A command on a table's index begins; {@code index} 0: not known yet. */
    public void begin(int command, int database, int table, int index) {
        p.begin(Command.CREATE_INDEX, database, table);
        p.set(Command.CREATE_INDEX, COMMAND, command);
        p.set(Command.CREATE_INDEX, INDEX, index);
        p.set(Command.CREATE_INDEX, METHOD, MethodFacts.BTREE);
    }

    /** It has ended, well or not. */
    public void end() {
        if (p.reports(Command.CREATE_INDEX)) {
            p.end();
        }
    }

    void index(int index) {
        p.set(Command.CREATE_INDEX, INDEX, index);
    }

    void phase(int phase) {
        p.set(Command.CREATE_INDEX, PHASE, phase);
    }

    /** The build of an index begins. */
    void build() {
        p.setAll(Command.CREATE_INDEX, PHASE, BUILD, 1, 0, 0);
        blocks(0);
    }

    void subphase(int subphase) {
        p.set(Command.CREATE_INDEX, SUBPHASE, subphase);
    }

    void tuples(long total) {
        p.set(Command.CREATE_INDEX, TUPLES, total);
    }

    void tuplesDone(long n) {
        p.set(Command.CREATE_INDEX, TUPLES_DONE, n);
    }

    /** A scan of so many blocks begins. */
    void blocks(int total) {
        p.setAll(Command.CREATE_INDEX, BLOCKS, total, 0);
    }

    void blocksDone(int n) {
        p.set(Command.CREATE_INDEX, BLOCKS_DONE, n);
    }

    @Override
    public void waiting(int total, int done, int pid) {
        p.setAll(Command.CREATE_INDEX, LOCKERS, total, done, pid);
    }
}
