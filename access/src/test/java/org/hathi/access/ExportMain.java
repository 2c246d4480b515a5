package org.hathi.access;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Writes a frozen table and its indexes as files for PostgreSQL to read: ExportMain DIR. */
final class ExportMain {
    public static void main(String[] args) throws Exception {
        Path dir = Files.createTempDirectory("hathi-export");
        TestCluster.create(dir);
        TestCluster.Session s = new TestCluster(dir, true).first;
        s.begin();
        Relation t = s.table(20000);
        Relation pk = s.index(20010, t, "t_pkey", true, 1);
        Relation byText = s.index(20011, t, "t_b", false, 2);
        Relation two = s.index(20012, t, "t_c_a", false, 3, 1);
        s.createTable(t);
        for (Relation r : List.of(pk, byText, two)) {
            s.createFile(r);
            s.access.btree().buildEmpty(r);
        }
        Random rnd = new Random(1);
        TupleBuf buf = new TupleBuf();
        TupleBuilder b = new TupleBuilder(t.desc);
        for (long i = 0; i < 20000; i++) {
            long a = i * 7919 % 20000;
            byte[] x = i % 11 == 0 ? null : ("k" + rnd.nextInt(900) + "-".repeat(rnd.nextInt(3) * 20)).getBytes();
            Long c = i % 13 == 0 ? null : (long) rnd.nextInt(500);
            b.fromDatums(new Object[] {a, x, c}).form(buf);
            long tid = s.access.heap().insert(t, buf, s.cid());
            s.access.btree().insert(pk, new Object[] {a}, tid, t, UniqueCheck.YES);
            s.access.btree().insert(byText, new Object[] {x}, tid, t, UniqueCheck.NO);
            s.access.btree().insert(two, new Object[] {c, a}, tid, t, UniqueCheck.NO);
        }
        s.commit();
        s.begin();
        new Vacuum(s.access, t, List.of(pk, byText, two), Vacuum.Params.freeze()).run();
        s.commit();
        Path out = Path.of(args[0]);
        for (Relation r : List.of(t, pk, byText, two)) {
            new BTreeVerify(s.access, pk).check();
            s.storage.pool().flushRelation(r.node);
            Files.copy(dir.resolve(r.node.path(0)), out.resolve(r.name));
        }
    }
}
