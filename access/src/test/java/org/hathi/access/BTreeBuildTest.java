package org.hathi.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hathi.access.TestCluster.Session;
import org.hathi.page.Fork;
import org.hathi.page.Tid;
import org.hathi.types.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Building B-trees of several levels. */
class BTreeBuildTest {
    @TempDir
    Path dir;

    /** Entries with the keys 0, 0, …, 1, 1, …: {@code each} of a kind. */
    record Runs(int n, int each, Vector[] key, int[] at) implements IndexAm.SortedEntries {
        Runs(int n, int each) {
            this(n, each, new Vector[] {new Vector(false, 1)}, new int[] {-1});
        }

        @Override
        public boolean next() {
            int i = ++at[0];
            key[0].setLong(0, i / each);
            return i < n;
        }

        @Override
        public Vector[] keys() {
            return key;
        }

        @Override
        public int row() {
            return 0;
        }

        @Override
        public long tid() {
            return Tid.of(at[0] / 100, at[0] % 100 + 1);
        }
    }

    @Test
    void severalInternalPagesAndPostingLists() throws Exception {
        TestCluster.create(dir);
        TestCluster c = new TestCluster(dir, true);
        Session s = c.first;
        s.begin();
        Relation t = s.table(20000);
        int n = 250_000;
        Relation unique = s.index(20010, t, "t_c", true, 3);
        Relation many = s.index(20011, t, "t_c2", false, 3);
        s.createFile(unique);
        s.createFile(many);
        assertThat(s.access.btree().build(unique, t, new Runs(n, 1))).isEqualTo(n);
        assertThat(s.access.btree().build(many, t, new Runs(n, 50))).isEqualTo(n);
        assertThat(new BTreeVerify(s.access, unique).check()).isEqualTo(n);
        assertThat(new BTreeVerify(s.access, many).check()).isEqualTo(n);
        int blocks = s.storage.pool().nblocks(unique.node, Fork.MAIN);
        assertThat(blocks).isGreaterThan(600);
        assertThat(s.storage.pool().nblocks(many.node, Fork.MAIN)).isLessThan(blocks / 2);
        s.commit();
    }
}
