package org.hathi.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hathi.base.Settings;
import org.hathi.base.SqlError;
import org.hathi.os.OsProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The postmaster's lock file: what another server or a careless hand does to it is noticed. */
class LockFileTest {
    @TempDir
    private Path dir;

    @Test
    void vanishedOrForeignFilesAreNoticed() throws IOException {
        int pid = OsProcess.pid();
        ServerLog log = new ServerLog(new Settings(), pid, dir);
        Path file = dir.resolve(LockFile.NAME);
        LockFile lock = LockFile.create(file, true, dir.toString(), pid + "\n" + dir + "\n");
        assertThat(lock.recheck(pid, log)).isTrue();
        Files.writeString(file, "1\n" + dir + "\n");
        assertThat(lock.recheck(pid, log)).isFalse();
        Files.delete(file);
        assertThat(lock.recheck(pid, log)).isFalse();
    }

    @Test
    void nonsenseIsNotTakenForAStaleLock() throws IOException {
        Path file = dir.resolve(LockFile.NAME);
        Files.writeString(file, "bogus\n");
        assertThatThrownBy(() -> LockFile.create(file, true, dir.toString(), "1\n"))
                .isInstanceOf(SqlError.class)
                .hasMessageContaining("bogus data in lock file \"postmaster.pid\": \"bogus\n\"");
        assertThat(file).hasContent("bogus");
    }
}
