package org.hathi.shm;

import static org.assertj.core.api.Assertions.assertThat;

import org.hathi.shm.Progress.Command;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void othersSeeWhatAProcessReports() {
        Segment s = Segment.local(ShmRegions.forTests(4));
        Proc a = Proc.acquire(s, ProcRole.BACKEND, 1001);
        Proc b = Proc.acquire(s, ProcRole.BACKEND, 1002);
        assertThat(b.progress().read(a.slot())).isNull();
        a.progress().set(Command.VACUUM, 0, 7);
        assertThat(b.progress().read(a.slot())).isNull();
        a.progress().begin(Command.VACUUM, 5, 16384);
        a.progress().setAll(Command.VACUUM, 1, 10, 20, 30);
        a.progress().set(Command.CLUSTER, 0, 99);
        Progress.Entry e = b.progress().read(a.slot());
        assertThat(e).isNotNull();
        assertThat(e.command()).isEqualTo(Command.VACUUM);
        assertThat(e.database()).isEqualTo(5);
        assertThat(e.relation()).isEqualTo(16384);
        assertThat(e.numbers()).startsWith(0, 10, 20, 30, 0).hasSize(Progress.PARAMS);
        a.progress().begin(Command.COPY, 5, 0);
        assertThat(b.progress().read(a.slot()).numbers()).containsOnly(0);
        a.progress().end();
        assertThat(b.progress().read(a.slot())).isNull();
    }

    @Test
    void whatADeadProcessLeftIsNotItsSuccessors() {
        Segment s = Segment.local(ShmRegions.forTests(4));
        Proc reader = Proc.acquire(s, ProcRole.BACKEND, 1001);
        Proc dead = Proc.acquire(s, ProcRole.BACKEND, 1002);
        int slot = dead.slot();
        dead.progress().begin(Command.ANALYZE, 1, 2);
        reader.slots().clear(slot);
        assertThat(reader.progress().read(slot)).isNull();
        Proc next = Proc.acquire(s, ProcRole.BACKEND, 1003);
        assertThat(next.slot()).isEqualTo(slot);
        assertThat(reader.progress().read(slot)).isNull();
        next.progress().begin(Command.COPY, 1, 2);
        assertThat(reader.progress().read(slot).command()).isEqualTo(Command.COPY);
    }
}
