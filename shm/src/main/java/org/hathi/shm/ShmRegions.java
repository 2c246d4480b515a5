package org.hathi.shm;

import java.util.ArrayList;
import java.util.List;

/** The regions this room itself needs in every segment. */
public final class ShmRegions {
    /** Name of the queue of invalidation messages. */
    public static final String INVALIDATION = "shmInvalBuffer";

    private static final int INVALIDATION_MESSAGES = 4096;
    /** Chunks of 1 KB that parked sessions have on average for their state; memory never used costs nothing. */
    private static final int STATE_CHUNKS = 16;

    private ShmRegions() {}

    /**
     * @param maxProcs processes of all roles at a time
     * @param maxSessions client sessions and reporting auxiliary processes
     * @param querySize {@code track_activity_query_size}, bytes
     * @param statsEntries objects with cumulative statistics
     */
    public static List<RegionSpec> regions(int maxProcs, int maxSessions, int querySize, int statsEntries) {
        List<RegionSpec> list = new ArrayList<>();
        list.add(ProcSlots.spec(maxProcs));
        list.add(PageUndo.spec(maxProcs));
        list.add(Progress.spec(maxProcs));
        list.add(SessionSlots.spec(maxSessions, querySize));
        list.add(SharedQueue.spec(INVALIDATION, INVALIDATION_MESSAGES, LwTranche.SINVAL_WRITE));
        list.add(NotifyQueue.spec(maxProcs, maxSessions));
        list.add(StatsRegion.spec(statsEntries));
        list.add(SessionPool.spec(maxProcs, maxSessions, maxSessions * STATE_CHUNKS));
        return list;
    }

    /** Small regions for tests. */
    public static List<RegionSpec> forTests(int maxProcs) {
        return regions(maxProcs, maxProcs, 1024, 256);
    }
}
