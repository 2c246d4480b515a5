package org.hathi.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.executor.api.StatementService;
import org.hathi.shm.RegionSpec;
import org.hathi.wal.ControlFile;

/** The database itself behind the process machinery: wires every room to the shared segment. */
public final class Database implements Engine {
    @Override
    public List<RegionSpec> regions(Settings settings) {
        return new ArrayList<>();
    }

    @Override
    public void checkDataDirectory(Settings settings) {
        control(settings);
    }

    private static ControlFile control(Settings settings) {
        java.lang.foreign.MemorySegment m = java.lang.foreign.Arena.ofAuto().allocate(ControlFile.SIZE, 8);
        ControlFile c = new ControlFile(m, 0);
        c.load(Path.of(settings.string("data_directory")));
        return c;
    }

    @Override
    public void startup(ProcessContext cx) {
        throw SqlError.unsupported("recovery");
    }

    @Override
    public StatementService backend(ProcessContext cx) {
        throw SqlError.unsupported("a backend");
    }

    @Override
    public void checkpointer(ProcessContext cx) {}

    @Override
    public void backgroundWriter(ProcessContext cx) {}

    @Override
    public void walWriter(ProcessContext cx) {}

    @Override
    public void autovacuumLauncher(ProcessContext cx) {}

    @Override
    public void autovacuumWorker(ProcessContext cx, int database) {}

    @Override
    public void reap(ProcessContext postmaster, int slot) {}

    @Override
    public byte[] mockNonce(Settings settings) {
        return control(settings).mockNonce();
    }
}
